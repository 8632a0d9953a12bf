import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import {
  answeringAs,
  begin,
  comeBack,
  setUpGithub,
  signIn,
  withProvider,
} from '../../../test/oauth/github.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import type { Actor } from '../actor.ts';
import { setMfa } from '../factors/factors.ts';
import { createRecoveryCodes } from '../factors/recovery-codes.ts';
import { listIdentities } from '../identities/list.ts';
import { createServerSession, listSessions } from '../sessions/sessions.ts';
import { signInWithPassword } from '../sign-in/password.ts';
import { redeemToken } from '../sign-in/tokens.ts';
import { setEmail } from '../users/addresses.ts';
import { type Email, emailOf } from '../users/email.ts';
import { type Phone, phoneOf } from '../users/phone.ts';
import { setEmailVerified, setStatus } from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { createUser, getUser, removeUser } from '../users/users.ts';

const everything = { filters: [], orders: [], limit: 25, offset: 0, counted: true } as const;

onEachEngine('an external account', (database) => {
  const here = directory(database);
  const guest: Actor = { ...here.actor, kind: 'guest' };
  let last = 0;
  before(() => setUpGithub(here.core, here.actor));

  /** An account that is not linked. */
  const fresh = () => {
    last += 1;
    const uid = last;
    const email = `person${uid}@example.com`;
    return { uid, email, address: emailOf(email) as Email };
  };
  const userBy = async (outcome: Awaited<ReturnType<typeof signIn>>) => {
    assert.ok(typeof outcome === 'object', String(outcome));
    return getUser(here.core, here.actor, outcome.user);
  };

  const changedEmail = (id: UserId, email: Email) => setEmail(here.core, here.actor, { id, email });

  it('creates a user whose address is verified when the provider verified it', async () => {
    const { core } = here;
    const [sure, unsure] = [fresh(), fresh()];
    const users = [
      await userBy(await signIn(core, guest, { ...sure, name: 'Ann' })),
      await userBy(await signIn(core, guest, { ...unsure, verified: false })),
    ];
    assert.deepEqual(
      users.map(({ name, email, emailVerifiedAt, password, targets }) => [
        name,
        email,
        emailVerifiedAt !== null,
        password,
        targets.map(({ identifier }) => identifier),
      ]),
      [
        ['Ann', sure.email, true, null, [sure.email]],
        ['', unsure.email, false, null, [unsure.email]],
      ],
    );
  });

  it('finds its user whatever its address is later', async () => {
    const { core } = here;
    const ann = fresh();
    const first = await userBy(await signIn(core, guest, ann));
    const again = await userBy(await signIn(core, guest, { uid: ann.uid, email: 'else@example.com' }));
    const without = await userBy(await signIn(core, guest, { uid: ann.uid }));
    assert.deepEqual([again.id, again.email, without.id], [first.id, ann.email, first.id]);
  });

  it('is linked to a user with the same address, verified on both sides, and changes nothing else', async () => {
    const { core, actor } = here;
    const ann = fresh();
    const user = await createUser(core, actor, {
      email: ann.address,
      password: 'correct horse',
      name: 'Ann',
    });
    await setEmailVerified(core, actor, { id: user.id, verified: true });
    const joined = await userBy(await signIn(core, guest, { ...ann, name: 'Other' }));
    const known = await signInWithPassword(core, guest, { email: ann.address, password: 'correct horse' });
    assert.deepEqual([joined.id, joined.name, known.session.userId], [user.id, 'Ann', user.id]);
  });

  it('shows one factor where it joined a user by its address, in a session and in a token, however often it comes', async () => {
    const { core, actor } = here;
    const people = { session: fresh(), token: fresh() };
    for (const flow of ['session', 'token'] as const) {
      const ann = people[flow];
      const user = await createUser(core, actor, { email: ann.address });
      await setEmailVerified(core, actor, { id: user.id, verified: true });
      const factors = [];
      for (let times = 0; times < 2; times++) {
        const there = withProvider(core, answeringAs(ann));
        const { result } = await comeBack(there, guest, await begin(there, guest, flow));
        if ('secret' in result) await redeemToken(core, guest, { user: user.id, secret: result.secret });
        factors.push((await listSessions(core, actor, user.id)).at(-1)?.factors);
      }
      assert.deepEqual(factors, [['oauth2'], ['oauth2']], flow);
    }
  });

  it('shows two where it made its user', async () => {
    const ann = fresh();
    const { id } = await userBy(await signIn(here.core, guest, ann));
    await signIn(here.core, guest, ann);
    const factors = (await listSessions(here.core, here.actor, id)).map((session) => session.factors);
    assert.deepEqual(factors, [
      ['email', 'oauth2'],
      ['email', 'oauth2'],
    ]);
  });

  it('is not linked by an address that the provider has not verified', async () => {
    const { core, actor } = here;
    const ann = fresh();
    const user = await createUser(core, actor, { email: ann.address });
    await setEmailVerified(core, actor, { id: user.id, verified: true });
    assert.equal(await signIn(core, guest, { ...ann, verified: false }), 'request_refused');
  });

  it('resets a user whose address had never been verified', async () => {
    const { core, actor } = here;
    const victim = fresh();
    const mallory = fresh();
    const phone = phoneOf('+14155550177') as Phone;
    const made = await createUser(core, actor, { email: victim.address, phone, password: 'of mallory' });
    const session = (await createServerSession(core, actor, made.id)).session;
    const linked = await signIn(
      core,
      { ...guest, kind: 'user', id: made.id, user: made, session },
      {
        ...mallory,
      },
    );
    assert.ok(typeof linked === 'object');
    await createRecoveryCodes(core, actor, made.id);
    await setMfa(core, actor, { id: made.id, enabled: true });
    const after = await userBy(await signIn(core, guest, victim));
    const password = await signInWithPassword(core, guest, {
      email: victim.address,
      password: 'of mallory',
    }).catch(({ code }: { code: string }) => code);
    const { rows } = await listIdentities(core, actor, everything, made.id);
    const sessions = await listSessions(core, actor, made.id);
    const back = await signIn(core, guest, mallory);
    assert.deepEqual(
      {
        id: after.id,
        kept: [after.password, after.phone, after.mfaEnabledAt],
        verified: after.emailVerifiedAt !== null,
        password,
        identities: rows.map(({ providerUid }) => providerUid),
        sessions: sessions.map(({ providerUid }) => providerUid),
        targets: after.targets.map(({ identifier }) => identifier),
        mallory: typeof back === 'object' && back.user !== made.id,
      },
      {
        id: made.id,
        kept: [null, null, null],
        verified: true,
        password: 'credentials_wrong',
        identities: [String(victim.uid)],
        sessions: [String(victim.uid)],
        targets: [victim.email],
        mallory: true,
      },
    );
  });

  it('is linked by a signed-in user, verified or not, unless it or its address is another user’s', async () => {
    const { core, actor } = here;
    const [ann, eve, taken] = [fresh(), fresh(), fresh()];
    const user = await createUser(core, actor, { email: fresh().address });
    const session = async () => (await createServerSession(core, actor, user.id)).session;
    const as = async (): Promise<Actor> => ({
      ...guest,
      kind: 'user',
      id: user.id,
      user,
      session: await session(),
    });
    await signIn(core, guest, eve);
    await createUser(core, actor, { email: taken.address });
    const outcomes = [
      await signIn(core, await as(), { ...ann, verified: false }),
      await signIn(core, await as(), eve),
      await signIn(core, await as(), { uid: fresh().uid, email: eve.email }),
      await signIn(core, await as(), { uid: fresh().uid, email: taken.email }),
    ];
    assert.deepEqual(
      outcomes.map((outcome) => (typeof outcome === 'object' ? outcome.user : outcome)),
      [user.id, 'user_exists', 'user_exists', 'user_exists'],
    );
  });

  it('is linked by the address of another identity only when both are verified', async () => {
    const { core } = here;
    const [ann, eve] = [fresh(), fresh()];
    const known = await userBy(await signIn(core, guest, ann));
    const moved = await changedEmail(known.id, fresh().address);
    const unsure = await userBy(await signIn(core, guest, { ...eve, verified: false }));
    await changedEmail(unsure.id, fresh().address);
    const outcomes = [
      await signIn(core, guest, { uid: fresh().uid, email: ann.email }),
      await signIn(core, guest, { uid: fresh().uid, email: ann.email, verified: false }),
      await signIn(core, guest, { uid: fresh().uid, email: eve.email }),
    ];
    assert.deepEqual(
      outcomes.map((outcome) => (typeof outcome === 'object' ? outcome.user : outcome)),
      [moved.id, 'request_refused', 'request_refused'],
    );
  });

  it('keeps its address from other users', async () => {
    const { core, actor } = here;
    const ann = fresh();
    const user = await userBy(await signIn(core, guest, ann));
    await changedEmail(user.id, fresh().address);
    const other = await createUser(core, actor, {});
    const code = ({ code }: { code: string }) => code;
    const outcomes = [
      await createUser(core, actor, { email: ann.address }).catch(code),
      await changedEmail(other.id, ann.address).catch(code),
      (await changedEmail(user.id, ann.address)).email,
    ];
    assert.deepEqual(outcomes, ['user_exists', 'email_taken', ann.email]);
  });

  it('without a valid address creates no user', async () => {
    const { core } = here;
    const outcomes = [
      await signIn(core, guest, { uid: fresh().uid }),
      await signIn(core, guest, { uid: fresh().uid, email: 'no address' }),
      await signIn(core, guest, { uid: Number.NaN, email: 'a@example.com' }),
    ];
    assert.deepEqual(outcomes, ['not_allowed', 'target_invalid_email', 'provider_uid_missing']);
  });

  it('opens nothing for a blocked user, nor beyond the project’s limit', async () => {
    const { core, actor } = here;
    const ann = fresh();
    const { id } = await userBy(await signIn(core, guest, ann));
    await setStatus(core, actor, { id, active: false });
    const full = { ...here.under({ usersLimit: 1 }), kind: 'guest' } as const;
    assert.deepEqual(
      [await signIn(core, guest, ann), await signIn(core, full, fresh())],
      ['user_blocked', 'users_limit'],
    );
  });

  it('is deleted with its user, and can be linked to another one afterwards', async () => {
    const { core, actor } = here;
    const ann = fresh();
    const first = await userBy(await signIn(core, guest, ann));
    await removeUser(core, actor, first.id);
    const second = await userBy(await signIn(core, guest, ann));
    const { rows } = await listIdentities(core, actor, everything, first.id);
    assert.deepEqual([second.id === first.id, rows], [false, []]);
  });

  it('creates one user in sixteen concurrent sign-ins', async () => {
    const { core } = here;
    const ann = fresh();
    const outcomes = await Promise.all(Array.from({ length: 16 }, () => signIn(core, guest, ann)));
    const users = outcomes.map((outcome) => (typeof outcome === 'object' ? outcome.user : outcome));
    assert.equal(new Set(users).size, 1, JSON.stringify(users));
  });
});
