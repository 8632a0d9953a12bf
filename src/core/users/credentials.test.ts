import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { setUpGithub } from '../../../test/oauth/github.ts';
import { everyCredential, fillAccount, whatIsLeft } from '../../../test/support/claimed-accounts.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { sent, signedIn } from '../../../test/support/second-factors.ts';
import { usernames } from '../../../test/support/usernames.ts';
import type { Actor } from '../actor.ts';
import { completeRecovery, requestRecovery } from '../recovery/recovery.ts';
import { endSessions } from '../sessions/sessions.ts';
import { completeReset, ensureUsername, requestReset } from '../usernames/usernames.ts';
import { type Email, emailOf } from './email.ts';
import { setOwnPassword } from './own.ts';
import { setPassword } from './passwords.ts';
import { setEmailVerified } from './profile.ts';
import type { UserId } from './user.ts';
import { createUser, getUser } from './users.ts';

type Credential = (typeof everyCredential)[number];

const password = 'of the owner';
const next = 'battery staple';
const all: readonly Credential[] = everyCredential;
/** What no password and no session stands behind. */
const kept: readonly Credential[] = ['identity', 'mfa', 'totp', 'codes'];

onEachEngine('what a user signs in with', (database) => {
  const here = directory(database);
  let count = 0;
  before(() => setUpGithub(here.core, here.actor));

  /** What happens, and what is left of it: with the policy `invalidateSessions`, and without. */
  const rows: readonly {
    readonly what: string;
    readonly happens: (id: UserId, actor: Actor) => Promise<unknown>;
    readonly left: readonly Credential[];
    readonly leftWithout: readonly Credential[];
  }[] = [
    {
      what: 'the end of all sessions',
      happens: (id, actor) => endSessions(here.core, actor, id),
      left: ['password', 'unboundJwt', ...kept],
      leftWithout: ['password', 'unboundJwt', ...kept],
    },
    {
      what: 'a password that a server sets',
      happens: (id, actor) => setPassword(here.core, actor, { id, password: next }),
      left: kept,
      leftWithout: ['session', 'jwt', 'key', ...kept],
    },
    {
      what: 'a password that a server removes',
      happens: (id, actor) => setPassword(here.core, actor, { id, password: null }),
      left: kept,
      leftWithout: ['session', 'jwt', 'key', ...kept],
    },
    {
      what: 'a password of the user’s own choice',
      happens: async (id, actor) => {
        const { session } = await signedIn(here, id);
        const proven = { ...session, mfaUpdatedAt: here.core.clock.now() };
        const caller: Actor = { ...actor, kind: 'user', id, session: proven };
        return setOwnPassword(here.core, caller, { user: id, password: next, old: password });
      },
      left: ['key', ...kept],
      leftWithout: ['session', 'jwt', 'key', ...kept],
    },
    {
      what: 'a recovery',
      happens: async (id, actor) => {
        const guest: Actor = { ...actor, kind: 'guest' };
        const { email } = await getUser(here.core, actor, id);
        const asked = { email: email as Email, url: 'http://localhost/page' };
        const { secret } = await requestRecovery(here.core, guest, asked);
        return completeRecovery(here.core, guest, { user: id, secret, password: next });
      },
      left: kept,
      leftWithout: ['session', 'jwt', 'key', ...kept],
    },
    {
      what: 'a reset by username that signs everything out',
      happens: (id, actor) => resetByUsername(id, actor, true),
      left: kept,
      leftWithout: kept,
    },
    {
      what: 'a reset by username that lets everything stay',
      happens: (id, actor) => resetByUsername(id, actor, false),
      left: ['key', ...kept],
      leftWithout: ['session', 'jwt', 'key', ...kept],
    },
  ];

  for (const { what, happens, left, leftWithout } of rows) {
    for (const invalidateSessions of [true, false]) {
      const policy = invalidateSessions ? 'ends sessions' : 'keeps sessions';
      it(`ends with ${what} as the list says, where a new password ${policy}`, async () => {
        const id = await person();
        const owner = await fillAccount(here, id, password);
        await happens(id, here.under({ invalidateSessions }));
        const expected = new Set(invalidateSessions ? left : leftWithout);
        assert.deepEqual(
          await whatIsLeft(here, owner),
          all.filter((each) => expected.has(each)),
        );
      });
    }
  }

  async function resetByUsername(id: UserId, actor: Actor, revokesKeys: boolean): Promise<void> {
    const guest: Actor = { ...actor, kind: 'guest' };
    const { username } = await ensureUsername(here.core, actor, id, usernames);
    await requestReset(here.core, guest, username, usernames);
    const key = new URL((await sent(here, id)).url ?? '').searchParams.get('key') ?? '';
    assert.ok(await completeReset(here.core, guest, { username, key, password: next, revokesKeys }));
  }

  async function person(): Promise<UserId> {
    count += 1;
    const email = emailOf(`credentials-${count}@example.com`) as Email;
    const { id } = await createUser(here.core, here.actor, { email, password });
    await setEmailVerified(here.core, here.actor, { id, verified: true });
    return id;
  }
});
