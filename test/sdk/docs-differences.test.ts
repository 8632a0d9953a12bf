import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as theirs from 'node-appwrite';
import * as ours from '../../sdk/src/index.ts';
import { scriptedServer } from './scripted-server.ts';

const ANN = { status: 200, body: { $id: 'ann' } };
const KEY = 'standard_0123';

/** What docs/guide/migrate-from-node-appwrite.md says is different, seen from outside. */
describe('what is different from node-appwrite', () => {
  const server = scriptedServer();
  const elsewhere = scriptedServer();
  const at = (url: string) => `${url}/v1`;
  const users = (url = server.url()) => ({
    theirs: new theirs.Users(new theirs.Client().setEndpoint(at(url)).setKey(KEY)),
    ours: new ours.Users(new ours.Client().setEndpoint(at(url)).setKey(KEY)),
  });
  /** What came of a call, and how many requests it took. */
  const told = async (call: () => Promise<unknown>) => {
    const before = server.received.length;
    // The other package throws some errors before there is a promise.
    const outcome = await (async () => call())().then(plain, refused);
    return [outcome, server.received.length - before];
  };

  it('refusals: the name of the error, and words that are not known', async () => {
    server.will({ status: 404, body: { message: 'No.', code: 404, type: 'new_word' } });
    const both = users();
    assert.deepEqual(await told(() => both.theirs.get('ann')), [
      { name: 'AppwriteException', type: 'new_word', code: 404 },
      1,
    ]);
    assert.deepEqual(await told(() => both.ours.get('ann')), [
      { name: 'DenizenError', type: 'sdk_unknown', code: 404 },
      1,
    ]);
  });

  it('a server that is not reached', async () => {
    server.will((response) => response.destroy());
    const both = users();
    assert.deepEqual(await told(() => both.theirs.updateName('ann', 'Ann')), [
      { name: 'TypeError', type: undefined, code: undefined },
      1,
    ]);
    assert.deepEqual(await told(() => both.ours.updateName('ann', 'Ann')), [
      { name: 'DenizenError', type: 'sdk_connection_failed', code: 0 },
      1,
    ]);
  });

  it('parameters that are missing, or lead to another endpoint', async () => {
    server.will(ANN);
    const both = users();
    const none = undefined as never;
    assert.deepEqual(await told(() => both.theirs.get(none)), [
      { name: 'AppwriteException', type: '', code: 0 },
      0,
    ]);
    assert.throws(() => both.theirs.get(none));
    assert.deepEqual(await told(() => both.ours.get(none)), [
      { name: 'DenizenError', type: 'sdk_parameter_missing', code: 0 },
      0,
    ]);
    for (const [id, path] of [
      ['..', '/v1/'],
      ['', '/v1/users/'],
    ] as const) {
      assert.deepEqual(await told(() => both.theirs.get(id)), [ANN.body, 1]);
      assert.equal(server.received.at(-1)?.path, path);
      assert.deepEqual(await told(() => both.ours.get(id)), [
        { name: 'DenizenError', type: 'sdk_parameter_invalid', code: 0 },
        0,
      ]);
    }
  });

  it('an answer that is no JSON, and one that has no body', async () => {
    server.will({ status: 200, body: '<h1>Proxy</h1>' });
    const both = users();
    assert.deepEqual(await told(() => both.theirs.get('ann')), [{ message: '<h1>Proxy</h1>' }, 1]);
    assert.deepEqual(await told(() => both.ours.get('ann')), [
      { name: 'DenizenError', type: 'sdk_answer_unreadable', code: 200 },
      1,
    ]);
    server.will((response) => response.writeHead(204).end());
    assert.deepEqual(await told(() => both.theirs.delete('ann')), [{ message: '' }, 1]);
    assert.deepEqual(await told(() => both.ours.delete('ann')), [{}, 1]);
  });

  it('a redirect to another host, and whether the key goes there', async () => {
    elsewhere.will(ANN);
    const location = `${elsewhere.url()}/v1/users/ann`;
    server.will({ status: 302, headers: { location } });
    const both = users();
    assert.deepEqual(await told(() => both.ours.get('ann')), [
      { name: 'DenizenError', type: 'sdk_redirect_refused', code: 302 },
      1,
    ]);
    assert.deepEqual(elsewhere.received, []);
    assert.deepEqual(await told(() => both.theirs.get('ann')), [ANN.body, 1]);
    assert.deepEqual(
      elsewhere.received.map(({ headers }) => headers['x-appwrite-key']),
      [KEY],
    );
  });

  it('503: failed at once, or tried again', async () => {
    const busy = { status: 503, headers: { 'retry-after': '0' }, body: { message: 'Busy.', code: 503 } };
    server.will(busy, ANN);
    assert.deepEqual(await told(() => users().theirs.get('ann')), [
      { name: 'AppwriteException', type: '', code: 503 },
      1,
    ]);
    server.will(busy, ANN);
    assert.deepEqual(await told(() => users().ours.get('ann')), [ANN.body, 2]);
  });

  it('warnings', async (test) => {
    const warn = test.mock.method(console, 'warn', () => {});
    server.will({ ...ANN, headers: { 'x-appwrite-warning': 'old' } });
    await users().ours.get('ann');
    assert.equal(warn.mock.callCount(), 0);
    await users().theirs.get('ann');
    assert.equal(warn.mock.callCount(), 1);
  });

  it('names: services, methods, queries, and what a client can be told', () => {
    const missing = (all: object, of: object) =>
      Object.getOwnPropertyNames(all).filter((name) => !(name in of));
    const isTold = (name: string) => !/Consent|Installation/.test(name);
    assert.deepEqual(missing(theirs.Users.prototype, ours.Users.prototype), []);
    assert.deepEqual(missing(theirs.Account.prototype, ours.Account.prototype).filter(isTold), []);
    assert.deepEqual(missing(theirs.Teams.prototype, ours.Teams.prototype).filter(isTold), []);
    assert.deepEqual(missing(theirs.Client.prototype, ours.Client.prototype), [
      'setSelfSigned',
      'setBearer',
      'setDevKey',
      'prepareRequest',
      'chunkedUpload',
      'redirect',
    ]);
    assert.deepEqual(
      missing(ours, theirs).filter((name) => ['Health', 'HexUsers'].includes(name)),
      ['Health', 'HexUsers'],
    );
    assert.deepEqual(missing(ours.UntypedQuery, theirs.Query), []);
  });
});

function plain(answer: unknown): unknown {
  return { ...(answer as object) };
}

function refused(error: unknown): unknown {
  const { name, type, code } = error as Readonly<Record<string, unknown>>;
  return { name, type, code };
}
