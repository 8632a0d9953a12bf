import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { setUpGithub, signIn } from '../../../test/oauth/github.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { anotherServer, outcomes } from '../../../test/support/second-factors.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { keptCount } from '../listing/kept-counts.ts';
import { invite } from '../memberships/invitations.ts';
import { boundedPasswords } from '../passwords.ts';
import { signInAnonymously } from '../sign-in/anonymous.ts';
import { sendEmailCode, sendMagicUrl, sendPhoneCode } from '../sign-in/sent.ts';
import { createTeam } from '../teams/teams.ts';
import { signUpWithUsername } from '../usernames/usernames.ts';
import { type Email, emailOf } from './email.ts';
import { type Phone, phoneOf } from './phone.ts';
import { signUp } from './sign-up.ts';
import { createUser } from './users.ts';

const [CROWD, ROOM] = [40, 7];
const PAGES = { 'email-verification': 'http://localhost/verify', recovery: 'http://localhost/reset' };
const passwords = boundedPasswords(2, 256, { memoryCost: 64, timeCost: 1, parallelism: 1 });

onEachEngine('the limit of users', (database) => {
  const here = directory(database);
  before(() => setUpGithub(here.core, here.actor));
  let last = 0;
  const email = () => emailOf(`person${++last}@example.com`) as Email;
  const password = 'correct horse';

  const ways: Readonly<Record<string, (core: Core, actor: Actor) => Promise<unknown>>> = {
    'a password': (core, actor) => signUp(core, actor, { email: email(), password }),
    'no name at all': (core, actor) => signInAnonymously(core, actor),
    'an email code': (core, actor) =>
      sendEmailCode(core, actor, { user: undefined, email: email(), phrase: false }),
    'a magic link': (core, actor) =>
      sendMagicUrl(core, actor, { user: undefined, email: email(), phrase: false, url: undefined }),
    'a phone code': (core, actor) =>
      sendPhoneCode(core, actor, { user: undefined, phone: phoneOf(`+1415555${1000 + ++last}`) as Phone }),
    'a username': (core, actor) =>
      signUpWithUsername(
        core,
        actor,
        { username: `person${++last}`, email: email(), name: '', password },
        { reserved: new Set(), pages: PAGES },
      ),
    'an account elsewhere': async (core, actor) => {
      const uid = ++last;
      const result = await signIn(core, actor, { uid, email: `other${uid}@example.com` });
      if (result === 'users_limit') throw new Error(result);
    },
  };
  for (const [way, make] of Object.entries(ways)) {
    it(`holds for ${CROWD} who come at once over two servers with ${way}`, async () => {
      await using other = await anotherServer(here, database);
      const most = (await count()) + ROOM;
      const actor: Actor = { ...here.under({ usersLimit: most }), kind: 'guest' };
      await Promise.allSettled(
        Array.from({ length: CROWD }, (_, at) => make({ ...(at % 2 ? other : here).core, passwords }, actor)),
      );
      assert.equal(await count(), most);
    });
  }

  it('holds for those who are invited at once, and not for those whom servers make', async () => {
    const owner = await createUser(here.core, here.actor, { email: email() });
    const asOwner = { kind: 'user', id: owner.id, user: owner } as const;
    const team = await createTeam(
      here.core,
      { ...here.actor, ...asOwner },
      { id: undefined, name: 'Team', roles: [] },
    );
    const most = (await count()) + ROOM;
    const actor = { ...here.under({ usersLimit: most }), ...asOwner };
    const url = 'http://localhost/join';
    const invited = Array.from({ length: CROWD }, () =>
      invite(here.core, actor, { team: team.id, email: email(), roles: [], url }),
    );
    const seen = await outcomes(invited);
    const full = await count();
    await createUser(here.core, { ...actor, kind: 'key' }, { email: email() });
    assert.deepEqual(
      [seen, full, await count()],
      // Beyond the limit an invitation names no user, and its answer is the same.
      [{ done: CROWD }, most, most + 1],
    );
  });

  function count(): Promise<number> {
    return keptCount(here.core.read, here.actor.project.id, 'users');
  }
});
