import { generate } from 'otplib';
import type { Actor } from '../../src/core/actor.ts';
import { createCore, failureOf } from '../../src/core/core.ts';
import { createChallenge, getCustomChallenge } from '../../src/core/factors/challenges/challenges.ts';
import { completeChallenge } from '../../src/core/factors/challenges/complete.ts';
import { createRecoveryCodes } from '../../src/core/factors/recovery-codes.ts';
import { enrolTotp, verifyTotp } from '../../src/core/factors/totp.ts';
import type { FailureCode } from '../../src/core/failure.ts';
import type { Message } from '../../src/core/outbox/message.ts';
import { openSession, prepareSession } from '../../src/core/sessions/open-session.ts';
import type { Session } from '../../src/core/sessions/session.ts';
import { findSession } from '../../src/core/sessions/store.ts';
import { emailOf } from '../../src/core/users/email.ts';
import { phoneOf } from '../../src/core/users/phone.ts';
import { setEmailVerified, setPhoneVerified } from '../../src/core/users/profile.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser } from '../../src/core/users/users.ts';
import { openEngine } from '../../src/open.ts';
import type { Directory } from './directory.ts';
import type { EmptyDatabase } from './engines.ts';

export const STEP_MS = 30_000;

/** A user with a session, as the caller of an operation. */
export type Person = Actor & { readonly id: UserId; readonly session: Session };

type With = { readonly email?: 'verified' | 'unverified'; readonly phone?: 'verified' | 'unverified' };

let phones = 4_155_550_100;

/** A user who has signed in with a password, a second ago. */
export async function person(here: Directory, name: string, has: With = {}): Promise<Person> {
  const id = name as UserId;
  const email = has.email && emailOf(`${name}@example.com`);
  const phone = has.phone && phoneOf(`+1${phones++}`);
  await createUser(here.core, here.actor, { id, ...(email && { email }), ...(phone && { phone }) });
  if (has.email === 'verified') await setEmailVerified(here.core, here.actor, { id, verified: true });
  if (has.phone === 'verified') await setPhoneVerified(here.core, here.actor, { id, verified: true });
  here.clock.advance(1_000);
  return signedIn(here, id);
}

/** Another session of the user. */
export async function signedIn(here: Directory, id: UserId): Promise<Person> {
  const { core, actor } = here;
  const fresh = await prepareSession(core, actor, { user: id, provider: 'email', factors: ['password'] });
  const { session } = await core.write(actor, fresh.act, (tx) => openSession(core, actor, tx, fresh));
  here.clock.advance(1_000);
  return { ...actor, kind: 'user', id, session };
}

/** The same person after the session changed. */
export async function again(here: Directory, who: Person): Promise<Person> {
  const of = { user: who.id, id: who.session.id, now: here.clock.now() };
  const session = await findSession(here.core.read, who.project.id, of);
  if (!session) throw new Error(`the session of ${who.id} has ended`);
  return { ...who, session };
}

/** What an authenticator shows, so many steps from now. */
export function shownBy(here: Directory, seed: string, steps = 0): Promise<string> {
  return generate({ secret: seed, epoch: Math.floor(here.clock.now() / 1000) + steps * 30 });
}

/** Sets an authenticator up and answers its seed; a step later, so that its next code is fresh. */
export async function withTotp(here: Directory, who: Person): Promise<string> {
  const { secret } = await enrolTotp(here.core, who, who.id);
  await verifyTotp(here.core, who, { user: who.id, code: await shownBy(here, secret) });
  here.clock.advance(STEP_MS);
  return secret;
}

/** What was sent to the user last. */
export async function sent(here: Directory, user: string): Promise<Message> {
  const row = await here.core.read.db
    .selectFrom('outbox')
    .select('payload')
    .where('user_id', '=', user)
    .orderBy('sequence', 'desc')
    .executeTakeFirstOrThrow();
  return JSON.parse(here.core.seal.open(row.payload) ?? '') as Message;
}

/** The code of the user's newest challenge, as a server reads it; of any form where the challenge has expired. */
export async function customCode(here: Directory, who: Person): Promise<string> {
  const { id = '' } =
    (await here.core.read.db
      .selectFrom('challenges')
      .select('id')
      .where('user_id', '=', who.id)
      .orderBy('sequence', 'desc')
      .executeTakeFirst()) ?? {};
  const found = await getCustomChallenge(here.core, here.actor, { user: who.id, id }).catch(() => undefined);
  return found?.code ?? '';
}

/** Completes a challenge with a fresh recovery code or, where there are codes already, with the given one. */
export async function proven(here: Directory, who: Person, code?: string): Promise<Person> {
  const shown = code ?? (await createRecoveryCodes(here.core, who, who.id))[0] ?? '';
  const { id } = await createChallenge(here.core, who, { user: who.id, factor: 'recoveryCode' });
  const session = await completeChallenge(here.core, who, { user: who.id, id, code: shown });
  return { ...who, session };
}

/** What the operation was refused with, or `done`. */
export async function outcome(work: Promise<unknown>): Promise<FailureCode | 'done'> {
  try {
    await work;
    return 'done';
  } catch (error) {
    const { code } = failureOf(error);
    if (code === 'internal') throw error;
    return code;
  }
}

/** How often each outcome came of many operations at once. */
export async function outcomes(work: readonly Promise<unknown>[]): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const one of await Promise.all(work.map(outcome))) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}

/** The outcomes of a crowd that shows secrets at once: how many were right, looked at and refused, or stopped before that. */
export async function crowdOutcomes(work: readonly Promise<unknown>[]) {
  const {
    done,
    token_invalid = 0,
    credentials_wrong = 0,
    rate_limited: stopped = 0,
    // Under load some calls may fail because the database is busy: those change nothing.
    unavailable: busy = 0,
    ...others
  } = await outcomes(work);
  return { done, looked: token_invalid + credentials_wrong, stopped, busy, others };
}

/** The same directory as another server has it, or this one after a restart. */
export async function anotherServer(
  here: Directory,
  database: EmptyDatabase,
): Promise<Directory & AsyncDisposable> {
  const engine = await openEngine(database.config(), database.secrets());
  const { read: _read, write: _write, unaudited: _count, ...parts } = here.core;
  const core = createCore(engine, parts);
  const { actor, clock, under } = here;
  return { core, engine, actor, clock, under, [Symbol.asyncDispose]: () => engine.close() };
}

/** Acts of the user that stand in the record. */
export async function actsOf(here: Directory, user: string): Promise<readonly string[]> {
  const rows = await here.core.read.db
    .selectFrom('audit')
    .select('act')
    .where('user_id', '=', user)
    .orderBy('id')
    .execute();
  return rows.map(({ act }) => act);
}
