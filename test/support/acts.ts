import type { Actor } from '../../src/core/actor.ts';
import type { ActName } from '../../src/core/audit/acts.ts';
import { setMfa } from '../../src/core/factors/factors.ts';
import {
  createRecoveryCodes,
  removeRecoveryCodes,
  replaceRecoveryCodes,
} from '../../src/core/factors/recovery-codes.ts';
import { chainHistory } from '../../src/core/history/chain.ts';
import { type Checkpoint, checkpointOf, signHistory } from '../../src/core/history/checkpoints.ts';
import { baseOf, findLastCut, provenCut, recordCut } from '../../src/core/history/cuts.ts';
import { findLastSigned } from '../../src/core/history/cuts-store.ts';
import type { EphemeralKey, Key } from '../../src/core/keys/key.ts';
import {
  createEphemeralKey,
  createKey,
  type RotatedKey,
  recordKeyUse,
  revokeKey,
  rotateKey,
  setBootstrapKey,
  updateKey,
} from '../../src/core/keys/keys.ts';
import { createProject, renameProject, setPolicies } from '../../src/core/projects/projects.ts';
import { rotateSeal } from '../../src/core/sealing/rotation.ts';
import { proveSeal } from '../../src/core/sealing/sealing.ts';
import type { NewSession } from '../../src/core/sessions/open-session.ts';
import {
  createServerSession,
  endSession,
  endSessions,
  listSessions,
} from '../../src/core/sessions/sessions.ts';
import { createTarget, removeTarget, updateTarget } from '../../src/core/targets/user-targets.ts';
import { createToken } from '../../src/core/tokens/tokens.ts';
import { setEmail, setPhone } from '../../src/core/users/addresses.ts';
import { exportUser } from '../../src/core/users/bundle.ts';
import { emailOf } from '../../src/core/users/email.ts';
import { setMetadata } from '../../src/core/users/keep-metadata.ts';
import { setPassword } from '../../src/core/users/passwords.ts';
import { phoneOf } from '../../src/core/users/phone.ts';
import {
  renameUser,
  setEmailVerified,
  setImpersonator,
  setLabels,
  setPhoneVerified,
  setPrefs,
  setStatus,
} from '../../src/core/users/profile.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser, removeUser } from '../../src/core/users/users.ts';
import { sealWith } from '../../src/crypto/seal.ts';
import { accountSteps, prolonging } from './acts-account.ts';
import { adminSteps } from './acts-admins.ts';
import { deviceSteps } from './acts-devices.ts';
import { factorSteps } from './acts-factors.ts';
import { hexSteps } from './acts-hex.ts';
import { importSteps } from './acts-imports.ts';
import { jobSteps } from './acts-jobs.ts';
import { messageSteps } from './acts-messages.ts';
import { oauthSteps } from './acts-oauth.ts';
import { oldSystemSteps } from './acts-old-systems.ts';
import { teamSteps } from './acts-teams.ts';
import { webhookSteps } from './acts-webhooks.ts';
import type { Directory } from './directory.ts';

export const ann = 'ann' as UserId;
export const email = emailOf('ann@example.com') as never;
export const phone = phoneOf('+14155550123') as never;
/** In every plain password and secret here; must be found nowhere. */
export const CANARY = 'canary-7f3a';

export const FROM = {
  kind: 'key',
  id: 'k1',
  ip: '203.0.113.7',
  userAgent: 'test/1',
  requestId: 'r-1',
} as const;

export type Step = {
  readonly act: ActName;
  /** The user that the entry names as the actor. Default: the caller. */
  readonly by?: UserId;
  /** What goes with it, in the same write. */
  readonly also?: readonly ActName[];
  readonly run: (here: Directory, actor: Actor, key: () => Key) => Promise<unknown>;
  /** The project of the entry. Default: that of the actor. */
  readonly in?: string;
  readonly user?: UserId | ((here: Directory) => Promise<string>);
  /** What is recorded beside who, whom and from where; a function of the key where it is named. */
  readonly details?: (key: Key, answer: unknown) => unknown;
};

const sessionId = async ({ core }: Directory, actor: Actor) =>
  (await listSessions(core, actor, ann))[0]?.id ?? '';

const keyId = ({ id }: Key) => ({ keyId: id });

/** Every act, with what does it, in an order in which it can be done. */
export const steps: readonly Step[] = [
  {
    act: 'project.create',
    run: ({ core }, actor) => createProject(core, actor, { id: actor.project.id, name: 'Shop' }),
    details: () => ({ name: 'Shop' }),
  },
  {
    act: 'project.rename',
    run: ({ core }, actor) => renameProject(core, actor, 'The Shop'),
    details: () => ({ name: 'The Shop' }),
  },
  {
    act: 'project.policies.update',
    run: ({ core }, actor) => setPolicies(core, actor, { sessionsLimit: 3 }),
    details: () => ({ names: ['sessionsLimit'] }),
  },
  {
    act: 'key.create',
    run: ({ core }, actor) => createKey(core, actor, { name: 'n', scopes: ['users.read'], expiresAt: null }),
    details: (key) => ({ keyId: key.id, scopes: ['users.read'], expiresAt: null }),
  },
  {
    act: 'key.derive',
    run: ({ core }, actor, key) =>
      createEphemeralKey(core, { ...actor, id: key().id }, { scopes: ['users.read'], seconds: 60 }),
    details: (key, answer) => ({
      keyId: key.id,
      scopes: ['users.read'],
      expiresAt: (answer as EphemeralKey).expiresAt,
    }),
  },
  {
    act: 'key.update',
    run: ({ core }, actor, key) =>
      updateKey(core, actor, { id: key().id, name: 'n', scopes: ['users.read'], expiresAt: null }),
    details: (key) => ({ keyId: key.id, scopes: ['users.read'], expiresAt: null }),
  },
  {
    act: 'key.rotate',
    run: ({ core }, actor, key) => rotateKey(core, actor, { id: key().id, overlapSeconds: 60 }),
    details: (key, answer) => ({ keyId: key.id, until: (answer as RotatedKey).previous?.expiresAt }),
  },
  { act: 'key.use', run: ({ core }, actor, key) => recordKeyUse(core, actor, key()), details: keyId },
  { act: 'key.revoke', run: ({ core }, actor, key) => revokeKey(core, actor, key().id), details: keyId },
  {
    act: 'key.replace',
    run: ({ core }, actor) => setBootstrapKey(core, actor, `${CANARY}-key`),
    details: () => ({ keyId: 'bootstrap' }),
  },
  {
    act: 'seal.create',
    run: ({ core }, actor) => proveSeal({ ...core, seal: sealWith(`${CANARY}-seal`) }, actor),
    details: () => ({ keyId: sealWith(`${CANARY}-seal`).keyId }),
  },
  {
    act: 'seal.rotate',
    run: ({ core }, actor) => rotateSeal({ ...core, seal: sealWith(`${CANARY}-seal`) }, actor),
    details: () => ({ keyId: sealWith(`${CANARY}-seal`).keyId }),
  },
  {
    act: 'history.cut',
    run: async ({ core }, actor) => {
      while ((await chainHistory(core, { most: 100 })) > 0);
      await signHistory(core, { entries: 1, milliseconds: 0 });
      const last = await findLastCut(core, actor.project.id);
      const after = baseOf(last).position;
      const any = { from: 0, to: Number.MAX_SAFE_INTEGER };
      const row = await findLastSigned(core.read, actor.project.id, { after, ...any });
      // An attempt before this one may have signed, or cut.
      if (!row) return last?.checkpoint;
      const checkpoint = checkpointOf(row);
      const cut = { kind: 'retention', fromPosition: after, checkpoint, digest: '' } as const;
      await recordCut(core, actor, provenCut(core, { ...cut, madeAt: core.clock.now() }));
      return checkpoint;
    },
    details: (_key, answer) => ({ kind: 'retention', position: (answer as Checkpoint).position }),
  },
  {
    act: 'user.create',
    run: ({ core }, actor) => createUser(core, actor, { id: ann, password: `${CANARY}-one` }),
    user: ann,
  },
  ...webhookSteps(CANARY),
  ...oldSystemSteps(CANARY),
  ...jobSteps,
  ...importSteps,
  ...messageSteps,
  ...adminSteps(CANARY),
  ...factorSteps,
  ...hexSteps,
  {
    act: 'user.email.update',
    run: ({ core }, actor) => setEmail(core, actor, { id: ann, email }),
    user: ann,
  },
  {
    act: 'user.phone.update',
    run: ({ core }, actor) => setPhone(core, actor, { id: ann, phone }),
    user: ann,
  },
  ...accountSteps(CANARY),
  ...oauthSteps(CANARY),
  ...deviceSteps,
  ...teamSteps(CANARY),
  {
    act: 'user.name.update',
    run: ({ core }, actor) => renameUser(core, actor, { id: ann, name: 'Ann' }),
    user: ann,
  },
  {
    act: 'user.password.update',
    run: ({ core }, actor) => setPassword(core, actor, { id: ann, password: `${CANARY}-two` }),
    user: ann,
  },
  {
    act: 'user.status.update',
    run: ({ core }, actor) => setStatus(core, actor, { id: ann, active: false }),
    user: ann,
    details: () => ({ active: false }),
  },
  {
    act: 'user.email.verification.update',
    run: ({ core }, actor) => setEmailVerified(core, actor, { id: ann, verified: true }),
    user: ann,
    details: () => ({ verified: true }),
  },
  {
    act: 'user.phone.verification.update',
    run: ({ core }, actor) => setPhoneVerified(core, actor, { id: ann, verified: true }),
    user: ann,
    details: () => ({ verified: true }),
  },
  {
    act: 'user.labels.update',
    run: ({ core }, actor) => setLabels(core, actor, { id: ann, labels: ['vip', 'vip'] }),
    user: ann,
    details: () => ({ labels: ['vip'] }),
  },
  {
    act: 'user.prefs.update',
    run: ({ core }, actor) => setPrefs(core, actor, { id: ann, prefs: { a: 1 } }),
    user: ann,
  },
  {
    act: 'user.metadata.update',
    run: ({ core }, actor) =>
      setMetadata(core, actor, {
        id: ann,
        readOnly: { plan: 'pro' },
        private: { [CANARY.slice(0, 3)]: CANARY },
      }),
    user: ann,
    details: () => ({ readOnly: ['plan'], private: ['can'] }),
  },
  {
    act: 'session.create',
    run: ({ core }, actor) => createServerSession(core, actor, ann),
    user: ann,
    details: (_, answer) => ({ sessionId: (answer as NewSession).session.id, provider: 'server' }),
  },
  prolonging,
  {
    act: 'session.delete',
    run: async (here, actor) => {
      const id = await sessionId(here, actor);
      await endSession(here.core, actor, { user: ann, id });
      return id;
    },
    user: ann,
    details: (_, answer) => ({ sessionId: answer }),
  },
  { act: 'sessions.delete', run: ({ core }, actor) => endSessions(core, actor, ann), user: ann },
  {
    act: 'token.create',
    run: ({ core }, actor) => createToken(core, actor, { user: ann, length: 6, seconds: 60 }),
    user: ann,
    details: (_, answer) => ({ tokenId: (answer as { token: { id: string } }).token.id, kind: 'generic' }),
  },
  {
    act: 'user.mfa.update',
    run: ({ core }, actor) => setMfa(core, actor, { id: ann, enabled: true }),
    user: ann,
    details: () => ({ enabled: true }),
  },
  {
    act: 'user.impersonator.update',
    run: ({ core }, actor) => setImpersonator(core, actor, { id: ann, impersonator: true }),
    user: ann,
    details: () => ({ impersonator: true }),
  },
  {
    act: 'user.recovery-codes.create',
    run: ({ core }, actor) => createRecoveryCodes(core, actor, ann),
    user: ann,
  },
  {
    act: 'user.recovery-codes.update',
    run: ({ core }, actor) => replaceRecoveryCodes(core, actor, ann),
    user: ann,
  },
  {
    act: 'user.export',
    run: ({ core }, actor) => exportUser(core, actor, ann),
    user: ann,
  },
  {
    act: 'user.recovery-codes.delete',
    run: ({ core }, actor) => removeRecoveryCodes(core, actor, ann),
    user: ann,
  },
  {
    act: 'target.create',
    run: ({ core }, actor) =>
      createTarget(core, actor, { user: ann, id: 't1', kind: 'push', identifier: 'token' }),
    user: ann,
    details: () => ({ targetId: 't1', kind: 'push' }),
  },
  {
    act: 'target.update',
    run: ({ core }, actor) => updateTarget(core, actor, { user: ann, id: 't1', name: 'Phone' }),
    user: ann,
    details: () => ({ targetId: 't1' }),
  },
  {
    act: 'target.delete',
    run: ({ core }, actor) => removeTarget(core, actor, { user: ann, id: 't1' }),
    user: ann,
    details: () => ({ targetId: 't1' }),
  },
  { act: 'user.delete', run: ({ core }, actor) => removeUser(core, actor, ann), user: ann },
];
