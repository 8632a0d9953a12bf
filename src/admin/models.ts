import { z } from 'zod';
import type { Admin } from '../core/admins/admin.ts';
import { type Grant, type Permission, permissionsIn, roles } from '../core/admins/permissions.ts';
import { provenAt } from '../core/admins/sign-in.ts';
import type { Instant } from '../core/instant.ts';
import type { Session } from '../core/sessions/session.ts';
import type { Model } from '../http/endpoint.ts';
import type { Call } from './route.ts';

export const moment = (description: string) => z.iso.datetime().describe(description);
export const momentOrNull = (description: string) => z.iso.datetime().nullable().describe(description);

/** Returns a moment as texts have it: ISO 8601 in UTC, with milliseconds. */
export function isoOf(at: Instant): string {
  return new Date(at).toISOString();
}

export function isoOrNull(at: Instant | null): string | null {
  return at === null ? null : isoOf(at);
}

/** A list with one page of rows. */
export function rowsOf<T>(row: Model<T, Call>, name: string): Model<{ readonly rows: readonly T[] }, Call> {
  return {
    name,
    schema: z.object({ rows: z.array(row.schema) }),
    view: ({ rows }, call) => ({ rows: rows.map((each) => row.view(each, call)) }),
  };
}

const grant = z.object({
  project: z.string().nullable().describe('Id of the project; null for the installation with all projects.'),
  role: z.enum(roles),
});

export const adminModel: Model<Admin, Call> = {
  name: 'admin',
  schema: z.object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    grants: z.array(grant),
    hasTotp: z.boolean().describe('Whether sign-ins need a code.'),
    createdAt: moment('When the administrator was created.'),
    joinedAt: momentOrNull('When the password was set; null until an invitation is accepted.'),
    accessedAt: momentOrNull('When the administrator was last seen, to a day.'),
  }),
  view: ({ id, email, name, grants, hasTotp, createdAt, passwordUpdatedAt, accessedAt }) => ({
    ...{ id, email, name, grants, hasTotp },
    createdAt: isoOf(createdAt),
    joinedAt: isoOrNull(passwordUpdatedAt),
    accessedAt: isoOrNull(accessedAt),
  }),
};

export const adminListModel = rowsOf(adminModel, 'adminList');

/** An administrator, and the secret of a link that sets the password. */
export type AdminWithLink = { readonly admin: Admin; readonly secret: string };

export const adminWithLinkModel: Model<AdminWithLink, Call> = {
  name: 'adminWithLink',
  schema: z.object({
    admin: adminModel.schema,
    link: z.string().describe('Opens the console to set a password, once. It is not shown again.'),
  }),
  view: ({ admin, secret }, call) => ({
    admin: adminModel.view(admin, call),
    link: consoleLink(call, admin.passwordUpdatedAt === null ? 'invite' : 'reset', secret),
  }),
};

/** The fragment of a URL stays in the browser: no server and no proxy sees the secret. */
function consoleLink(
  { exchange: { request }, parts }: Call,
  kind: 'invite' | 'reset',
  secret: string,
): string {
  const origin = parts.publicOrigin ?? `${request.protocol}://${request.host}`;
  return `${origin}/console/#${kind}=${secret}`;
}

/** The session of the caller. */
export type OwnSession = { readonly admin: Admin; readonly session: Session };

const names = z.array(z.string());

export const ownSessionModel: Model<OwnSession, Call> = {
  name: 'ownSession',
  schema: z.object({
    admin: adminModel.schema,
    permissions: z.object({
      installation: names.describe('What the administrator may do in the installation, and in all projects.'),
      projects: z.record(z.string(), names).describe('The same in single projects, by their ids.'),
    }),
    signedInAt: moment('When the session began.'),
    provenAt: moment('When the password or a code was last given.'),
    expiresAt: moment('When the session ends at the latest.'),
  }),
  view: ({ admin, session }, call) => ({
    admin: adminModel.view(admin, call),
    permissions: permissionsOf(admin.grants),
    signedInAt: isoOf(session.issuedAt),
    provenAt: isoOf(provenAt(session)),
    expiresAt: isoOf(session.expiresAt),
  }),
};

function permissionsOf(grants: readonly Grant[]): {
  readonly installation: readonly Permission[];
  readonly projects: Readonly<Record<string, readonly Permission[]>>;
} {
  const projects = grants.flatMap(({ project }) => (project === null ? [] : [project]));
  return {
    installation: [...permissionsIn(grants, null)],
    projects: Object.fromEntries(projects.map((id) => [id, [...permissionsIn(grants, id)]])),
  };
}

export type AdminSession = Session & { readonly isCurrent: boolean };

export const adminSessionModel: Model<AdminSession, Call> = {
  name: 'adminSession',
  schema: z.object({
    id: z.string(),
    createdAt: moment('When it began.'),
    usedAt: momentOrNull('When it was last used, to about an hour.'),
    expiresAt: moment('When it ends at the latest.'),
    ip: z.string().nullable(),
    country: z.string().nullable().describe('ISO 3166-1 alpha-2.'),
    os: z.string(),
    browser: z.string(),
    isCurrent: z.boolean(),
  }),
  view: ({ id, issuedAt, usedAt, expiresAt, ip, country, device, isCurrent }) => ({
    ...{ id, ip, country, isCurrent, os: device.osName, browser: device.clientName },
    createdAt: isoOf(issuedAt),
    usedAt: isoOrNull(usedAt),
    expiresAt: isoOf(expiresAt),
  }),
};

export const adminSessionListModel = rowsOf(adminSessionModel, 'adminSessionList');

export const recoveryCodesModel: Model<readonly string[], Call> = {
  name: 'recoveryCodes',
  schema: z.object({ recoveryCodes: z.array(z.string()).describe('Each signs in once. Shown once.') }),
  view: (recoveryCodes) => ({ recoveryCodes }),
};
