import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { smsGateway } from '../delivery/sms-gateway.ts';
import { onEachEngine } from '../support/engines.ts';
import { testFolder } from '../support/folders.ts';
import { call, PROJECT, type Started, settingsFor, start } from '../support/server.ts';

const ROOT = join(import.meta.dirname, '../..');
const RULES = 'ops/prometheus/denizen.rules.yml';
const CASES = 'ops/prometheus/denizen.rules.test.yml';
const BOARD = 'ops/grafana/denizen.json';
const GUIDE = 'docs/guide/metrics.md';
const PASSWORD = 'a password of canary-5d1e';
const CANARY = 'canary5d1e';
const GUEST = { 'X-Appwrite-Key': '' };

const promtool = spawnSync('promtool', ['--version']).error
  ? 'promtool is not installed: apt-get install prometheus'
  : false;

/** What a server has only with replicas of its database. */
const OF_REPLICAS = ['replica_lag_bytes', 'replica_used', 'replicable_reads_total'].map(
  (name) => `denizen_database_${name}`,
);
/** What one engine does not have. */
const ELSEWHERE = {
  sqlite: ['denizen_database_pool_connections'],
  postgres: [
    'denizen_database_wal_size_bytes',
    'denizen_database_write_group_size',
    'denizen_cache_requests_total',
  ],
} as const;
/** There once a backup has been made, a sweep has run, or something has expired. */
const LATER = ['denizen_backup_age_seconds', 'denizen_backup_duration_seconds', 'denizen_expired_rows'];

type Metric = { readonly name: string; readonly type: string; readonly help: string };

onEachEngine('metrics of a server', (database) => {
  let receiver: Awaited<ReturnType<typeof smsGateway>> | undefined;
  let server: Started | undefined;
  let text = '';

  before(async () => {
    receiver = await smsGateway();
    server = await start({
      ...settingsFor(database.setting()),
      DENIZEN_BACKUP: `${testFolder()},every=1h,keep=1`,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    });
    await walk(server);
    text = await read(server);
  });
  after(async () => {
    await server?.stop();
    await receiver?.close();
  });

  it('is taken by promtool', { skip: promtool }, () => {
    execFileSync('promtool', ['check', 'metrics'], { input: text });
  });

  it('has a row in the guide for each metric, and no other', () => {
    const rows = guideRows();
    const missing = metricsIn(text).filter(({ name }) => !rows.some((row) => row.name === name));
    assert.deepEqual(missing, []);
    const known = new Map(metricsIn(text).map((metric) => [metric.name, metric]));
    const away: readonly string[] = [...OF_REPLICAS, ...ELSEWHERE[database.engine]];
    assert.deepEqual(
      rows.filter((row) => !known.has(row.name) && !away.includes(row.name)),
      [],
    );
    assert.deepEqual(
      rows.filter((row) => known.has(row.name)).map(({ name, type, help }) => ({ name, type, help })),
      rows.filter((row) => known.has(row.name)).map((row) => known.get(row.name)),
    );
  });

  it('has every metric that the board and the alert rules name', () => {
    const sampled = new Set([...text.matchAll(/^(\w+)[ {]/gm)].map(([, name]) => name));
    const away: readonly string[] = ELSEWHERE[database.engine];
    const base = (name: string) => name.replace(/_(?:bucket|sum|count)$/, '');
    const missing = [...namedMetrics()].filter(
      (name) => !sampled.has(name) && !away.includes(base(name)) && !LATER.includes(name),
    );
    assert.deepEqual(missing, []);
    // Those that have no value yet are known by name.
    const known = metricsIn(text).map(({ name }) => name);
    assert.deepEqual(
      LATER.filter((name) => !known.includes(name)),
      [],
    );
  });

  it('counts what people do', () => {
    const counted = [
      'denizen_sign_ins_total{method="password",provider="",result="success"} 1',
      'denizen_sign_ins_total{method="anonymous",provider="",result="success"} 1',
      'denizen_sign_ins_total{method="password",provider="",result="wrong"} 2',
      'denizen_second_factors_total{factor="totp",step="set_up"} 1',
      'denizen_users_created_total{by="key"} 2',
      'denizen_users_deleted_total{by="key"} 1',
      'denizen_users_created_total{by="guest"} 1',
      'denizen_refusals_total{protocol="v1",reason="credentials_wrong"} 2',
      'denizen_refusals_total{protocol="v1",reason="scope_missing"} 1',
      'denizen_users 2',
      'denizen_gauges_readable 1',
      'denizen_jobs{state="running"} 0',
      'denizen_imports{state="running"} 0',
      'denizen_outbox_dead{channel="webhook"} 0',
    ];
    assert.deepEqual(
      counted.filter((line) => !text.includes(`${line}\n`)),
      [],
    );
    assert.match(text, /^denizen_rate_limit_refusals_total\{protocol="v1",limit="requests"\} [1-9]/m);
    assert.match(
      text,
      /^denizen_database_statement_seconds_total\{operation="insert",table="sessions"\} 0\.0*[1-9]/m,
    );
    assert.match(text, /^denizen_password_hash_duration_seconds_count [4-9]/m);
    assert.match(text, /^denizen_sessions_live 2$/m);
    assert.match(
      text,
      new RegExp(
        `^denizen_build_info\\{version="[^"]+",node="v[^"]+",engine="${database.engine}"\\} 1$`,
        'm',
      ),
    );
  });

  it('has no label value and no series that comes from a caller', async () => {
    const { endpoint, base } = server as Started;
    await oddRequests(endpoint, base, 'warm');
    const before = seriesIn(await read(server as Started));
    for (let turn = 0; turn < 20; turn++) await oddRequests(endpoint, base, `${CANARY}${turn}`);
    const later = await read(server as Started);
    assert.deepEqual(
      seriesIn(later).filter((series) => !before.includes(series) && !isBounded(series)),
      [],
    );
    assert.doesNotMatch(later, new RegExp(`${CANARY}|u-ann|ann@example|${PROJECT}"`));
    assert.ok(seriesIn(later).length < 3_000, `${seriesIn(later).length} series`);
  });
});

describe('alert rules and board', () => {
  it('are taken by promtool, with their cases', { skip: promtool }, () => {
    execFileSync('promtool', ['check', 'rules', join(ROOT, RULES)]);
    execFileSync('promtool', ['test', 'rules', join(ROOT, CASES)]);
  });

  it('are shown by a board whose panels have queries and places of their own', () => {
    type Panel = {
      type: string;
      title: string;
      gridPos: { x: number; y: number };
      targets?: { expr: string }[];
    };
    const { panels, uid } = JSON.parse(readFileSync(join(ROOT, BOARD), 'utf8')) as {
      panels: Panel[];
      uid: string;
    };
    assert.equal(uid, 'denizen');
    const graphs = panels.filter(({ type }) => type !== 'row');
    assert.ok(
      graphs.length > 20 && graphs.every(({ targets = [] }) => targets.every(({ expr }) => expr !== '')),
    );
    const places = panels.map(({ gridPos: { x, y } }) => `${x} ${y}`);
    assert.equal(new Set(places).size, panels.length);
  });
});

/** What a day brings: people sign up and in, mistype, are refused and set a second factor up. */
async function walk({ endpoint }: Started): Promise<void> {
  const post = (path: string, body: object, headers: Record<string, string> = GUEST) =>
    call(endpoint, 'POST', path, { body, headers });
  await call(endpoint, 'POST', '/users', {
    body: { userId: 'u-ann', email: 'ann@example.com', password: PASSWORD },
  });
  const signIn = { email: 'ann@example.com', password: PASSWORD };
  const opened = await post('/account/sessions/email', signIn);
  const Cookie = cookiesOf(opened);
  await post('/account/mfa/authenticators/totp', {}, { ...GUEST, Cookie });
  await post('/account/sessions/anonymous', {});
  await call(endpoint, 'POST', '/users', { body: { userId: 'u-bob' } });
  await call(endpoint, 'DELETE', '/users/u-bob');
  for (let turn = 0; turn < 2; turn++)
    await post('/account/sessions/email', { ...signIn, password: 'mistyped once' });
  await call(endpoint, 'GET', '/users', { headers: GUEST });
  for (let turn = 0; turn < 12; turn++)
    await post('/account/tokens/email', { userId: 'u-ann', email: 'ann@example.com' });
}

/** Requests of which every part is chosen by the caller. */
async function oddRequests(endpoint: string, base: string, text: string): Promise<void> {
  const headers = { 'User-Agent': text, 'X-Appwrite-Locale': text, Origin: `https://${text}.example` };
  await call(endpoint, 'GET', `/${text}`, { headers });
  await call(endpoint, 'GET', `/users/${text}`);
  await call(endpoint, 'POST', '/users', {
    body: { userId: text, email: `${text}@example.com`, name: text },
  });
  await call(endpoint, 'POST', '/account/sessions/email', {
    body: { email: text, password: text },
    headers: GUEST,
  });
  await call(endpoint, 'GET', `/account/sessions/oauth2/${text}`, { headers: GUEST });
  await call(endpoint, 'GET', '/users', { headers: { ...headers, 'X-Appwrite-Project': text } });
  await call(endpoint, 'GET', '/users', { headers: { traceparent: text, tracestate: text } });
  await call(endpoint, 'POST', '/teams', { body: { teamId: text, name: text } });
  await fetch(`${base}/${text}/${text}?${text}=${text}`).then((answer) => answer.text());
}

/** Series that come with time and load, and out of closed lists. */
function isBounded(series: string): boolean {
  return /^(?:nodejs_|process_|denizen_database_|denizen_expired_rows|denizen_acts_total|denizen_http_request_duration)/.test(
    series,
  );
}

async function read({ base }: Started): Promise<string> {
  const response = await fetch(`${base}/metrics`);
  assert.equal(response.status, 200);
  return response.text();
}

function metricsIn(text: string): readonly Metric[] {
  const types = new Map(
    [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => [name, type]),
  );
  return [...text.matchAll(/^# HELP (denizen_\w+) (.*)$/gm)].map(([, name = '', help = '']) => ({
    ...{ name, help, type: types.get(name) ?? '' },
  }));
}

function seriesIn(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.slice(0, line.lastIndexOf(' ')));
}

function guideRows(): readonly Metric[] {
  const guide = readFileSync(join(ROOT, GUIDE), 'utf8');
  const table = guide.slice(guide.indexOf('<!-- metrics -->'), guide.indexOf('<!-- end of metrics -->'));
  return [...table.matchAll(/^\| `(\w+)` \| (\w+) \| [^|]* \| (.*) \|$/gm)].map(
    ([, name = '', type = '', help = '']) => ({
      ...{ name, help, type },
    }),
  );
}

function namedMetrics(): ReadonlySet<string> {
  const texts = [RULES, BOARD].map((file) => readFileSync(join(ROOT, file), 'utf8'));
  const names = texts.flatMap((text) => text.match(/\b(?:denizen|nodejs|process)_[a-z0-9_]+/g) ?? []);
  return new Set(names);
}

function cookiesOf({ headers }: { readonly headers: Headers }): string {
  return headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}
