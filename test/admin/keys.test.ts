import assert from 'node:assert/strict';
import { it } from 'node:test';
import { adminServer } from '../support/admin.ts';
import { onEachEngine } from '../support/engines.ts';
import { PROJECT } from '../support/server.ts';

onEachEngine('API keys over /admin', (database) => {
  const server = adminServer(database);
  const of = '/projects/:project/keys';
  const owner = () => server.get().adminWith('owner');

  /** The status of a request to `/v1` with the secret. */
  const using = async (secret: unknown, path = '/users') => {
    const headers = { 'x-appwrite-project': PROJECT, 'x-appwrite-key': String(secret) };
    return (await server.get().app.inject({ method: 'GET', url: `/v1${path}`, headers })).statusCode;
  };
  type Created = { readonly key: { readonly id: string }; readonly secret: string };
  const created = async (call: Awaited<ReturnType<typeof owner>>['call']) =>
    (await call('POST', of, { name: 'Worker', scopes: ['users.read'] })).body as unknown as Created;

  it('shows the secret of a new key once', async () => {
    const { call } = await owner();
    const { key, secret } = await created(call);
    const list = await call('GET', of);
    assert.equal(await using(secret), 200);
    const row = (list.body.rows as unknown as { id: string }[]).find(({ id }) => id === key.id);
    assert.deepEqual(row, key);
    assert.ok(!JSON.stringify(list.body).includes(secret));
  });

  it('gives a key another secret while the one before works on, and shows both', async () => {
    const { call } = await owner();
    const { key, secret } = await created(call);
    const { body } = await call('POST', `${of}/${key.id}/rotate`, { overlapSeconds: 3_600 });
    const rotated = body as unknown as Created & { previous: { id: string; replacedBy: string } };
    assert.equal(rotated.key.id, key.id);
    assert.equal(rotated.previous.replacedBy, key.id);
    assert.deepEqual([await using(secret), await using(rotated.secret)], [200, 200]);
    const rows = (await call('GET', of)).body.rows as unknown as { id: string }[];
    assert.ok(rows.some(({ id }) => id === rotated.previous.id));
  });

  it('ends the secret before at once without an overlap', async () => {
    const { call } = await owner();
    const { key, secret } = await created(call);
    const { body } = await call('POST', `${of}/${key.id}/rotate`, { overlapSeconds: 0 });
    assert.deepEqual([body.previous, await using(secret), await using(body.secret)], [null, 401, 200]);
  });

  it('revokes the earlier secrets with the key', async () => {
    const { call } = await owner();
    const { key, secret } = await created(call);
    const { body } = await call('POST', `${of}/${key.id}/rotate`, { overlapSeconds: 60 });
    assert.equal((await call('DELETE', `${of}/${key.id}`)).status, 204);
    assert.deepEqual([await using(secret), await using(body.secret)], [401, 401]);
  });

  it('gives an earlier secret no more scopes than the key has, and no other life', async () => {
    const { call } = await owner();
    const { key, secret } = await created(call);
    const { body } = await call('POST', `${of}/${key.id}/rotate`, { overlapSeconds: 60 });
    const previous = (body.previous as unknown as { id: string }).id;
    const { v1 } = server.get();
    const narrowed = await v1('PUT', `/project/keys/${key.id}`, { name: 'Worker', scopes: ['teams.read'] });
    assert.equal(narrowed.status, 200);
    assert.deepEqual([await using(secret), await using(secret, '/teams')], [401, 200]);
    const prolonged = await v1('PUT', `/project/keys/${previous}`, { name: 'W', scopes: ['users.read'] });
    const again = await call('POST', `${of}/${previous}/rotate`, { overlapSeconds: 60 });
    assert.deepEqual([prolonged.status, again.status], [404, 404]);
  });

  it('does not rotate the key of the settings, which the next start would undo', async () => {
    const { call } = await owner();
    const { status, body } = await call('POST', `${of}/bootstrap/rotate`, { overlapSeconds: 60 });
    assert.deepEqual([status, body.code], [403, 'key_creation_denied']);
  });

  it('refuses scopes and moments that there are not', async () => {
    const { call } = await owner();
    const answers = [
      await call('POST', of, { name: 'n', scopes: [] }),
      await call('POST', of, { name: 'n', scopes: ['account'] }),
      await call('POST', of, { name: 'n', scopes: ['users.read'], expiresAt: '2030-02-30' }),
      await call('POST', `${of}/nothing/rotate`, { overlapSeconds: 0 }),
      await call('DELETE', `${of}/nothing`),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [400, 400, 400, 404, 404],
    );
  });

  it('is not for auditors', async () => {
    const { call } = await server.get().adminWith('auditor');
    assert.equal((await call('POST', of, { name: 'n', scopes: ['users.read'] })).status, 403);
  });
});
