import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { admin } from '../../src/admin/protocol.ts';
import { insertAdmin } from '../../src/core/admins/admins.ts';
import { inInstallation } from '../../src/core/admins/installation.ts';
import type { Role } from '../../src/core/admins/permissions.ts';
import { signInByLink } from '../../src/core/admins/sign-in.ts';
import { minutes } from '../../src/core/instant.ts';
import { createKey } from '../../src/core/keys/keys.ts';
import type { Scope } from '../../src/core/keys/scopes.ts';
import { listSessions } from '../../src/core/sessions/sessions.ts';
import { type Email, emailOf } from '../../src/core/users/email.ts';
import { eraseDue } from '../../src/core/users/erase.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser, getUser } from '../../src/core/users/users.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createServer } from '../../src/http/server.ts';
import { directory } from '../support/directory.ts';
import { onEachEngine } from '../support/engines.ts';
import { workOn } from '../support/jobs.ts';
import { insertSessions } from '../support/many-sessions.ts';

const JOBS = '/admin/projects/test/jobs';
const ids = ['ann', 'ben', 'cat'];

type Body = Record<string, unknown>;

// Cast: jobs need nothing else of the server.
const parts = { version: '0', publicOrigin: undefined, isDevelopment: false, limitedOperations: [] } as never;

onEachEngine('jobs over HTTP', (database) => {
  const here = directory(database);
  let app: FastifyInstance;
  before(async () => {
    app = createServer(
      { core: here.core, logger: pino({ level: 'silent' }), metrics: createMetrics(), trustedProxies: [] },
      [admin(here.core, () => parts)],
    );
    await app.ready();
    for (const id of ids) await createUser(here.core, here.actor, { id: id as UserId, name: id });
  });
  after(() => app.close());

  const call = async (
    headers: Record<string, string>,
    path: string,
    body?: Body,
    method = body ? 'POST' : 'GET',
  ) => {
    const response = await app.inject({
      method: method as 'GET',
      url: JOBS + path,
      headers,
      ...(body && { payload: body }),
    });
    const isJson = String(response.headers['content-type']).startsWith('application/json');
    // Cast: tests read what they expect.
    return { status: response.statusCode, body: (isJson ? response.json() : response.body) as Body };
  };
  let admins = 0;
  const adminWith = async (role: Role) => {
    const email = emailOf(`admin${++admins}@example.com`) as Email;
    const input = { email, grants: [{ project: 'test', role }] };
    const { id } = await insertAdmin(here.core, inInstallation(here.actor), input, {
      within: async () => {},
    });
    const opened = await signInByLink(here.core, here.actor, id);
    return { id, headers: { cookie: `denizen_admin=${opened?.secret}` } };
  };
  const keyWith = async (...scopes: Scope[]) => {
    const { secret } = await createKey(here.core, here.actor, { name: 'k', scopes, expiresAt: null });
    return { 'x-appwrite-key': secret };
  };
  const made = async (headers: Record<string, string>, selection: Body) => {
    const { body } = await call(headers, '/preview', selection);
    return call(headers, '', { ...selection, digest: body.digest, confirm: String(body.count) });
  };

  it('an administrator previews, creates, follows, undoes and lists jobs', async () => {
    const { id, headers } = await adminWith('operator');
    const target = {
      filter: { queries: [{ attribute: 'createdAt', is: 'lessThan', values: ['2030-01-01T00:00:00Z'] }] },
    };
    const selection = { act: 'block', target };
    const { status, body: preview } = await call(headers, '/preview', selection);
    assert.deepEqual([status, preview.count, preview.confirm], [200, 3, false]);
    const created = await call(headers, '', { ...selection, digest: preview.digest });
    assert.deepEqual(
      [created.status, created.body.state, created.body.createdBy],
      [201, 'waiting', { kind: 'admin', id }],
    );
    const path = `/${created.body.id}`;
    assert.equal((await call(headers, `${path}/pause`, {})).body.state, 'paused');
    assert.equal((await call(headers, `${path}/resume`, {})).body.state, 'waiting');
    await workOn(here.core);
    const { body: done } = await call(headers, path);
    assert.deepEqual([done.state, done.done, done.isUndoable], ['done', 3, true]);
    const conflict = await call(headers, `${path}/cancel`, {});
    assert.deepEqual([conflict.status, conflict.body.code], [409, 'job_state_conflict']);
    const undo = await call(headers, `${path}/undo`, {});
    assert.deepEqual([undo.status, undo.body.undoes], [201, created.body.id]);
    await workOn(here.core);
    assert.equal((await getUser(here.core, here.actor, 'ann' as UserId)).blockedAt, null);
    const { body: page } = await call(headers, '?limit=1');
    const { body: rest } = await call(headers, `?cursor=${page.next}`);
    const rows = [...(page.rows as Body[]), ...(rest.rows as Body[])];
    assert.deepEqual(
      rows.map((row) => row.id),
      [undo.body.id, created.body.id],
    );
    assert.equal(rest.next, null);
    for (const cursor of ['1e21', '0.5', '-1', 'Infinity', '9'.repeat(16), '0x10'])
      assert.equal((await call(headers, `?cursor=${cursor}`)).status, 400, cursor);
    const failures = await call(headers, `${path}/failures`);
    assert.deepEqual([failures.status, failures.body], [200, '']);
  });

  it('a key with the scope does the same, and another key nothing', async () => {
    const [writer, reader, other] = [
      await keyWith('users.jobs.write'),
      await keyWith('users.jobs.read'),
      await keyWith('users.read', 'users.write'),
    ];
    const { status, body } = await made(writer, { act: 'export', target: { ids } });
    assert.equal(status, 201);
    await workOn(here.core);
    const result = await call(reader, `/${body.id}/result`);
    const lines = String(result.body)
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as Body).id);
    assert.deepEqual(lines, ids);
    assert.equal((await call(reader, '')).status, 200);
    assert.equal((await call(writer, '')).status, 403);
    assert.equal((await call(reader, '/preview', { act: 'block', target: { ids } })).status, 403);
    for (const headers of [other, {}])
      assert.ok(
        [401, 403].includes((await call(headers, '/preview', { act: 'block', target: { ids } })).status),
      );
  });

  it('ends the sessions of a network, and shows what they were found by', async () => {
    const { headers } = await adminWith('operator');
    const at = here.clock.now() - minutes(2);
    const opened = ['10.1.0.1', '10.1.1.1', '10.2.0.1'].map((ip, n) => ({
      id: `s${n}`,
      user: 'ann',
      ip,
      at,
    }));
    await insertSessions(here.engine, here.actor.project.id, opened);
    const sessions = { network: '10.1.0.0/16', unusedFor: '1m' };
    const selection = { act: 'endSessions', target: { sessions } };
    const { body: preview } = await call(headers, '/preview', selection);
    assert.deepEqual([preview.count, preview.confirm], [2, true]);
    const { status, body } = await made(headers, selection);
    assert.equal(status, 201);
    const { sessions: shown } = body.target as { sessions: Body };
    assert.deepEqual(shown.network, { from: '10.1.0.0/24', to: '10.1.255.0/24' });
    assert.equal(shown.unusedSince, new Date(here.clock.now() - minutes(1)).toISOString());
    await workOn(here.core);
    const { body: done } = await call(headers, `/${body.id}`);
    assert.deepEqual([done.state, done.done, done.isUndoable], ['done', 2, false]);
    const left = await listSessions(here.core, here.actor, 'ann' as UserId);
    assert.deepEqual(
      left.map(({ id }) => id),
      ['s2'],
    );
  });

  it('roles do what their permissions say', async () => {
    const [support, auditor] = [await adminWith('support'), await adminWith('auditor')];
    const { body: job } = await made((await adminWith('owner')).headers, { act: 'export', target: { ids } });
    await workOn(here.core);
    for (const { headers } of [support, auditor]) {
      const statuses = [
        (await call(headers, '')).status,
        (await call(headers, `/${job.id}`)).status,
        (await call(headers, '/preview', { act: 'block', target: { ids } })).status,
        (await call(headers, `/${job.id}/undo`, {})).status,
        (await call(headers, `/${job.id}/result`)).status,
        (await call(headers, `/${job.id}/receipts`)).status,
      ];
      assert.deepEqual(statuses, [200, 200, 403, 403, 403, 403]);
    }
  });

  it('deleting asks an administrator for a fresh proof', async () => {
    const { headers } = await adminWith('owner');
    here.clock.advance(minutes(11));
    for (const act of ['delete', 'erase']) {
      const refused = await made(headers, { act, target: { ids } });
      assert.deepEqual([refused.status, refused.body.code], [401, 'proof_needed'], act);
    }
    const allowed = await made(headers, { act: 'label', target: { ids }, parameters: { labels: ['vip'] } });
    assert.equal(allowed.status, 201);
    await call(headers, `/${allowed.body.id}/cancel`, {});
  });

  it('asks for it again when such a job is to go on, or is tried again', async () => {
    const { headers } = await adminWith('owner');
    const { body: job } = await made(headers, { act: 'delete', target: { ids: ['ann'] } });
    await call(headers, `/${job.id}/pause`, {});
    here.clock.advance(minutes(11));
    for (const change of ['resume', 'retry']) {
      const { status, body } = await call(headers, `/${job.id}/${change}`, {});
      assert.deepEqual([status, body.code], [401, 'proof_needed'], change);
    }
    assert.equal((await call(headers, `/${job.id}/cancel`, {})).status, 200);
  });

  it('refuses what is not valid, with the field', async () => {
    const { headers } = await adminWith('owner');
    const filter = (queries: unknown) => ({ act: 'block', target: { filter: { queries } } });
    const wrong: readonly (readonly [Body, string])[] = [
      [{ act: 'explode', target: { ids } }, 'act'],
      [{ act: 'block' }, 'target'],
      [{ act: 'block', target: {} }, 'target'],
      [{ act: 'block', target: { ids: ['not an id!'] } }, 'target'],
      [{ act: 'block', target: { ids, filter: { queries: [] } } }, 'target'],
      [filter('all'), 'target'],
      [{ act: 'endSessions', target: { sessions: { colour: 'red' } } }, 'target'],
      [{ act: 'endSessions', target: { sessions: { os: '' } } }, 'target'],
      [{ act: 'endSessions', target: { sessions: { network: '10.0' } } }, 'network'],
      [{ act: 'endSessions', target: { sessions: { olderThan: 'soon' } } }, 'olderThan'],
      [{ act: 'block', target: { sessions: {} } }, 'target'],
      [filter([{ attribute: 'password', is: 'equal', values: ['x'] }]), 'queries'],
      [filter([{ attribute: 'constructor', is: 'equal', values: ['x'] }]), 'queries'],
      [filter([{ attribute: 'name', is: 'near', values: ['x'] }]), 'queries'],
      [filter([{ attribute: 'createdAt', is: 'lessThan', values: ['yesterday'] }]), 'queries'],
      [filter([{ attribute: 'active', is: 'equal', values: ['yes'] }]), 'queries'],
      [filter([{ attribute: 'createdAt', is: 'between', values: ['2026-01-01'] }]), 'queries'],
      [{ act: 'label', target: { ids }, parameters: { labels: ['a b'] } }, 'labels'],
      [{ act: 'label', target: { ids }, parameters: { colour: 'red' } }, 'parameters'],
    ];
    for (const [selection, field] of wrong) {
      const { status, body } = await call(headers, '/preview', selection);
      assert.deepEqual(
        [status, body.code, body.field],
        [400, 'argument_invalid', field],
        JSON.stringify(selection),
      );
    }
    const unconfirmed = await call(headers, '/preview', { act: 'delete', target: { ids } });
    const { status, body } = await call(headers, '', {
      act: 'delete',
      target: { ids },
      digest: unconfirmed.body.digest,
    });
    assert.deepEqual([status, body.code], [400, 'job_confirmation_missing']);
    assert.match(String(body.message), /: 3\.$/);
    const unknown = await call(headers, '/nothing');
    assert.deepEqual([unknown.status, unknown.body.code], [404, 'job_not_found']);
    const other = await call(headers, '', {
      act: 'block',
      target: { ids: ['ann'] },
      digest: unconfirmed.body.digest,
    });
    assert.deepEqual([other.status, other.body.code], [409, 'job_digest_invalid']);
  });

  it('erases users, and gives their receipts once the history is erased', async () => {
    const { headers } = await adminWith('operator');
    await createUser(here.core, here.actor, { id: 'dan' as UserId });
    const { body } = await made(headers, { act: 'erase', target: { ids: ['dan'] } });
    const path = `/${body.id}`;
    const early = await call(headers, `${path}/receipts`);
    assert.deepEqual([early.status, early.body.code], [409, 'job_state_conflict']);
    await workOn(here.core);
    const { body: done } = await call(headers, path);
    const dueAt = Date.parse(String(done.endedAt)) + minutes(1);
    assert.deepEqual([done.act, done.done, done.isUndoable], ['erase', 1, false]);
    assert.equal(Date.parse(String(done.receiptsAt)), dueAt);
    const waiting = await call(headers, `${path}/receipts`);
    assert.deepEqual([waiting.status, waiting.body.code], [503, 'unavailable']);
    here.clock.advance(minutes(1) + 1_000);
    await eraseDue(here.core);
    const { status, body: text } = await call(headers, `${path}/receipts`);
    const receipt = JSON.parse(String(text)) as Body;
    assert.deepEqual([status, receipt.denizen, receipt.user], [200, 'erasure', 'dan']);
    const other = await made(headers, { act: 'unblock', target: { ids: ['ann'] } });
    assert.equal((await call(headers, `/${other.body.id}/receipts`)).status, 404);
  });

  it('stops when the administrator lost the role', async () => {
    const { id, headers } = await adminWith('operator');
    const { body } = await made(headers, { act: 'block', target: { ids } });
    await here.engine.transact((tx) => tx.db.deleteFrom('admin_grants').where('user_id', '=', id).execute());
    await workOn(here.core);
    const { body: job } = await call((await adminWith('auditor')).headers, `/${body.id}`);
    assert.deepEqual([job.state, job.reason, job.done], ['failed', 'role_lost', 0]);
  });
});
