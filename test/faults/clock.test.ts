import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onAnyEngine } from '../support/engines.ts';
import { movedClock } from '../support/moved-clock.ts';
import { until } from '../support/patience.ts';
import { KEY, PROJECT, settingsFor, start } from '../support/server.ts';

const DAY = 24 * 3_600_000;

onAnyEngine('a server whose clock is ahead for a moment', (database) => {
  it('says so, and takes no token for longer than it was made for', async () => {
    const clock = movedClock();
    clock.run();
    const server = await start({ ...settingsFor(database.setting()), ...clock.settings });
    const jumps = () =>
      server.errors().match(/"seconds":-?\d+,"msg":"the clock of this machine jumped"/g) ?? [];
    const jumped = (count: number) => until(() => jumps().length >= count, server.errors);
    const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
      const response = await fetch(`${server.endpoint}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-appwrite-project': PROJECT, ...headers },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Record<string, string> };
    };
    const asServer = { 'x-appwrite-key': KEY };
    const newToken = async () =>
      (await post('/users/ann/tokens', { length: 64, expire: 60 }, asServer)).body.secret ?? '';
    const signIn = async (secret: string) =>
      (await post('/account/sessions/token', { userId: 'ann', secret })).status;
    try {
      assert.equal((await post('/users', { userId: 'ann' }, asServer)).status, 201);
      clock.forward(DAY);
      await jumped(1);
      const during = [await newToken(), await newToken()];
      clock.forward(-DAY);
      await jumped(2);
      const after = [await newToken(), await newToken()];
      const taken = [await signIn(during[0] ?? ''), await signIn(after[0] ?? '')];
      clock.forward(61_000);
      const late = [await signIn(during[1] ?? ''), await signIn(after[1] ?? '')];
      assert.deepEqual(
        [taken, late],
        [
          [201, 201],
          [401, 401],
        ],
      );
    } finally {
      await server.stop();
    }
  });
});
