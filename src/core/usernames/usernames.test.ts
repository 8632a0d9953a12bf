import assert from 'node:assert/strict';
import { it } from 'node:test';
import { flawsIn } from '../../../test/support/consistency.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { actsOf, anotherServer, outcome, outcomes, sent } from '../../../test/support/second-factors.ts';
import { usernames } from '../../../test/support/usernames.ts';
import { plansOf } from '../../../test/support/watched.ts';
import { boundedPasswords } from '../passwords.ts';
import { setEmail } from '../users/addresses.ts';
import { type Email, emailOf } from '../users/email.ts';
import { renameUser, setEmailVerified, setPrefs } from '../users/profile.ts';
import { proveAddress } from '../users/prove-address.ts';
import type { UserId } from '../users/user.ts';
import { createUser, getUser, removeUser } from '../users/users.ts';
import { ensureUsername, findByName, findVisible, signUpWithUsername } from './usernames.ts';

const CROWD = 50;
const mail = (name: string) => emailOf(`${name}@example.com`) as Email;
/** Cheap, and with room for all concurrent sign-ups. */
const passwords = boundedPasswords(2, CROWD, { memoryCost: 64, timeCost: 1, parallelism: 1 });

onEachEngine('a username', (database) => {
  const here = directory(database);
  const guest = { ...here.actor, kind: 'guest', ip: '203.0.113.7', userAgent: 'mix' } as const;
  const project = here.actor.project.id;
  const signUp = (username: string, email = mail(username.toLowerCase()), name = '') =>
    signUpWithUsername(
      { ...here.core, passwords },
      guest,
      {
        username,
        email,
        name,
        password: 'correct horse',
      },
      usernames,
    );

  it('comes with a user, a public unverified email, a mail, and one audit entry by the user', async () => {
    const made = await signUp('Ann', mail('ann'), 'Ann A.');
    const { user } = made;
    const message = await sent(here, user.id);
    const entries = await here.core.read.db
      .selectFrom('audit')
      .select(['act', 'actor_kind', 'actor_id', 'user_id', 'details'])
      .where('user_id', '=', user.id)
      .execute();
    assert.deepEqual(
      {
        made: { ...made, user: [user.name, user.email, user.emailVerifiedAt, user.targets.length] },
        knows: await passwords.verify('correct horse', user.password ?? ''),
        message: [message.to, message.purpose, message.username, message.minutes],
        entries,
      },
      {
        made: {
          user: ['Ann A.', 'ann@example.com', null, 1],
          username: 'ann',
          emailPublicAt: user.createdAt,
          insertedAtMicros: user.sequence,
          updatedAtMicros: user.sequence,
        },
        knows: true,
        message: ['ann@example.com', 'account-confirmation', 'ann', 1_440],
        entries: [
          {
            act: 'user.create',
            actor_kind: 'user',
            actor_id: user.id,
            user_id: user.id,
            details: '{}',
          },
        ],
      },
    );
  });

  it('is found as it was created', async () => {
    const made = await signUp('bea');
    const found = [
      await findByName(here.core, project, 'BEA'),
      await ensureUsername(here.core, guest, made.user.id, usernames),
    ];
    assert.deepEqual(found, [made, made]);
  });

  it('is refused when malformed or reserved', async () => {
    const wrong = ['ab', 'a b', 'ä-ä-ä', 'me', 'HEXPM', 'ann\n', 'ann\0', 'x'.repeat(256), ''];
    const seen = await Promise.all(wrong.map((username) => outcome(signUp(username, mail('form')))));
    assert.deepEqual(seen, Array(wrong.length).fill('argument_invalid'));
  });

  it('is refused with a taken name or email, and leaves nothing behind', async () => {
    await signUp('cid');
    await createUser(here.core, here.actor, { email: mail('held') });
    const seen = [
      await outcome(signUp('CID', mail('other'))),
      await outcome(signUp('cid2', mail('cid'))),
      await outcome(signUp('cid3', mail('held'))),
      await outcome(signUp('cid')),
    ];
    assert.deepEqual(
      [seen, await findByName(here.core, project, 'cid2'), await flawsIn(database)],
      [['username_taken', 'email_taken', 'email_taken', 'username_taken'], undefined, []],
    );
  });

  it('is refused when sign-ups are, and with a refused password', async () => {
    const input = { username: 'dan', email: mail('dan'), name: '', password: 'correct horse' };
    const under = (policies: Parameters<typeof here.under>[0], password = input.password) =>
      outcome(signUpWithUsername(here.core, here.under(policies), { ...input, password }, usernames));
    assert.deepEqual(
      [
        await under({ usersLimit: 1 }),
        await under({ disabledAuthMethods: ['email-password'] }),
        await under({}, 'short'),
        await under({ passwordPersonalData: true }, 'this is dan here'),
      ],
      ['users_limit', 'auth_method_disabled', 'argument_invalid', 'password_personal'],
    );
  });

  it(`is assigned once under ${CROWD} concurrent sign-ups over two servers`, async () => {
    await using other = await anotherServer(here, database);
    const tries = Array.from({ length: CROWD }, (_, at) =>
      signUpWithUsername(
        { ...(at % 2 ? other : here).core, passwords },
        guest,
        {
          username: 'eve',
          email: mail(`eve${at}`),
          name: '',
          password: 'correct horse',
        },
        usernames,
      ),
    );
    assert.deepEqual(
      [await outcomes(tries), await flawsIn(database)],
      [{ done: 1, username_taken: CROWD - 1 }, []],
    );
  });

  it('is free again when its user is deleted', async () => {
    const { user } = await signUp('fay');
    await removeUser(here.core, here.actor, user.id);
    const gone = await findByName(here.core, project, 'fay');
    const { username } = await signUp('fay');
    assert.deepEqual([gone, username, await flawsIn(database)], [undefined, 'fay', []]);
  });

  it('is derived from the id once, under any concurrency', async () => {
    const ids = ['Gil', 'gil', 'x', 'otp'].map((id) => id as UserId);
    for (const id of ids) await createUser(here.core, here.actor, { id });
    await using other = await anotherServer(here, database);
    const names: (readonly string[])[] = [];
    for (const id of ids) {
      const asked = Array.from({ length: CROWD }, (_, at) =>
        ensureUsername((at % 2 ? other : here).core, guest, id, usernames),
      );
      names.push([...new Set((await Promise.all(asked)).map(({ username }) => username))]);
    }
    const acts = await actsOf(here, 'Gil' as UserId);
    assert.deepEqual(
      [names, acts, await flawsIn(database)],
      [[['gil'], ['gil-2'], ['user-x'], ['user-otp']], ['user.create', 'username.assign'], []],
    );
  });

  it('refuses an unknown user', async () => {
    assert.equal(
      await outcome(ensureUsername(here.core, guest, 'nobody' as UserId, usernames)),
      'user_not_found',
    );
  });

  it('finds its user, as a verified email does, which others see while it is public', async () => {
    const { user } = await signUp('hal');
    const plain = await createUser(here.core, here.actor, { id: 'ida' as UserId, email: mail('ida') });
    await setEmailVerified(here.core, here.actor, { id: plain.id, verified: true });
    const seen = async (name: string) =>
      [await findByName(here.core, project, name), await findVisible(here.core, project, name)].map(
        (found) => found?.username,
      );
    const unverified = await seen('hal@example.com');
    await setEmailVerified(here.core, here.actor, { id: user.id, verified: true });
    const nameless = await seen('ida@example.com');
    await ensureUsername(here.core, here.actor, plain.id, usernames);
    assert.deepEqual(
      {
        unverified,
        verified: await seen('HAL@example.com'),
        byName: await seen('hal'),
        nameless,
        hidden: await seen('ida@example.com'),
        odd: [await seen('a\0b'), await seen('\ud800'), await seen('a@b'), await seen('')].flat(),
      },
      {
        unverified: [undefined, undefined],
        verified: ['hal', 'hal'],
        byName: ['hal', 'hal'],
        nameless: [undefined, undefined],
        hidden: ['ida', undefined],
        odd: Array(8).fill(undefined),
      },
    );
  });

  it('keeps the email of a reset unverified account private', async () => {
    const { user } = await signUp('kim');
    const act = { act: 'user.password.update', user: user.id } as const;
    const proof = { user, kind: 'email', way: 'oauth2' } as const;
    await here.core.write(here.actor, act, (tx) => proveAddress(here.core, here.actor, tx, proof));
    assert.equal((await findByName(here.core, project, 'kim'))?.emailPublicAt, null);
  });

  it('is found along an index', async () => {
    const { user } = await signUp('leo');
    const plans = await plansOf(here.engine, async (read) => {
      const core = { ...here.core, read };
      await findByName(core, project, 'leo');
      await findByName(core, project, 'leo@example.com');
      await ensureUsername(core, guest, user.id, usernames);
    });
    assert.ok(plans.length > 0);
    assert.deepEqual(
      plans.filter((step) => /\bSCAN (?!item)|Seq Scan/.test(step)),
      [],
    );
  });

  it('reports a change only when others can see it', async () => {
    const { user, updatedAtMicros } = await signUp('jan');
    const id = user.id;
    const changed = async (work: () => Promise<unknown>) => {
      const before = (await ensureUsername(here.core, guest, id, usernames)).updatedAtMicros;
      await work();
      return (await ensureUsername(here.core, guest, id, usernames)).updatedAtMicros - before;
    };
    const quiet = [
      await changed(() => setEmailVerified(here.core, here.actor, { id, verified: true })),
      await changed(() => setPrefs(here.core, here.actor, { id, prefs: { a: 1 } })),
    ];
    const renamed = await changed(() => renameUser(here.core, here.actor, { id, name: 'Jan' }));
    const again = await changed(() => renameUser(here.core, here.actor, { id, name: 'Jan' }));
    const moved = await changed(() => setEmail(here.core, here.actor, { id, email: mail('jan2') }));
    const hidden = await changed(() => setEmail(here.core, here.actor, { id, email: mail('jan3') }));
    const now = await ensureUsername(here.core, guest, id, usernames);
    assert.deepEqual(
      [quiet, renamed > 0, again, moved > 0, hidden, now.emailPublicAt, now.insertedAtMicros],
      [[0, 0], true, 0, true, 0, null, updatedAtMicros],
    );
    assert.equal((await getUser(here.core, here.actor, id)).email, 'jan3@example.com');
  });
});
