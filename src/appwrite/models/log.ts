import { z } from 'zod';
import { type Actor, isClient } from '../../core/actor.ts';
import type { ActName } from '../../core/audit/acts.ts';
import type { LogEntry } from '../../core/audit/logs.ts';
import { unknownDevice } from '../../core/devices/device.ts';
import type { Page } from '../../core/listing/listing.ts';
import type { Model } from '../route.ts';
import { clientInfoShape, clientInfoView } from './client-info.ts';
import { date, dateOf } from './date.ts';

/** Event names of acts. Acts that upstream does not have keep our name. */
const events = {
  'backup.create': 'backup.create',
  'backup.restore': 'backup.restore',
  'seal.create': 'seal.create',
  'seal.rotate': 'seal.rotate',
  'history.cut': 'history.cut',
  'admin.create': 'admin.create',
  'admin.update': 'admin.update',
  'admin.link.create': 'admin.link.create',
  'admin.link.use': 'admin.link.use',
  'project.create': 'project.create',
  'project.delete': 'project.delete',
  'project.export': 'project.export',
  'project.import': 'project.import',
  'project.remove': 'project.remove',
  'project.rename': 'project.update',
  'project.policies.update': 'project.update',
  'key.create': 'key.create',
  'key.replace': 'key.update',
  'key.rotate': 'key.update',
  'provider.test': 'provider.test',
  'message.test': 'message.test',
  'message.retry': 'message.retry',
  'message.delete': 'message.delete',
  'key.revoke': 'key.delete',
  'key.use': 'key.use',
  'key.update': 'key.update',
  'key.derive': 'key.create',
  'webhook.create': 'webhook.create',
  'webhook.update': 'webhook.update',
  'webhook.secret.update': 'webhook.update',
  'webhook.disable': 'webhook.update',
  'webhook.retry': 'webhook.update',
  'webhook.delete': 'webhook.delete',
  'mock-phone.create': 'mock-phone.create',
  'mock-phone.update': 'mock-phone.update',
  'mock-phone.delete': 'mock-phone.delete',
  'job.create': 'job.create',
  'job.pause': 'job.update',
  'job.resume': 'job.update',
  'job.cancel': 'job.update',
  'job.end': 'job.update',
  'user.create': 'user.create',
  'user.delete': 'user.delete',
  'import.create': 'import.create',
  'import.batch': 'import.batch',
  'import.end': 'import.end',
  'import.undo': 'import.undo',
  'import-job.create': 'import-job.create',
  'import-job.update': 'import-job.update',
  'user.import': 'user.update',
  'user.export': 'user.export',
  'user.email.update': 'user.update',
  'user.phone.update': 'user.update',
  'user.name.update': 'user.update',
  'user.password.update': 'user.update',
  'user.status.update': 'user.update',
  'user.email.verification.create': 'verification.create',
  'user.phone.verification.create': 'verification.create',
  'user.email.verification.update': 'verification.update',
  'user.phone.verification.update': 'verification.update',
  'old-system.update': 'old-system.update',
  'old-system.delete': 'old-system.delete',
  'old-system.test': 'old-system.test',
  'contracts.update': 'contracts.update',
  'user.password.migrate': 'user.update',
  'user.password.pend': 'user.update',
  'user.verify': 'user.verify',
  'user.reset': 'user.update',
  'user.address.release': 'user.update',
  'user.labels.update': 'user.update',
  'user.prefs.update': 'user.update',
  'user.metadata.update': 'user.update',
  'user.mfa.update': 'user.update',
  'user.authenticator.create': 'user.update',
  'user.authenticator.verify': 'user.update',
  'user.authenticator.delete': 'user.update',
  'user.recovery-codes.create': 'user.update',
  'user.recovery-codes.update': 'user.update',
  'user.recovery-codes.delete': 'user.update',
  'user.impersonator.update': 'user.update',
  'challenge.create': 'challenge.create',
  'challenge.complete': 'challenge.update',
  'challenge.refuse': 'challenge.refuse',
  'factor.show': 'challenge.update',
  'session.create': 'session.create',
  'session.refuse': 'session.refuse',
  'session.update': 'session.update',
  'session.delete': 'session.delete',
  'sessions.delete': 'session.delete',
  'token.create': 'tokens.create',
  'identity.create': 'identity.create',
  'identity.delete': 'identity.delete',
  'provider.update': 'project.update',
  'provider.delete': 'project.update',
  'recovery.create': 'recovery.create',
  'recovery.update': 'recovery.update',
  'team.create': 'team.create',
  'team.update': 'team.update',
  'team.prefs.update': 'team.update',
  'team.delete': 'team.delete',
  'membership.create': 'membership.create',
  'membership.update': 'membership.update',
  'membership.accept': 'membership.update',
  'membership.delete': 'membership.delete',
  'username.assign': 'user.update',
  'user-key.create': 'user.update',
  'user-key.revoke': 'user.update',
  'user-key.exchange': 'session.create',
  'user-keys.revoke': 'user.update',
  'device.approve': 'device.approve',
  'device.deny': 'device.deny',
  'target.create': 'target.create',
  'target.update': 'target.update',
  'target.delete': 'target.delete',
} as const satisfies Record<ActName, string>;

/** Wire names of actor kinds. */
const types = {
  guest: 'guest',
  user: 'user',
  key: 'keyProject',
  admin: 'admin',
  cli: 'admin',
  system: 'admin',
} as const satisfies Record<Actor['kind'], string>;

const schema = z.object({
  event: z.string().describe('What was done, such as `user.update`.'),
  userId: z.string().describe('Id of the user or the key that did it; empty for others.'),
  userEmail: z.string().describe('Email address of the user; empty if it is hidden.'),
  userName: z.string().describe('Name of the user; empty if it is hidden.'),
  mode: z.string().describe('`admin` for the command line, else `default`.'),
  userType: z.string().describe('Kind of the actor: a user, a key, a guest or an administrator.'),
  ip: z.string().describe('Network address.'),
  time: date('Time of the act.'),
  ...clientInfoShape,
  impersonatedUserId: z.string().describe('Id of the impersonated user; empty if there is none.'),
});

/** A log entry, which only occurs in lists. */
export const logModel: Model<LogEntry> = { name: 'log', schema, view: viewOf };

export const logListModel: Model<Page<LogEntry>> = {
  name: 'logList',
  schema: z.object({
    total: z.int().describe('Number of matches over all pages, counted up to 5,000.'),
    logs: z.array(schema).describe('The entries of this page, newest first.'),
  }),
  view: ({ total, rows }, actor) => ({ total, logs: rows.map((entry) => viewOf(entry, actor)) }),
};

/**
 * Users are not told which other user or administrator did something to them, nor where from: an invitation is no
 * introduction.
 */
function seenBy(entry: LogEntry, actor: Actor): LogEntry {
  const { by } = entry;
  const isOther = by.kind === 'admin' || (by.kind === 'user' && by.id !== actor.id);
  if (!isClient(actor) || !isOther) return entry;
  const unnamed = { kind: by.kind, id: '', name: '', email: '' } as const;
  return { ...entry, by: unnamed, ip: null, country: null, device: unknownDevice };
}

function viewOf(whole: LogEntry, actor: Actor): z.infer<typeof schema> {
  const { by, ...entry } = seenBy(whole, actor);
  const type = types[by.kind];
  return {
    // A newer version may have recorded acts that this one does not know.
    event: (events as Readonly<Record<string, string>>)[entry.act] ?? entry.act,
    userId: by.id,
    userEmail: by.kind === 'key' ? `app.${actor.project.id}@service` : by.email,
    userName: by.name,
    mode: type === 'admin' ? 'admin' : 'default',
    userType: type,
    ip: entry.ip ?? '',
    time: dateOf(entry.at),
    ...clientInfoView(entry, actor),
    impersonatedUserId: entry.actingAs ?? '',
  };
}
