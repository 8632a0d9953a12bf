import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { callersOf, inProcess } from '../security/in-process.ts';
import { PROJECT } from '../support/server.ts';

describe('what an operator has switched off', () => {
  const server = inProcess();

  it('is refused with a status of the server, and logged as no failure of it', async () => {
    const { app, failures } = server.get();
    const { '/v1': [, session] = [] } = await callersOf(app);
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/account/mfa/challenges',
      payload: { factor: 'custom' },
      headers: { 'x-appwrite-project': PROJECT, ...session },
    });
    const { message, type } = answer.json();
    assert.deepEqual(
      [answer.statusCode, type, message],
      [501, 'user_auth_method_unsupported', 'The project does not accept this second factor.'],
    );
    assert.deepEqual(failures, []);
  });
});
