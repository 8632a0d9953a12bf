import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { flawsIn } from '../../../test/support/consistency.ts';
import { type Directory, directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { anotherServer, outcomes } from '../../../test/support/second-factors.ts';
import type { Actor } from '../actor.ts';
import { boundedPasswords } from '../passwords.ts';
import type { Policies } from '../projects/project.ts';
import { signInWithPassword } from '../sign-in/password.ts';
import { type Email, emailOf } from '../users/email.ts';
import type { UserId } from '../users/user.ts';
import { createUser } from '../users/users.ts';
import { endSessions, listSessions } from './sessions.ts';

const LIMIT = 10;
/** Cheap, and with room for all concurrent sign-ins: the test is not about the bound. */
const passwords = boundedPasswords(2, 256, { memoryCost: 64, timeCost: 1, parallelism: 1 });

type Person = { readonly id: UserId; readonly email: Email };

onEachEngine('sessions', (database) => {
  const here = directory(database);

  it('beyond the limit end the oldest', async () => {
    for (const limit of [1, 3, LIMIT]) {
      const who = await person(`limit-${limit}`);
      const opened = [];
      for (let at = 0; at < limit + 3; at++) opened.push(await signIn(who, { sessionsLimit: limit }));
      assert.deepEqual(await idsOf(who), opened.slice(3));
    }
  });

  it('have no limit when the project has none', async () => {
    const who = await person('unlimited');
    for (let at = 0; at < LIMIT + 2; at++) await signIn(who, { sessionsLimit: 0 });
    assert.equal((await idsOf(who)).length, LIMIT + 2);
  });

  it('beyond a lowered limit end at the next sign-in', async () => {
    const who = await person('lowered');
    const opened = [];
    for (let at = 0; at < 5; at++) opened.push(await signIn(who));
    const last = await signIn(who, { sessionsLimit: 2 });
    assert.deepEqual(await idsOf(who), [...opened.slice(4), last]);
  });

  it('stay within the limit under 64 concurrent sign-ins over two servers, which all succeed', async () => {
    const who = await person('crowd');
    await using other = await anotherServer(here, database);
    let most = 0;
    let isOver = false;
    const watching = (async () => {
      while (!isOver) {
        most = Math.max(most, (await idsOf(who)).length);
        await wait(1);
      }
    })();
    const tries = Array.from({ length: 64 }, (_, at) => signIn(who, {}, at % 2 ? other : here));
    const seen = await outcomes(tries).finally(() => {
      isOver = true;
    });
    await watching;
    const left = await idsOf(who);
    const opened = new Set(await Promise.all(tries));
    assert.deepEqual(
      {
        seen,
        left: left.length,
        strange: left.filter((id) => !opened.has(id)),
        most: most <= LIMIT,
        flaws: await flawsIn(database),
      },
      { seen: { done: 64 }, left: LIMIT, strange: [], most: true, flaws: [] },
    );
  });

  it('opened before all are ended do not survive, while a hundred sign-ins race over two servers', async () => {
    const who = await person('ended');
    await using other = await anotherServer(here, database);
    const early = [];
    for (let at = 0; at < 5; at++) early.push(await signIn(who, { sessionsLimit: 0 }));
    let isEnded = false;
    // In waves, so that attempts in progress stay below the limit.
    const wave = () =>
      Promise.all(
        Array.from({ length: 25 }, (_, at) => signIn(who, { sessionsLimit: 0 }, at % 2 ? other : here)),
      );
    const race = async () => {
      for (let waves = 0; waves < 4 || !isEnded; waves++) await wave();
      await wave();
    };
    const racing = race();
    await waitFor(async () => (await idsOf(who)).length > 30);
    await endSessions(other.core, here.actor, who.id);
    isEnded = true;
    await racing;
    const left = await idsOf(who);
    const acts = await recordOf(who);
    const ended = acts.findIndex(({ act }) => act === 'sessions.delete');
    const before = acts.slice(0, ended).map(({ session }) => session);
    const after = acts.slice(ended + 1).map(({ session }) => session);
    assert.ok(before.length > early.length && after.length > 0, 'the race was over too soon');
    assert.deepEqual([left.filter((id) => before.includes(id)), left.toSorted()], [[], after.toSorted()]);
  });

  async function person(name: string): Promise<Person> {
    const email = emailOf(`${name}@example.com`) as Email;
    const core = { ...here.core, passwords };
    const { id } = await createUser(core, here.actor, {
      id: name as UserId,
      email,
      password: 'correct horse',
    });
    return { id, email };
  }

  /** Returns the id of the session. */
  async function signIn(
    { email }: Person,
    policies: Partial<Policies> = {},
    by: Directory = here,
  ): Promise<string> {
    const actor: Actor = here.under(policies);
    const core = { ...by.core, passwords };
    const { session } = await signInWithPassword(core, actor, { email, password: 'correct horse' });
    return session.id;
  }

  async function idsOf({ id }: Person): Promise<readonly string[]> {
    return (await listSessions(here.core, here.actor, id)).map((session) => session.id);
  }

  /** Returns the recorded acts on the user's sessions, in order. */
  async function recordOf({ id }: Person) {
    const rows = await here.core.read.db
      .selectFrom('audit')
      .select(['act', 'details'])
      .where('user_id', '=', id)
      .where('act', 'in', ['session.create', 'sessions.delete'])
      .orderBy('id')
      .execute();
    return rows.map(({ act, details }) => ({
      act,
      session: (JSON.parse(details) as { sessionId?: string }).sessionId ?? '',
    }));
  }
});

async function waitFor(isSo: () => Promise<boolean>): Promise<void> {
  for (let looked = 0; looked < 5_000; looked++) {
    if (await isSo()) return;
    await wait(1);
  }
  throw new Error('it did not come to pass');
}
