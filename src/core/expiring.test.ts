import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Kysely } from 'kysely';
import { directory } from '../../test/support/directory.ts';
import { onEachEngine } from '../../test/support/engines.ts';
import type { Rows } from '../../test/support/owned-tables.ts';
import type { Actor } from './actor.ts';
import { authenticationOf } from './authentication.ts';
import { askForGrant, findDeviceRequest } from './device-grants/device-codes.ts';
import { authenticateAccessToken } from './device-grants/device-grants.ts';
import { insertGrant, isGrantAlive } from './device-grants/store.ts';
import { freshFamily, freshTokens, REFRESH_MS } from './device-grants/tokens.ts';
import { correctAhead, expiring, sweepExpired } from './expiring.ts';
import { createChallenge } from './factors/challenges/challenges.ts';
import { isProof } from './factors/proof.ts';
import { Failure, retryAfterSeconds } from './failure.ts';
import { chainHistory } from './history/chain.ts';
import { defaultCadence, signHistory } from './history/checkpoints.ts';
import { eraseHistory } from './history/erasure.ts';
import { freshId } from './id.ts';
import { CLOCK_TOLERANCE_MS, hours, instantOf, minutes } from './instant.ts';
import { createJwt, readJwt } from './jwts/jwts.ts';
import { countAttempt, recordFailure } from './limits/attempts.ts';
import { countFailedSignIn, refuseFailingNetwork } from './limits/failed-sign-ins.ts';
import { messageWaitSeconds } from './limits/message-pause.ts';
import { consume } from './limits/rates.ts';
import { invite } from './memberships/invitations.ts';
import { newMembership } from './memberships/membership.ts';
import { consumePending, type PendingSignIn, savePending } from './oauth/pending-sign-in.ts';
import { refreshProviderTokens } from './oauth/refresh.ts';
import { signTokenGrant, verifyTokenGrant } from './oauth/token-grant.ts';
import { enqueue } from './outbox/outbox.ts';
import { claimDue, markFailed } from './outbox/queue.ts';
import type { ProjectId } from './projects/project.ts';
import { authenticateSession } from './sessions/authenticate.ts';
import { prepareSession, type SignInProof } from './sessions/open-session.ts';
import { createServerSession } from './sessions/sessions.ts';
import { beginRefresh, insertSession } from './sessions/store.ts';
import { insertTarget } from './targets/store.ts';
import { createTeam } from './teams/teams.ts';
import { findToken } from './tokens/store.ts';
import { tokenHashes } from './tokens/token.ts';
import { createToken, type NewToken } from './tokens/tokens.ts';
import { setEmail } from './users/addresses.ts';
import { type Email, emailOf } from './users/email.ts';
import type { UserId } from './users/user.ts';
import { createUser, getUser, removeUser } from './users/users.ts';
import { describeClaim, refuseClaim } from './verifications/refusals.ts';

const DAY = hours(24);
const NAMES_A_MOMENT = /expire|_until$|^ends_at$|^due_at$|^next_at$|^not_before$|^revoke_at$|^invited_at$/;

onEachEngine('what expires', (database) => {
  const here = directory(database);
  let users = 0;
  const newUser = async (): Promise<UserId> => {
    const { id } = await createUser(here.core, here.actor, { id: `user-${++users}` as UserId });
    return id;
  };
  /** Does the work while the clock is ahead, and puts it back. */
  const ahead = async <T>(work: () => Promise<T>, milliseconds = DAY): Promise<T> => {
    here.clock.advance(milliseconds);
    const result = await work();
    here.clock.advance(-milliseconds);
    return result;
  };
  /** A sequence from a moment when the clock was ahead: those that follow stay ahead. */
  const sequenceAhead = () => ahead(async () => here.core.clock.nextSequence());
  const isRedeemable = async ({ token, secret }: NewToken): Promise<boolean> => {
    const { clock } = here.core;
    const of = {
      user: token.userId,
      secretHashes: tokenHashes(here.core, token.userId, secret),
      kinds: ['generic' as const],
      now: clock.now(),
    };
    return (await findToken(here.core.read, 'test', of)) !== undefined;
  };
  /** A user with an address, and a session, as the actor. */
  const sessionOf = async (more: Partial<SignInProof> = {}) => {
    const id = await newUser();
    const set = { id, email: emailOf(`${id}@example.com`) as Email };
    await setEmail(here.core, here.actor, set);
    const proof = { user: id, provider: 'github', factors: ['password'], ...more };
    const fresh = await prepareSession(here.core, here.actor, proof);
    await here.engine.transact((tx) => insertSession(tx, here.actor.project.id, fresh));
    const user = await getUser(here.core, here.actor, id);
    const actor = { ...here.actor, kind: 'user', id, user, session: fresh.session } as const;
    return { user, actor, session: fresh.session };
  };
  const minuteToken = (user: UserId) => createToken(here.core, here.actor, { user, length: 64, seconds: 60 });
  const holder = (value: string, actor: Actor = here.actor) =>
    authenticateSession(here.core, actor.project, value);
  const rows = async (table: string) =>
    (here.core.read.db as unknown as Kysely<Rows>).selectFrom(table).selectAll().execute();

  it('has a decision for every moment in the schema', async () => {
    const tables = await here.core.read.db.introspection.getTables();
    const found = tables.flatMap(({ name, columns }) =>
      columns.filter((column) => NAMES_A_MOMENT.test(column.name)).map((column) => `${name}.${column.name}`),
    );
    assert.deepEqual(found.toSorted(), Object.keys(expiring).toSorted());
  });

  it('a token issued after the clock was ahead expires in time', async () => {
    const user = await newUser();
    await sequenceAhead();
    const token = await minuteToken(user);
    assert.equal(await isRedeemable(token), true);
    here.clock.advance(minutes(1));
    assert.equal(await isRedeemable(token), false);
  });

  it('a token issued while the clock was ahead is one of now, after the correction', async () => {
    const user = await newUser();
    const token = await ahead(() => minuteToken(user));
    await correctAhead(here.core);
    assert.equal(await isRedeemable(token), true);
    here.clock.advance(minutes(1));
    assert.equal(await isRedeemable(token), false);
    here.clock.advance(DAY - minutes(1));
    assert.equal(await isRedeemable(token), false);
  });

  it('a session lives as long as its project says, whenever the clock was ahead', async () => {
    const user = await newUser();
    const actor = here.under({ sessionSeconds: 3_600 });
    const issue = () => createServerSession(here.core, actor, user);
    const during = await ahead(issue);
    const after = await issue();
    await correctAhead(here.core);
    const alive = async () => [!!(await holder(during.secret)), !!(await holder(after.secret))];
    assert.deepEqual(await alive(), [true, true]);
    here.clock.advance(hours(1));
    assert.deepEqual(await alive(), [false, false]);
  });

  it('an unused session is idle in time after the clock was ahead', async () => {
    const user = await newUser();
    const actor = here.under({ sessionIdleSeconds: 600 });
    await sequenceAhead();
    const { secret } = await createServerSession(here.core, actor, user);
    here.clock.advance(minutes(10));
    assert.equal(await holder(secret, actor), undefined);
  });

  it('a clock that went back by an hour ends no session, and corrects nothing else of it', async () => {
    const user = await newUser();
    const actor = here.under({ sessionSeconds: 7_200 });
    const { secret } = await createServerSession(here.core, actor, user);
    here.clock.advance(-hours(1));
    await correctAhead(here.core);
    assert.ok(await holder(secret));
    here.clock.advance(hours(2));
    assert.equal(await holder(secret), undefined);
  });

  it('a JWT from a moment when the clock was ahead is refused', async () => {
    const user = await newUser();
    const issue = () => createJwt(here.core, here.actor, { user, session: undefined, seconds: 900 });
    const during = await ahead(issue);
    const after = await issue();
    const isRead = (token: string) =>
      readJwt(here.core, here.actor.project.id, token).then(
        () => true,
        () => false,
      );
    assert.deepEqual([await isRead(during), await isRead(after)], [false, true]);
    here.clock.advance(minutes(15));
    assert.equal(await isRead(after), false);
  });

  it('signed links and tokens of an external sign-in are refused if the clock was ahead at their issue', async () => {
    const { user } = await sessionOf();
    const grant = { secret: 's', provider: 'github', identity: 'i' };
    const issue = async () => ({
      grant: await signTokenGrant(here.core, here.actor, grant),
      claim: await describeClaim(here.core, here.actor, { user, seconds: 3_600 }),
    });
    const accepts = async ({ grant, claim }: Awaited<ReturnType<typeof issue>>) => {
      const token = new URL(claim.refusal).searchParams.get('token') ?? '';
      const refused = await refuseClaim(here.core, here.actor, token).catch((error: unknown) => error);
      return [!!(await verifyTokenGrant(here.core, here.actor, grant)), refused === undefined];
    };
    assert.deepEqual(await accepts(await ahead(issue)), [false, false]);
    assert.deepEqual(await accepts(await issue()), [true, true]);
  });

  it('a sign-in after the clock was ahead is as recent as it is', async () => {
    await sequenceAhead();
    const { actor } = await sessionOf();
    assert.equal(authenticationOf(actor)?.signedInAt, here.clock.now());
  });

  it('a factor that was added after the session began proves nothing, also after the clock was ahead', async () => {
    await sequenceAhead();
    const { user, actor } = await sessionOf();
    await here.engine.transact(async (tx) => {
      const of = { project_id: 'test', user_id: user.id };
      const at = here.clock.now();
      const added = { ...of, sealed: '', last_step: null };
      await tx.db
        .insertInto('recovery_codes')
        .values({ ...of, code_hash: 'c', sealed: '' })
        .execute();
      await tx.db
        .insertInto('authenticators')
        .values([
          { ...added, kind: 'recoveryCode', verified_at: at - 1 },
          { ...added, kind: 'totp', verified_at: at + 1 },
        ])
        .execute();
      const input = { user, session: actor.session, factor: 'totp' } as const;
      assert.equal(await isProof(here.core, actor, tx, input), false);
    });
  });

  it('a challenge of a clock ahead lives for an hour from now', async () => {
    const { user, actor } = await sessionOf();
    const issue = () => createChallenge(here.core, actor, { user: user.id, factor: 'totp' });
    const during = await ahead(issue);
    const after = await issue();
    assert.equal(after.expiresAt, here.clock.now() + hours(1));
    await correctAhead(here.core);
    const stored = (await rows('challenges')).map(({ id, expires_at }) => [id, expires_at]);
    const end = here.clock.now() + hours(1);
    assert.deepEqual(
      new Map(stored as [string, number][]),
      new Map([
        [during.id, end],
        [after.id, end],
      ]),
    );
  });

  it('the lease of a refresh that began while the clock was ahead is taken over', async () => {
    const { actor, session } = await sessionOf({
      providerTokens: { access: 'a', refresh: 'r', expiresAt: null },
    });
    const of = { user: session.userId, id: session.id };
    await ahead(() =>
      here.core.unaudited((tx) => {
        const now = here.clock.now();
        return beginRefresh(tx, 'test', { ...of, now, until: instantOf(now + 15_000) });
      }),
    );
    const kept = await refreshProviderTokens(here.core, actor, session, async () => session);
    assert.equal(kept, session);
  });

  it('wrong guesses made while the clock was ahead delay no longer than others', async () => {
    const user = await newUser();
    const at = { user, factor: 'password' } as const;
    const wrong = async () => {
      const attempt = await countAttempt(here.core, here.actor, at);
      await here.engine.transact((tx) => recordFailure(here.core, tx, attempt));
    };
    await ahead(async () => {
      for (let guess = 0; guess < 5; guess++) await wrong();
    });
    const wait = await countAttempt(here.core, here.actor, at).then(
      () => 0,
      (error: Failure) => retryAfterSeconds(error.data) ?? 0,
    );
    assert.ok(wait > 0 && wait <= 3_600, `${wait} s`);
    here.clock.advance(hours(1));
    await countAttempt(here.core, here.actor, at);
  });

  it('a count of guesses that was used up while the clock was ahead rests from now', async () => {
    const user = await newUser();
    const at = { user, factor: 'token' } as const;
    const until = async () => {
      for (;;) {
        await countAttempt(here.core, here.actor, at);
      }
    };
    await ahead(() => until().catch(() => {}), 10 * DAY);
    await assert.rejects(countAttempt(here.core, here.actor, at), Failure);
    here.clock.advance(DAY + 1);
    await countAttempt(here.core, here.actor, at);
  });

  it('messages paused while the clock was ahead wait no longer than others', async () => {
    const guest: Actor = { ...here.actor, kind: 'guest' };
    const to = { to: 'ann@example.com', user: undefined, purpose: 'recovery' } as const;
    await ahead(async () => {
      while ((await messageWaitSeconds(here.core, guest, to)) === undefined);
    });
    const wait = (await messageWaitSeconds(here.core, guest, to)) ?? 0;
    assert.ok(wait > 0 && wait <= 600, `${wait} s`);
    here.clock.advance(minutes(10));
    assert.equal(await messageWaitSeconds(here.core, guest, to), undefined);
  });

  it('a rate limit used up while the clock was ahead ends with a window of now', async () => {
    const limits = [{ key: 'a limit', most: 2, seconds: 3_600 }];
    const use = () => consume(here.core, here.actor.project.id, limits);
    await ahead(async () => {
      for (let used = 0; used < 3; used++) await use();
    });
    const refused = await use();
    assert.ok((refused?.remaining ?? 0) < 0, 'it stays used up');
    assert.equal(refused?.endsAt, here.clock.now() + hours(1));
    here.clock.advance(hours(1));
    assert.equal((await use())?.remaining, 1);
  });

  it('a network that failed while the clock was ahead may try again within the hour', async () => {
    const actor = { ...here.under({ failedSignInsLimit: 1 }), kind: 'guest', ip: '203.0.113.1' } as const;
    await ahead(() => countFailedSignIn(here.core, actor, false));
    await refuseFailingNetwork(here.core, actor);
    await countFailedSignIn(here.core, actor, false);
    await assert.rejects(refuseFailingNetwork(here.core, actor), Failure);
    here.clock.advance(hours(1));
    await refuseFailingNetwork(here.core, actor);
  });

  it('device codes, access tokens and pending sign-ins of a clock ahead live as long as others', async () => {
    const user = await newUser();
    const client = { clientId: 'a client', scopes: ['api:read'], name: '' };
    const pending = { provider: 'github', browserBinding: null } as PendingSignIn;
    const sequence = here.core.clock.nextSequence();
    const of = {
      userId: user,
      kind: 'device',
      clientId: '',
      name: '',
      scopes: ['api'],
      keyId: null,
    } as const;
    const grant = { ...of, id: freshId(sequence), sequence, factors: [] };
    const issued = await ahead(async () => {
      const fresh = freshTokens(here.core, grant, freshFamily());
      const stored = { grant, hashes: fresh.hashes, now: here.clock.now(), kept: 5 };
      await here.engine.transact((tx) => insertGrant(tx, here.actor.project.id, stored));
      return {
        code: await askForGrant(here.core, here.actor, client),
        access: fresh.tokens.accessToken,
        state: await savePending(here.core, here.actor, pending),
      };
    });
    const alive = async () => [
      !!(await findDeviceRequest(here.core, here.actor, issued.code.userCode)),
      !!(await authenticateAccessToken(here.core, here.actor.project.id, issued.access)),
    ];
    await correctAhead(here.core);
    assert.deepEqual(await alive(), [true, true]);
    here.clock.advance(minutes(10));
    assert.deepEqual(await alive(), [false, true]);
    const state = { state: issued.state, provider: 'github' } as const;
    await assert.rejects(consumePending(here.core, here.actor, state), Failure);
    here.clock.advance(minutes(20));
    assert.deepEqual(await alive(), [false, false]);
    const isAlive = () =>
      isGrantAlive(here.core.read, 'test' as ProjectId, { ...grant, user, now: here.clock.now() });
    assert.equal(await isAlive(), true, 'it can be refreshed');
    here.clock.advance(REFRESH_MS - minutes(30));
    assert.equal(await isAlive(), false);
  });

  it('a message that was queued or failed while the clock was ahead is sent in time', async () => {
    const message = {
      kind: 'mail',
      to: 'ann@example.com',
      purpose: 'recovery',
      name: '',
      minutes: 60,
    } as const;
    const queue = () =>
      here.engine.transact((tx) => enqueue(here.core, here.actor, tx, { user: null, message }));
    const batch = { kind: 'mail', most: 10, leaseMs: minutes(2) } as const;
    await ahead(async () => {
      await queue();
      const [claimed] = (await claimDue(here.core, batch)).claimed;
      assert.ok(claimed);
      await markFailed(here.core, claimed, { error: 'refused', permanent: false, delaysMs: [hours(1)] });
      await queue();
    });
    await correctAhead(here.core);
    const [fresh, ...others] = (await claimDue(here.core, batch)).claimed;
    assert.deepEqual([fresh?.tries, others.length], [1, 0]);
    assert.equal(fresh?.expiresAt, here.clock.now() + hours(1), 'its link does not outlive it');
    here.clock.advance(minutes(3));
    assert.ok((await claimDue(here.core, batch)).found > 0, 'the failed one is due');
  });

  it('an invitation sent while the clock was ahead is one of now', async () => {
    const ann = { user: await getUser(here.core, here.actor, await newUser()) };
    const owner: Actor = { ...here.actor, ...ann, kind: 'user', id: ann.user.id };
    const { id: team } = await createTeam(here.core, owner, {
      id: undefined,
      name: 'Team',
      roles: ['owner'],
    });
    const to = { team, email: emailOf('ben@example.com') as Email, roles: [], url: 'http://localhost/join' };
    await ahead(() => invite(here.core, owner, to));
    assert.equal(
      newMembership(here.core, { team, user: ann.user.id, roles: [], joined: false }).invitedAt,
      here.clock.now(),
    );
    await correctAhead(here.core);
    const sent = async () =>
      (await rows('memberships')).flatMap((row) => (row.joined_at === null ? [row.invited_at] : []));
    assert.deepEqual(await sent(), [here.clock.now()]);
  });

  it('the history is signed and erased in time after the clock was ahead', async () => {
    const user = await newUser();
    const cadence = { ...defaultCadence, milliseconds: minutes(5) };
    await ahead(async () => {
      await removeUser(here.core, here.actor, user);
      while ((await chainHistory(here.core, { most: 1_000 })) > 0);
      await signHistory(here.core, cadence);
    });
    await newUser();
    while ((await chainHistory(here.core, { most: 1_000 })) > 0);
    assert.equal((await signHistory(here.core, cadence)).length, 1);
    await correctAhead(here.core);
    here.clock.advance(CLOCK_TOLERANCE_MS);
    while ((await eraseHistory(here.core, { most: 1_000 })) > 0);
    assert.deepEqual(await rows('erasures'), []);
  });

  it('is swept in steps, with the targets of sessions, and what has not expired stays', async () => {
    const user = await newUser();
    const short = here.under({ sessionSeconds: 60 });
    const { session } = await createServerSession(here.core, short, user);
    const target = {
      id: 'device',
      userId: user,
      kind: 'push',
      providerId: null,
      identifier: 'a device',
    } as const;
    const at = { createdAt: here.clock.now(), updatedAt: here.clock.now(), expiredAt: null, name: '' };
    await here.engine.transact(async (tx) => {
      const sequence = here.core.clock.nextSequence();
      await insertTarget(tx, 'test', { target: { ...target, ...at, sessionId: session.id }, sequence });
    });
    const { session: kept } = await createServerSession(here.core, here.actor, user);
    for (let token = 0; token < 3; token++) await minuteToken(user);
    here.clock.advance(hours(1) + minutes(1));
    const { token } = await minuteToken(user);
    await sweepExpired(here.core);
    const left = async (table: string) =>
      (await rows(table)).filter((row) => row.user_id === user).map(({ id }) => id);
    assert.deepEqual(await left('sessions'), [kept.id]);
    assert.deepEqual(await left('tokens'), [token.id]);
    assert.deepEqual(await left('targets'), []);
    here.clock.advance(31 * DAY);
    await sweepExpired(here.core);
    const swept = ['tokens', 'oauth_states', 'device_codes', 'device_grants', 'rate_windows'];
    assert.deepEqual(
      await Promise.all(swept.map(rows)),
      swept.map(() => []),
    );
  });

  it('is not swept right after the clock jumped', async () => {
    const user = await newUser();
    await minuteToken(user);
    here.clock.advance(DAY);
    const jumped = { at: here.clock.now(), byMs: DAY };
    const core = { ...here.core, clock: { ...here.core.clock, lastJump: () => jumped } };
    await sweepExpired(core);
    assert.equal((await rows('tokens')).length, 1);
    here.clock.advance(hours(1));
    await sweepExpired(core);
    assert.equal((await rows('tokens')).length, 0);
  });
});
