import { z } from 'zod';
import type { Instant } from '../../core/instant.ts';
import { type Project, signInMethods } from '../../core/projects/project.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';

export type ProjectAndTime = { readonly project: Project; readonly createdAt: Instant };

const switched = z.object({
  $id: z.string().describe('Id.'),
  enabled: z.boolean().describe('Whether it is enabled.'),
});

/** A part of the project that is on or off, which only occurs in the project. */
export const projectFeatureModel: Model<z.infer<typeof switched>> = {
  name: 'projectFeature',
  schema: switched,
  view: (feature) => feature,
};

/** Names that differ from those of the core. */
const methodNames: Readonly<Record<string, string>> = { token: 'custom-token' };
const services = ['account', 'users', 'teams', 'health', 'project', 'webhooks'];

/** The project, with the fields of upstream that have no meaning here at their defaults. */
export const projectModel: Model<ProjectAndTime> = {
  name: 'project',
  schema: z.object({
    $id: z.string().describe('Id.'),
    $createdAt: date('Time of creation.'),
    $updatedAt: date('The same as the time of creation.'),
    name: z.string().describe('Name.'),
    teamId: z.string().describe('Always empty.'),
    region: z.string().describe('Always `default`.'),
    devKeys: z.array(z.string()).describe('Always empty.'),
    smtpEnabled: z.boolean().describe('Always false: mail is a setting of the server.'),
    smtpSenderName: z.string().describe('Always empty.'),
    smtpSenderEmail: z.string().describe('Always empty.'),
    smtpReplyToName: z.string().describe('Always empty.'),
    smtpReplyToEmail: z.string().describe('Always empty.'),
    smtpHost: z.string().describe('Always empty.'),
    smtpPort: z.int().describe('Always 0.'),
    smtpUsername: z.string().describe('Always empty.'),
    smtpPassword: z.string().describe('Always empty.'),
    smtpSecure: z.string().describe('Always empty.'),
    pingCount: z.int().describe('Always 0.'),
    pingedAt: z.string().describe('Always empty.'),
    labels: z.array(z.string()).describe('Always empty.'),
    status: z.string().describe('Always `active`.'),
    onboarding: z.record(z.string(), z.unknown()).describe('Always empty.'),
    authMethods: z.array(switched).describe('The ways of signing in.'),
    services: z.array(switched).describe('The services of the protocol.'),
    protocols: z.array(switched).describe('The protocols: `rest` only.'),
    blocks: z.array(z.string()).describe('Always empty.'),
    consoleAccessedAt: z.string().describe('Always empty.'),
    wafEnabled: z.boolean().describe('Always false.'),
  }),
  view: ({ project, createdAt }) => ({
    $id: project.id,
    $createdAt: dateOf(createdAt),
    $updatedAt: dateOf(createdAt),
    name: project.name,
    teamId: '',
    region: 'default',
    devKeys: [],
    smtpEnabled: false,
    smtpSenderName: '',
    smtpSenderEmail: '',
    smtpReplyToName: '',
    smtpReplyToEmail: '',
    smtpHost: '',
    smtpPort: 0,
    smtpUsername: '',
    smtpPassword: '',
    smtpSecure: '',
    pingCount: 0,
    pingedAt: '',
    labels: [],
    status: 'active',
    onboarding: {},
    authMethods: signInMethods.map((method) => ({
      $id: methodNames[method] ?? method,
      enabled: !project.policies.disabledAuthMethods.includes(method),
    })),
    services: services.map((service) => ({ $id: service, enabled: true })),
    protocols: [
      { $id: 'rest', enabled: true },
      { $id: 'graphql', enabled: false },
      { $id: 'websocket', enabled: false },
    ],
    blocks: [],
    consoleAccessedAt: '',
    wafEnabled: false,
  }),
};
