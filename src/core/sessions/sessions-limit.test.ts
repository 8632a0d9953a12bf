import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { setUpGithub, signIn } from '../../../test/oauth/github.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { anotherServer } from '../../../test/support/second-factors.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { boundedPasswords } from '../passwords.ts';
import { signInWithPassword } from '../sign-in/password.ts';
import { redeemToken } from '../sign-in/tokens.ts';
import { createToken } from '../tokens/tokens.ts';
import { type Email, emailOf } from '../users/email.ts';
import { setEmailVerified } from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { createUser } from '../users/users.ts';
import { createServerSession, listSessions } from './sessions.ts';

const [LIMIT, MORE] = [3, 50];
const PASSWORD = 'correct horse';
const passwords = boundedPasswords(2, 256, { memoryCost: 64, timeCost: 1, parallelism: 1 });

type Who = { readonly id: UserId; readonly email: Email; readonly uid: number };

onEachEngine('the limit of sessions', (database) => {
  const here = directory(database);
  before(() => setUpGithub(here.core, here.actor));
  let last = 0;

  const ways: Readonly<Record<string, (core: Core, actor: Actor, who: Who) => Promise<unknown>>> = {
    'a server': (core, actor, { id }) => createServerSession(core, actor, id),
    'a password': (core, actor, { email }) => signInWithPassword(core, actor, { email, password: PASSWORD }),
    'a token': async (core, actor, { id }) => {
      const { secret } = await createToken(core, actor, { user: id, length: 64, seconds: 60 });
      return redeemToken(core, actor, { user: id, secret });
    },
    'an account elsewhere': (core, actor, { uid, email }) =>
      signIn(core, { ...actor, kind: 'guest' }, { uid, email }),
  };
  for (const [way, open] of Object.entries(ways)) {
    it(`holds for ${LIMIT + MORE} that are opened at once over two servers by ${way}`, async () => {
      await using other = await anotherServer(here, database);
      const who = await person();
      const actor = here.under({ sessionsLimit: LIMIT });
      const opened = await Promise.allSettled(
        Array.from({ length: LIMIT + MORE }, (_, at) =>
          open({ ...(at % 2 ? other : here).core, passwords }, actor, who),
        ),
      );
      const alive = await listSessions(here.core, here.actor, who.id);
      assert.ok(opened.filter(({ status }) => status === 'fulfilled').length > LIMIT);
      assert.equal(alive.length, LIMIT);
    });
  }

  async function person(): Promise<Who> {
    const uid = ++last;
    const email = emailOf(`person${uid}@example.com`) as Email;
    const { id } = await createUser(here.core, here.actor, { email, password: PASSWORD });
    await setEmailVerified(here.core, here.actor, { id, verified: true });
    return { id, email, uid };
  }
});
