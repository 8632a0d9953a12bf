import { z } from 'zod';
import type { Identity } from '../core/identities/identity.ts';
import type { Member } from '../core/memberships/membership.ts';
import type { Session } from '../core/sessions/session.ts';
import type { Target } from '../core/targets/target.ts';
import type { Erasure } from '../core/users/erase.ts';
import type { Metadata } from '../core/users/metadata.ts';
import type { Model } from '../http/endpoint.ts';
import { pageModelOf } from './lists.ts';
import { isoOf, isoOrNull, moment, momentOrNull, rowsOf } from './models.ts';
import type { Call } from './route.ts';

export const targetModel: Model<Target, Call> = {
  name: 'target',
  schema: z.object({
    id: z.string(),
    kind: z.enum(['email', 'sms', 'push']),
    identifier: z.string().describe('Email address, phone number, or device token.'),
    name: z.string(),
    createdAt: moment('When the target was created.'),
    updatedAt: moment('When it was last changed.'),
    expiredAt: momentOrNull('When it was found to be out of use.'),
  }),
  view: ({ id, kind, identifier, name, createdAt, updatedAt, expiredAt }) => ({
    ...{ id, kind, identifier, name },
    createdAt: isoOf(createdAt),
    updatedAt: isoOf(updatedAt),
    expiredAt: isoOrNull(expiredAt),
  }),
};

export const targetListModel = pageModelOf(targetModel, 'targetList');

export const sessionModel: Model<Session, Call> = {
  name: 'session',
  schema: z.object({
    id: z.string(),
    provider: z.string().describe('How the user signed in.'),
    factors: z.array(z.string()).describe('The factors shown, in order.'),
    ip: z.string().nullable(),
    country: z.string().nullable().describe('ISO 3166-1 alpha-2.'),
    os: z.string(),
    browser: z.string(),
    device: z.string(),
    createdAt: moment('When it began.'),
    usedAt: momentOrNull('When it was last used, to a part of the idle limit.'),
    expiresAt: moment('When it ends at the latest.'),
  }),
  view: ({ id, provider, factors, ip, country, device, issuedAt, usedAt, expiresAt }) => ({
    ...{ id, provider, factors, ip, country },
    ...{ os: device.osName, browser: device.clientName, device: device.deviceName },
    createdAt: isoOf(issuedAt),
    usedAt: isoOrNull(usedAt),
    expiresAt: isoOf(expiresAt),
  }),
};

export const sessionListModel = rowsOf(sessionModel, 'sessionList');

const identityModel: Model<Identity, Call> = {
  name: 'identity',
  schema: z.object({
    id: z.string(),
    provider: z.string(),
    issuer: z.string().describe('Of a self-hosted provider; otherwise empty.'),
    providerUid: z.string().describe('Id of the user at the provider.'),
    providerEmail: z.string().describe('Email address that the provider reported; empty without one.'),
    createdAt: moment('When the account was linked.'),
    updatedAt: moment('When it was last used or changed.'),
  }),
  view: ({ id, provider, issuer, providerUid, providerEmail, createdAt, updatedAt }) => ({
    ...{ id, provider, issuer, providerUid, providerEmail },
    createdAt: isoOf(createdAt),
    updatedAt: isoOf(updatedAt),
  }),
};

export const identityListModel = pageModelOf(identityModel, 'identityList');

export const metadataModel: Model<Metadata, Call> = {
  name: 'metadata',
  schema: z.object({
    readOnly: z.record(z.string(), z.unknown()).describe('What the user may read, and cannot change.'),
    private: z.record(z.string(), z.unknown()).describe('What the user may not read.'),
    updatedAt: momentOrNull('When it was last changed; null before it is first written.'),
  }),
  view: ({ readOnly, private: hidden, updatedAt }) => ({
    ...{ readOnly, private: hidden },
    updatedAt: isoOrNull(updatedAt),
  }),
};

export const membershipModel: Model<Member, Call> = {
  name: 'membership',
  schema: z.object({
    id: z.string(),
    team: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), email: z.string(), phone: z.string() }),
    roles: z.array(z.string()),
    invitedAt: moment('When the user was invited or added.'),
    joinedAt: momentOrNull('When the user joined; null for an open invitation.'),
  }),
  view: (member) => ({
    id: member.id,
    team: { id: member.teamId, name: member.teamName },
    user: { id: member.userId, name: member.userName, email: member.userEmail, phone: member.userPhone },
    roles: member.roles,
    invitedAt: isoOf(member.invitedAt),
    joinedAt: isoOrNull(member.joinedAt),
  }),
};

export const membershipListModel = pageModelOf(membershipModel, 'membershipList');

export const erasureModel: Model<Erasure, Call> = {
  name: 'erasure',
  schema: z.object({
    user: z.string(),
    deletedAt: moment('When the user was deleted.'),
    dueAt: moment(
      'When the history is erased, at the earliest: until then, requests may still be on their way.',
    ),
    receipt: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('What `denizen audit verify --receipt` verifies; null until everything is erased.'),
  }),
  view: ({ user, deletedAt, dueAt, receipt }) => ({
    ...{ user, deletedAt: isoOf(deletedAt), dueAt: isoOf(dueAt) },
    receipt: receipt && { ...receipt },
  }),
};
