import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type CaptiveSmtp, captiveSmtp } from '../delivery/captive-smtp.ts';
import { smsGateway } from '../delivery/sms-gateway.ts';
import { onEachEngine } from '../support/engines.ts';
import { until } from '../support/patience.ts';
import { begin, run } from '../support/program.ts';
import { call, PROJECT, type Started, settingsFor, start } from '../support/server.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const OTHER = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = 'b7ad6b7169203331';
const GUEST = { 'X-Appwrite-Key': '' };
const PASSWORD = 'a password of canary-77aa';
const OTLP_KEY = 'otlp-key-77aa-0123456789abcdef';
const MAIN = join(import.meta.dirname, '../../src/main.ts');

type Attribute = { readonly key: string; readonly value: unknown };
type OtlpSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
};
type Gateway = Awaited<ReturnType<typeof smsGateway>>;

onEachEngine('traces of a server', (database) => {
  let receiver: Gateway | undefined;
  let hooks: Gateway | undefined;
  let sms: Gateway | undefined;
  let smtp: CaptiveSmtp | undefined;
  let server: Started | undefined;
  const spans = () => (receiver?.calls ?? []).flatMap(({ body }) => spansIn(body));

  before(async () => {
    [receiver, hooks, sms, smtp] = [
      await smsGateway(),
      await smsGateway(),
      await smsGateway(),
      await captiveSmtp(),
    ];
    server = await start({
      ...settingsFor(database.setting()),
      DENIZEN_LOG_LEVEL: 'info',
      DENIZEN_PRIVATE_WEBHOOKS: 'on',
      DENIZEN_SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      DENIZEN_MAIL_FROM: 'id@example.com',
      DENIZEN_SMS_URL: sms.url,
      DENIZEN_SMS_SECRET: 'signs what is posted, 0123456789abcdef',
      OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.url}/`,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${OTLP_KEY},x-tenant=one`,
      OTEL_SERVICE_NAME: 'id',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    });
    await post('/webhooks', {
      ...{ webhookId: 'hook', name: 'hook', url: hooks.url, events: ['users.*.create'] },
      ...{ tls: true, security: true, enabled: true },
    });
    const headers = { traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: 'vendor=one' };
    await post(
      '/users',
      { userId: 'ann', email: 'ann@example.com', password: PASSWORD, name: 'Ann Canary' },
      headers,
    );
    await post(
      '/account/tokens/email',
      { userId: 'ann', email: 'ann@example.com' },
      { ...GUEST, ...headers },
    );
    await post(
      '/account/tokens/phone',
      { userId: 'unique()', phone: '+14155550123' },
      { ...GUEST, ...headers },
    );
    await until(() => named('POST /v1/users').length > 0 && named('deliver webhook').length > 0);
    await until(() => named('deliver mail').length > 0 && named('deliver sms').length > 0);
  });
  after(async () => {
    await server?.stop();
    await Promise.all([receiver?.close(), hooks?.close(), sms?.close(), smtp?.close()]);
  });

  it('begin at the span that the caller names, and have one for each piece of work', () => {
    const [request] = named('POST /v1/users');
    assert.deepEqual([request?.traceId, request?.parentSpanId, request?.kind], [TRACE, SPAN, 2]);
    const [transaction] = under(request).filter(({ name }) => name === 'transaction');
    const inside = under(transaction).map(({ name }) => name);
    assert.ok(inside.includes('insert users') && inside.includes('insert audit'), `${inside}`);
    assert.ok(under(request).some(({ name }) => name === 'password hash'));
    assert.ok(spans().every((span) => BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano)));
  });

  it('go on in what is delivered later, with the header of each channel', () => {
    const [request] = named('POST /v1/users');
    const [delivery] = named('deliver webhook');
    assert.deepEqual([delivery?.traceId, delivery?.parentSpanId], [TRACE, request?.spanId]);
    const [sent] = under(delivery).filter(({ name }) => name === 'HTTP POST');
    const hook = hooks?.calls[0]?.headers;
    assert.deepEqual([hook?.traceparent, hook?.tracestate], [`00-${TRACE}-${sent?.spanId}-01`, 'vendor=one']);
    const ofText = sms?.calls[0]?.headers;
    assert.equal(ofText?.traceparent, `00-${TRACE}-${named('deliver sms')[0]?.spanId}-01`);
    const mail = smtp?.mails[0]?.raw ?? '';
    assert.match(
      mail,
      new RegExp(`^Traceparent: 00-${TRACE}-${named('deliver mail')[0]?.spanId}-01\r?$`, 'm'),
    );
    assert.doesNotMatch(mail, /tracestate|vendor=one/i);
  });

  it('are named in the log and in the history, with the request', async () => {
    await until(() => (server?.errors() ?? '').includes('"path":"/v1/account/tokens/phone"'));
    const lines = (server?.errors() ?? '').split('\n').filter((line) => line.includes('"msg":"request"'));
    const line = JSON.parse(lines.find((each) => each.includes('"path":"/v1/users"')) ?? '{}') as Record<
      string,
      unknown
    >;
    assert.equal(line.traceId, TRACE);
    const settings = settingsFor(database.setting());
    const listed = await run(`audit list --project ${PROJECT} --json`, {
      ...{ DENIZEN_DATABASE: database.setting(), DENIZEN_SECRET: settings.DENIZEN_SECRET ?? '' },
    });
    type Entry = { act: string; requestId: string; details: Record<string, unknown>; user: { id: string } };
    const { rows } = JSON.parse(listed.output) as { rows: Entry[] };
    const created = rows.find(({ act, user }) => act === 'user.create' && user?.id === 'ann');
    assert.deepEqual([created?.requestId, created?.details], [line.reqId, { traceId: TRACE }]);
  });

  it('name the service, and are sent with the headers of the settings', () => {
    const [first] = receiver?.calls ?? [];
    assert.deepEqual([first?.method, first?.path], ['POST', '/v1/traces']);
    assert.deepEqual(
      [first?.headers.authorization, first?.headers['x-tenant']],
      [`Bearer ${OTLP_KEY}`, 'one'],
    );
    const { resource } = (
      JSON.parse(first?.body ?? '') as { resourceSpans: { resource: { attributes: Attribute[] } }[] }
    ).resourceSpans[0] ?? { resource: { attributes: [] } };
    const known = resource.attributes.map(
      ({ key, value }) => `${key}=${(value as { stringValue: string }).stringValue}`,
    );
    assert.ok(
      known.includes('service.name=id') && known.includes('deployment.environment.name=test'),
      `${known}`,
    );
    assert.doesNotMatch((server?.errors() ?? '') + (server?.output() ?? ''), new RegExp(OTLP_KEY));
  });

  it('have nothing of a user in them', () => {
    const all = (receiver?.calls ?? []).map(({ body }) => body).join('\n');
    assert.doesNotMatch(
      all,
      /canary|ann@example|Ann Canary|14155550123|127\.0\.0\.1:\d+\/|"ann"|select .* from|user-agent/i,
    );
    const keys = new Set(spans().flatMap(({ attributes }) => attributes.map(({ key }) => key)));
    assert.deepEqual([...keys].sort(), [
      'db.collection.name',
      'db.operation.name',
      'denizen.caller',
      'denizen.project',
      'denizen.request_id',
      'http.request.method',
      'http.response.status_code',
      'http.route',
      'server.address',
    ]);
  });

  it('begin anew where the caller names none, or one that is malformed, and are left out where it does not sample', async () => {
    const headers = { traceparent: `00-${OTHER}-${SPAN}-00` };
    await call(endpoint(), 'GET', '/users/ann', { headers });
    await call(endpoint(), 'GET', '/teams', { headers: { traceparent: 'malformed', tracestate: 'x' } });
    await until(() => named('GET /v1/teams').length > 0);
    const [fresh] = named('GET /v1/teams');
    assert.deepEqual([fresh?.parentSpanId ?? '', fresh?.traceId === TRACE], ['', false]);
    assert.deepEqual(
      spans().filter(({ traceId }) => traceId === OTHER),
      [],
    );
  });

  function endpoint(): string {
    return server?.endpoint ?? '';
  }

  async function post(path: string, body: object, headers: Record<string, string> = {}): Promise<void> {
    const answer = await call(endpoint(), 'POST', path, { body, headers });
    assert.ok(answer.status < 300, `${path} ${JSON.stringify(answer.body)}`);
  }

  function named(name: string): readonly OtlpSpan[] {
    return spans().filter((span) => span.name === name);
  }

  function under(parent: OtlpSpan | undefined): readonly OtlpSpan[] {
    return spans().filter(({ parentSpanId }) => parentSpanId === parent?.spanId);
  }
});

describe('a receiver of spans', () => {
  const base = { ...settingsFor('sqlite::memory:'), DENIZEN_LOG_LEVEL: 'info' };

  it('that hangs or is away holds up neither a request nor the end of the server', async (t) => {
    const hanging = await smsGateway(() => {});
    t.after(hanging.close);
    for (const endpoint of [hanging.url, 'http://127.0.0.1:9']) {
      const server = await start({ ...base, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
      t.after(() => server.stop('SIGKILL'));
      for (let turn = 0; turn < 20; turn++) {
        const answer = await call(server.endpoint, 'GET', '/users', { headers: { Connection: 'close' } });
        assert.equal(answer.status, 200);
      }
      assert.equal(await server.stop(), 0);
    }
    assert.ok(hanging.calls.length > 0, 'what waits is sent at the end');
  });

  it('is told what waits at the end of the server', async (t) => {
    const receiver = await smsGateway();
    t.after(receiver.close);
    const server = await start({ ...base, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    t.after(() => server.stop('SIGKILL'));
    await call(server.endpoint, 'GET', '/teams');
    await server.stop();
    const names = receiver.calls.flatMap(({ body }) => spansIn(body)).map(({ name }) => name);
    assert.ok(names.includes('GET /v1/teams'), `${names}`);
  });
});

describe('without a receiver', () => {
  it('nothing of the export is loaded, and a trace of the caller is passed on as it came', async (t) => {
    const telling = `data:text/javascript,${encodeURIComponent(`process.on('exit', () => {
      const loaded = Object.keys(process.getBuiltinModule('node:module')._cache).filter((name) => /opentelemetry\\/(?!api\\/)/.test(name));
      process.getBuiltinModule('node:fs').writeSync(1, 'loaded: ' + loaded.join(', '));
    });`)}`;
    const hooks = await smsGateway();
    t.after(hooks.close);
    const program = [process.execPath, '--import', telling, MAIN];
    const settings = {
      ...settingsFor('sqlite::memory:'),
      ...{ DENIZEN_PORT: '0', DENIZEN_HOST: '127.0.0.1', DENIZEN_PRIVATE_WEBHOOKS: 'on' },
    };
    const server = await begin('serve --json', '\n}', settings, { program });
    const { endpoint } = JSON.parse(server.output()) as { endpoint: string };
    const headers = { traceparent: `00-${TRACE}-${SPAN}-01`, tracestate: 'vendor=one' };
    const hook = { webhookId: 'hook', name: 'hook', url: hooks.url, events: ['users.*.create'] };
    await call(endpoint, 'POST', '/webhooks', {
      body: { ...hook, tls: true, security: true, enabled: true },
    });
    await call(endpoint, 'POST', '/users', { body: { userId: 'one' }, headers });
    await call(endpoint, 'POST', '/users', { body: { userId: 'two' } });
    await until(() => hooks.calls.length === 2);
    assert.deepEqual(
      new Set(hooks.calls.map(({ headers: { traceparent, tracestate } }) => `${traceparent} ${tracestate}`)),
      new Set([`00-${TRACE}-${SPAN}-01 vendor=one`, 'undefined undefined']),
    );
    await server.stop();
    assert.equal(server.output().split('loaded: ')[1], '');
  });
});

function spansIn(body: string): readonly OtlpSpan[] {
  const { resourceSpans } = JSON.parse(body) as {
    resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[];
  };
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}
