import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { pino } from 'pino';
import { admin } from '../../src/admin/protocol.ts';
import type { AdminParts } from '../../src/admin/route.ts';
import type { Actor } from '../../src/core/actor.ts';
import { createAdmin, setGrants } from '../../src/core/admins/admins.ts';
import { installation } from '../../src/core/admins/installation.ts';
import type { Grant } from '../../src/core/admins/permissions.ts';
import { signInAdmin } from '../../src/core/admins/sign-in.ts';
import { endSessions } from '../../src/core/sessions/sessions.ts';
import { type Email, emailOf } from '../../src/core/users/email.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser } from '../../src/core/users/users.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createServer } from '../../src/http/server.ts';
import { directory } from '../support/directory.ts';
import { onEachEngine } from '../support/engines.ts';
import { chainAll, chainAndSign } from '../support/history.ts';
import { insertSessions } from '../support/many-sessions.ts';

const password = 'a register of brass keys';
const guest: Actor = { kind: 'guest', project: installation, scopes: new Set(), ip: '203.0.113.9' };
const support: readonly Grant[] = [{ project: 'test', role: 'support' }];
const PROJECT = '/projects/test';

type Caller = { readonly id: UserId; readonly cookie: string };
type Body = Readonly<Record<string, never>>;

onEachEngine('the rooms of sessions and of the history', (database) => {
  const here = directory(database);
  let app: ReturnType<typeof createServer>;
  let base = '';
  let ann: Caller;
  let made = 0;

  const serverOver = async () => {
    // Cast: what these endpoints ask for.
    const parts = { version: '1', publicOrigin: undefined, isDevelopment: true } as AdminParts;
    const common = { core: here.core, logger: pino({ level: 'silent' }), metrics: createMetrics() };
    const server = createServer({ ...common, trustedProxies: [] }, [admin(here.core, () => parts)]);
    return { server, at: `${await server.listen({ port: 0, host: '127.0.0.1' })}/admin` };
  };
  const signedIn = async (grants: readonly Grant[] = support): Promise<Caller> => {
    const email = emailOf(`admin${made++}@example.com`) as Email;
    const { id } = await createAdmin(here.core, { ...guest, kind: 'system' }, { email, password, grants });
    const { secret } = await signInAdmin(here.core, guest, { email, password });
    return { id: id as UserId, cookie: `denizen_admin=${secret}` };
  };
  const get = async (path: string, { cookie }: Caller = ann) => {
    const response = await fetch(base + path, { headers: { cookie } });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : text) as Body,
    };
  };
  const follow = async (
    query: string,
    caller: Caller = ann,
    headers: Record<string, string> = {},
    at = base,
  ) => {
    const response = await fetch(`${at}/events${query}`, { headers: { cookie: caller.cookie, ...headers } });
    assert.equal(response.status, 200);
    const reader = (response.body ?? assert.fail()).pipeThrough(new TextDecoderStream()).getReader();
    return {
      headers: response.headers,
      close: () => reader.cancel(),
      /** The text up to what is looked for, or to the end. */
      until: async (looked: RegExp) => {
        let text = '';
        while (!looked.test(text)) {
          const { value, done } = await reader.read();
          if (done) return `${text}the end`;
          text += value;
        }
        return text;
      },
    };
  };
  const create = async (id: string) => {
    await createUser(here.core, { ...here.actor, kind: 'cli' }, { id: id as UserId, name: `Name of ${id}` });
    await chainAll(here);
  };

  before(async () => {
    const { server, at } = await serverOver();
    [app, base] = [server, at];
    ann = await signedIn();
    await create('carl');
    const now = here.clock.now();
    const device = { osName: 'Linux', clientName: 'Firefox', deviceName: 'desktop' };
    await insertSessions(
      here.engine,
      here.actor.project.id,
      [1, 2, 3].map((n) => ({
        ...{ id: `s${n}`, user: 'carl', at: now - n * 3_600_000, device, country: n === 3 ? 'NZ' : 'DE' },
        ip: `203.0.113.${n}`,
      })),
    );
  });
  after(() => app.close());

  it('shows sessions of all users by filter and page', async () => {
    const { status, body } = await get(`${PROJECT}/sessions?network=203.0.113.0/24&limit=1`);
    const { rows, ...rest } = body as { readonly rows: readonly object[] } & Body;
    assert.deepEqual([status, rest], [200, { total: 3, totalIsExact: true, next: rest.next }]);
    const at = here.clock.now() - 3_600_000;
    assert.deepEqual(rows, [
      {
        id: 's1',
        user: { id: 'carl', name: 'Name of carl', email: null },
        ip: '203.0.113.1',
        country: 'DE',
        device: {
          ...{ os: 'Linux', osVersion: '', browser: 'Firefox', browserVersion: '' },
          ...{ kind: 'desktop', brand: '', model: '' },
        },
        provider: 'email',
        createdAt: new Date(at).toISOString(),
        usedAt: null,
        expiresAt: new Date(at + 365 * 86_400_000).toISOString(),
      },
    ]);
    const ids = async (query: string) =>
      (await get(`${PROJECT}/sessions?${query}`)).body.rows as unknown as readonly { readonly id: string }[];
    for (const [query, expected] of [
      [`cursor=${rest.next}`, ['s2', 's3']],
      ['ip=203.0.113.2', ['s2']],
      ['country=nz&os=Linux&browser=Firefox&device=desktop&provider=email', ['s3']],
      ['olderThan=90m', ['s2', 's3']],
      ['unusedFor=90m&usedWithin=150m', ['s2']],
      ['network=203.0.114.0/24', []],
    ] as const)
      assert.deepEqual(
        (await ids(query)).map(({ id }) => id),
        expected,
        query,
      );
    const facets = await get(`${PROJECT}/sessions/facets?country=DE`);
    assert.deepEqual(facets.body, {
      networks: [{ value: '203.0.113.0/24', count: 2 }],
      countries: [{ value: 'DE', count: 2 }],
      os: [{ value: 'Linux', count: 2 }],
      browsers: [{ value: 'Firefox', count: 2 }],
      devices: [{ value: 'desktop', count: 2 }],
      providers: [{ value: 'email', count: 2 }],
      isExact: true,
    });
  });

  it('refuses what is no filter, naming the field', async () => {
    for (const [path, field] of [
      [`${PROJECT}/sessions?network=nowhere`, 'network'],
      [`${PROJECT}/sessions?ip=2001:db8::/65`, 'ip'],
      [`${PROJECT}/sessions?olderThan=soon`, 'olderThan'],
      [`${PROJECT}/sessions?cursor=x`, 'cursor'],
      [`${PROJECT}/sessions?limit=101`, 'limit'],
      [`${PROJECT}/history?from=today`, 'from'],
      [`${PROJECT}/history?act=1`, 'act'],
      [`${PROJECT}/history?cursor=zzz`, 'cursor'],
      [`${PROJECT}/history/checkpoints?cursor=x`, 'cursor'],
      ['/events?project=test&after=x', 'Last-Event-ID'],
    ] as const) {
      const { status, body } = await get(path);
      assert.deepEqual([status, body.code, body.field], [400, 'argument_invalid', field], path);
    }
  });

  it('shows the history by filter and page, and who signed it', async () => {
    await create('dora');
    await chainAndSign(here);
    const { body } = await get(`${PROJECT}/history?act=user.*&actor=cli&user=dora`);
    const [row] = body.rows as unknown as readonly Record<string, unknown>[];
    assert.deepEqual(body, {
      rows: [
        {
          ...{ id: row?.id, lane: 0, position: row?.position, at: new Date(here.clock.now()).toISOString() },
          ...{ act: 'user.create', actor: { kind: 'cli', id: null, name: null }, actingAs: null },
          ...{
            user: { id: 'dora', name: 'Name of dora' },
            ip: null,
            country: null,
            device: null,
            requestId: null,
          },
          ...{ details: {}, isSigned: true },
        },
      ],
      next: null,
    });
    const first = await get(`${PROJECT}/history?limit=1`);
    const second = await get(`${PROJECT}/history?limit=1&cursor=${first.body.next}`);
    assert.notDeepEqual(first.body.rows, second.body.rows);
    const report = await get(`${PROJECT}/history/verify`);
    assert.deepEqual([report.body.findings, report.body.removed], [[], null]);
    const { rows } = (await get(`${PROJECT}/history/checkpoints`)).body as unknown as {
      readonly rows: readonly Record<string, unknown>[];
    };
    assert.deepEqual([rows[0]?.position, rows[0]?.isValid], [report.body.position, true]);
    const file = await get(`${PROJECT}/history/export`);
    const lines = String(file.body).trimEnd().split('\n');
    assert.deepEqual(
      [file.headers.get('content-type'), file.headers.get('content-disposition'), lines.length],
      ['application/x-ndjson', 'attachment; filename="history-test.ndjson"', report.body.entries],
    );
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).position),
      lines.map((_, at) => at + 1),
    );
  });

  it('follows the history, on from the last event after the connection was lost', async () => {
    const stream = await follow('?project=test');
    assert.deepEqual(
      [stream.headers.get('content-type'), stream.headers.get('x-accel-buffering')],
      ['text/event-stream', 'no'],
    );
    const begun = await stream.until(/\n\n/);
    await create('eve');
    const event = await stream.until(/data: .*\n\n/);
    const data = JSON.parse(/^data: (.*)$/m.exec(event)?.[1] ?? '{}');
    assert.deepEqual([data.act, data.user], ['user.create', { id: 'eve', name: 'Name of eve' }]);
    const id = /^id: (.*)$/m.exec(event)?.[1] ?? '';
    assert.equal(id, String(data.position));
    await stream.close();
    await create('finn');
    const resumed = await follow('?project=test', ann, { 'Last-Event-ID': id });
    assert.match(await resumed.until(/data: .*\n\n/), /"user":\{"id":"finn"/);
    await resumed.close();
    const whole = await follow(`?project=test&after=${/^id: (.*)$/m.exec(begun)?.[1]}`);
    assert.match(await whole.until(/finn.*\n\n/), /"eve"[\s\S]*"finn"/);
    await whole.close();
  });

  it('ends a stream before the next event when the session or the role has ended', async () => {
    const ends: readonly ((caller: Caller) => Promise<unknown>)[] = [
      ({ id }) => endSessions(here.core, { ...guest, kind: 'system' }, id),
      ({ id }) =>
        setGrants(
          here.core,
          { ...guest, kind: 'system' },
          { id, grants: [{ project: 'other', role: 'owner' }] },
        ),
    ];
    await here.core.write(here.actor, [], async (tx) => {
      await tx.db
        .insertInto('projects')
        .values({ project_id: 'other', name: '', policies: '{}', created_at: 0, webhooks: null })
        .execute();
    });
    for (const [at, end] of ends.entries()) {
      const caller = await signedIn();
      const stream = await follow('?project=test', caller);
      await stream.until(/\n\n/);
      await end(caller);
      await create(`gone${at}`);
      assert.equal(await stream.until(/data/), 'the end');
    }
  });

  it('is closed to those without a session, a role in the project, or a project', async () => {
    const stranger = await signedIn([{ project: 'other', role: 'owner' }]);
    const nobody = { id: '' as UserId, cookie: '' };
    for (const path of [
      `${PROJECT}/sessions`,
      `${PROJECT}/sessions/facets`,
      `${PROJECT}/history`,
      `${PROJECT}/history/verify`,
      `${PROJECT}/history/checkpoints`,
      `${PROJECT}/history/export`,
      '/events?project=test',
    ]) {
      assert.equal((await get(path, nobody)).body.code, 'session_missing', path);
      assert.equal((await get(path, stranger)).body.code, 'project_not_found', path);
    }
    assert.equal((await get('/events?project=none')).body.code, 'project_not_found');
  });

  it('ends its streams when the server stops, which is not held up', async () => {
    const { server, at } = await serverOver();
    const stream = await follow('?project=test', ann, {}, at);
    await stream.until(/\n\n/);
    const closing = server.close();
    assert.equal(await stream.until(/data/), 'the end');
    await closing;
  });
});
