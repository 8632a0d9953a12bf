import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { answeringAs, begin, comeBack, setUpGithub, withProvider } from '../../../test/oauth/github.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { anotherServer, outcome, person } from '../../../test/support/second-factors.ts';
import { usersWithProviderEmail } from '../identities/store.ts';
import { setEmail } from '../users/addresses.ts';
import { type Email, emailOf } from '../users/email.ts';
import { findUserBy } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { createUser, getUser } from '../users/users.ts';

const ROUNDS = 25;

onEachEngine('an email that a user gets while another links an account that has it', (database) => {
  const here = directory(database);
  before(() => setUpGithub(here.core, here.actor));

  it('is the one’s or the other’s', async () => {
    await using other = await anotherServer(here, database);
    const { project } = here.actor;
    const both: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const email = emailOf(`both${round}@example.com`) as Email;
      const linking = await person(here, `linking${round}`, { email: 'verified' });
      const actor = { ...linking, user: await getUser(here.core, here.actor, linking.id) };
      const there = withProvider(here.core, answeringAs({ uid: 1_000 + round, email }));
      const begun = await begin(there, actor);
      const mover = `mover${round}` as UserId;
      await createUser(here.core, here.actor, { id: mover });
      const gets = round % 2 ? setEmail(other.core, here.actor, { id: mover, email }) : undefined;
      const made = gets ?? createUser(other.core, here.actor, { email });
      await Promise.all([outcome(made), comeBack(there, actor, begun)]);
      const owner = await findUserBy(here.core.read, project.id, 'email', email);
      const holders = await usersWithProviderEmail(here.core.read, project.id, { email });
      assert.ok(owner !== undefined || holders.length > 0);
      if (owner && holders.length > 0) both.push(round);
    }
    assert.deepEqual(both, []);
  });
});
