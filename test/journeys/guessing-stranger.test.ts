import assert from 'node:assert/strict';
import { it } from 'node:test';
import { BEHIND_PROXY, browser } from '../support/browser-client.ts';
import { onEachEngine } from '../support/engines.ts';
import { movedClock } from '../support/moved-clock.ts';
import { serving } from '../support/server.ts';
import { admin } from './admin.ts';

const email = 'ann@example.com';
const password = 'correct horse';
const HOUR_MS = 3_600_000;
const GUESSES_AT_MOST = 100;
const WRONG = 'user_invalid_credentials';
const LIMITED = 'general_rate_limit_exceeded';

onEachEngine('a stranger guesses at somebody’s password', (database) => {
  const clock = movedClock();
  const server = serving(database, { ...BEHIND_PROXY, ...clock.settings });
  let laptop: ReturnType<typeof browser>;

  it('while the user has a laptop with which she has been here', async () => {
    laptop = browser(server.get());
    await laptop.account.create({ userId: 'ann', email, password });
    await laptop.account.createEmailPasswordSession({ email, password });
    await laptop.account.deleteSession({ sessionId: 'current' });
    assert.deepEqual([...laptop.cookies.keys()], ['denizen_device_test']);
  });

  it('the stranger waits longer and longer, and after a hundred guesses none is looked at', async () => {
    const hasty = [];
    for (let at = 0; at < 7; at++) hasty.push(await tried(browser(server.get()), 'wrong horse'));
    const wrong = hasty.filter((answer) => answer === WRONG).length;
    let looked = wrong;
    for (let at = 0; at < GUESSES_AT_MOST + 5; at++) {
      clock.forward(HOUR_MS);
      if ((await tried(browser(server.get()), `wrong horse ${at}`)) === WRONG) looked += 1;
    }
    assert.deepEqual(hasty, [...Array.from({ length: 5 }, () => WRONG), LIMITED, LIMITED]);
    assert.equal(looked, GUESSES_AT_MOST);
    assert.equal(await tried(browser(server.get()), password), LIMITED, 'not even the right one');
  });

  it('the user gets in with the laptop all the same, at once', async () => {
    const answers = [await tried(laptop, 'my old password'), await tried(laptop, password)];
    assert.deepEqual(answers, [WRONG, 'done']);
    assert.equal((await laptop.account.get()).$id, 'ann');
  });

  it('and from the network in which the laptop is signed in, on a phone that is new', async () => {
    const phone = browser(server.get(), { ip: laptop.ip });
    assert.equal(await tried(phone, password), 'done');
  });

  it('the laptop of somebody else, and a mark that was made up, are no better than a stranger’s', async () => {
    const other = browser(server.get());
    await other.account.create({ userId: 'eve', email: 'eve@example.com', password });
    await other.account.createEmailPasswordSession({ email: 'eve@example.com', password });
    await other.account.deleteSession({ sessionId: 'current' });
    const [mark = ''] = other.cookies.values();
    const forged = new Map([['denizen_device_test', mark.replace(/^eve/, 'ann')]]);
    const answers = [
      await tried(other, password),
      await tried(browser(server.get(), { cookies: forged }), password),
    ];
    assert.deepEqual(answers, [LIMITED, LIMITED]);
  });

  it('a server that blocks the user and lets her in again ends what was guessed', async () => {
    const users = admin(server.get());
    await users.updateStatus({ userId: 'ann', status: false });
    await users.updateStatus({ userId: 'ann', status: true });
    clock.forward(HOUR_MS);
    assert.equal(await tried(browser(server.get()), password), 'done');
  });
});

/** The type of the refusal, or `done`. */
function tried({ account }: ReturnType<typeof browser>, shown: string): Promise<string> {
  return account.createEmailPasswordSession({ email, password: shown }).then(
    () => 'done',
    (error: { type?: string }) => error.type ?? String(error),
  );
}
