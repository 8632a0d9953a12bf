import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, it } from 'node:test';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { eventFormat, webhookHeaders } from '../../src/appwrite/webhook-request.ts';
import type { Actor } from '../../src/core/actor.ts';
import { type Core, createCore } from '../../src/core/core.ts';
import { hours } from '../../src/core/instant.ts';
import type { ProjectId } from '../../src/core/projects/project.ts';
import { createProject, getProject } from '../../src/core/projects/projects.ts';
import { createServerSession, endSession } from '../../src/core/sessions/sessions.ts';
import type { TeamId } from '../../src/core/teams/team.ts';
import { createTeam, removeTeam } from '../../src/core/teams/teams.ts';
import { createToken } from '../../src/core/tokens/tokens.ts';
import { setPassword } from '../../src/core/users/passwords.ts';
import { renameUser } from '../../src/core/users/profile.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser, removeUser } from '../../src/core/users/users.ts';
import { createPublisher } from '../../src/core/webhooks/publish.ts';
import { getDeadDeliveries, getDeliveryCounts, retryDeadDeliveries } from '../../src/core/webhooks/queue.ts';
import {
  createWebhook,
  getWebhook,
  getWebhooks,
  type NewWebhook,
  removeWebhook,
  updateWebhook,
  updateWebhookSecret,
} from '../../src/core/webhooks/webhooks.ts';
import { createOutboxSignal } from '../../src/delivery/outbox-signal.ts';
import { startWebhooks, type WebhookPace } from '../../src/delivery/webhooks.ts';
import { directory } from '../support/directory.ts';
import { onEachEngine } from '../support/engines.ts';
import { PATIENCE_MS, until } from '../support/patience.ts';

const quick: WebhookPace = {
  pollMs: 20,
  retryDelaysMs: [0, 0],
  jitter: 0,
  concurrency: 4,
  perWebhook: 2,
  // So long that a busy machine does not reach it.
  deadlineMs: PATIENCE_MS,
  leaseMs: 60_000,
  finishMs: 500,
  settleMs: 20,
};
const log = { info: () => {}, warn: () => {} };
const PASSWORD = 'canary-7f3a-long';

type Received = {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Record<string, unknown>;
  readonly events: readonly string[];
};

type Receiver = {
  readonly url: string;
  readonly received: Received[];
  /** Answers the next requests; 200 by default. */
  answer: (response: ServerResponse) => void;
};

onEachEngine('webhooks', (database) => {
  const here = directory(database);
  const servers: Server[] = [];
  const signal = createOutboxSignal();
  let count = 0;
  after(() => {
    for (const server of servers) server.close().closeAllConnections();
  });

  function coreWith(privateWebhooks: boolean): Core {
    const { clock, seal } = here.core;
    const parts = {
      ...here.core,
      channels: { ...here.core.channels, privateWebhooks },
      notifyOutbox: signal.notify,
    };
    return createCore(here.engine, parts, createPublisher({ clock, seal, format: eventFormat }));
  }

  async function receiver(): Promise<Receiver> {
    const state: Receiver = { url: '', received: [], answer: (response) => response.end('fine') };
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const events = String(request.headers['x-appwrite-webhook-events']).split(',');
        state.received.push({ headers: request.headers, text, events, body: JSON.parse(text) });
        state.answer(response);
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return Object.assign(state, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` });
  }

  /** A fresh project, and the actor of the next request in it. */
  async function project(core: Core): Promise<{ now: () => Promise<Actor> }> {
    const id = `p${++count}` as ProjectId;
    const inside = { ...here.actor, project: { ...here.actor.project, id } };
    await createProject(core, inside, { id, name: id });
    return { now: async () => ({ ...here.actor, project: await getProject(core, id) }) };
  }

  const hook = (url: string, events: readonly string[], more: Partial<NewWebhook> = {}): NewWebhook => ({
    id: undefined,
    secret: 'a secret of the receiver',
    name: 'Hook',
    url,
    events,
    enabled: true,
    verifiesTls: true,
    authUsername: '',
    authPassword: '',
    ...more,
  });

  const worker = (core: Core, pace: Partial<WebhookPace> = {}) =>
    startWebhooks(
      {
        core,
        outboxSignal: signal,
        log,
        headersOf: webhookHeaders,
        actorIn: (project) => ({ ...here.actor, project }),
      },
      { ...quick, ...pace },
    );

  const stored = async ({ project: { id } }: Actor) =>
    (
      await here.core.read.db
        .selectFrom('webhook_deliveries')
        .select('id')
        .where('project_id', '=', id)
        .execute()
    ).length;

  before(() => here.clock.advance(0));

  it('deliver what happened in its order, as the model, under every name, and no secret', async () => {
    const core = coreWith(true);
    const to = await receiver();
    const { now } = await project(core);
    const every = ['users.*', 'teams.*'];
    await createWebhook(core, await now(), hook(to.url, every));
    const actor = await now();
    await using _ = worker(core, { concurrency: 1, perWebhook: 1 });
    const ann = await createUser(core, actor, { id: 'ann' as UserId, name: 'Ann', password: PASSWORD });
    const { session, secret } = await createServerSession(core, actor, ann.id);
    const token = await createToken(core, actor, { user: ann.id, length: 32, seconds: 60 });
    await setPassword(core, actor, { id: ann.id, password: `${PASSWORD}2` });
    const other = await createServerSession(core, actor, ann.id);
    await endSession(core, actor, { user: ann.id, id: other.session.id });
    await createTeam(core, actor, { id: 't1' as TeamId, name: 'Team', roles: [] });
    await removeTeam(core, actor, 't1' as TeamId);
    await until(() => to.received.length === 8);
    assert.deepEqual(
      to.received.map(({ events, body }) => [events[0], body.$id, body.name ?? body.provider]),
      [
        ['users.ann.create', 'ann', 'Ann'],
        [`users.ann.sessions.${session.id}.create`, session.id, 'server'],
        [`users.ann.tokens.${token.token.id}.create`, token.token.id, undefined],
        ['users.ann.update', 'ann', 'Ann'],
        [`users.ann.sessions.${other.session.id}.create`, other.session.id, 'server'],
        [`users.ann.sessions.${other.session.id}.delete`, other.session.id, 'server'],
        ['teams.t1.create', 't1', 'Team'],
        ['teams.t1.delete', 't1', 'Team'],
      ],
    );
    const all = to.received.map(({ text, headers }) => text + JSON.stringify(headers)).join('\n');
    const parsed = JSON.parse(Buffer.from(secret, 'base64').toString('utf8')) as { secret: string };
    for (const hidden of [PASSWORD, 'argon2id', secret, parsed.secret, token.secret])
      assert.ok(!all.includes(hidden), hidden);
    assert.deepEqual(to.received[3]?.events, [
      'users.ann.update',
      'users.*.update',
      'users.ann.update.password',
      'users.*.update.password',
      'users.ann',
      'users.*',
    ]);
  });

  it('are signed as upstream’s receivers verify it, and as Standard Webhooks', async () => {
    const core = coreWith(true);
    const to = await receiver();
    const { now } = await project(core);
    const secrets = ['plain secret', `whsec_${Buffer.from('a key of the standard').toString('base64')}`];
    for (const secret of secrets) {
      const login = { authUsername: 'user', authPassword: 'pass' };
      await createWebhook(core, await now(), hook(to.url, ['users.*.create'], { secret, ...login }));
    }
    const actor = { ...(await now()), kind: 'user', id: 'zoe' } as const;
    await createUser(core, actor, { id: 'bob' as UserId, name: 'Bob — ü' });
    await using _ = worker(core, { concurrency: 1 });
    await until(() => to.received.length === 2);
    for (const [at, secret] of secrets.entries()) {
      const { headers, text } = to.received[at] ?? assert.fail();
      const expected = createHmac('sha1', secret)
        .update(to.url + text)
        .digest('base64');
      assert.equal(headers['x-appwrite-webhook-signature'], expected);
      assert.equal(headers.authorization, `Basic ${Buffer.from('user:pass').toString('base64')}`);
      assert.equal(headers['x-appwrite-webhook-user-id'], 'zoe');
      const standard = secret.startsWith('whsec_')
        ? new StandardWebhook(secret)
        : new StandardWebhook(secret, { format: 'raw' });
      const signed = headers as Record<string, string>;
      // The library compares with the time of the machine, and the clock of the test stands still.
      const seconds = Number(signed['webhook-timestamp']);
      const real = Date.now;
      Date.now = () => seconds * 1000;
      try {
        assert.deepEqual(standard.verify(text, signed), JSON.parse(text));
        assert.throws(() => standard.verify(`${text} `, signed));
      } finally {
        Date.now = real;
      }
    }
  });

  it('hear only of what they subscribed to, and of nothing that was rolled back', async () => {
    const core = coreWith(true);
    const [named, pattern, off] = [await receiver(), await receiver(), await receiver()];
    const { now } = await project(core);
    await createWebhook(core, await now(), hook(named.url, ['users.cid.update.name']));
    await createWebhook(core, await now(), hook(pattern.url, ['users.*.delete', 'users.*.delete']));
    await createWebhook(core, await now(), hook(off.url, ['users.*'], { enabled: false }));
    const actor = await now();
    await createUser(core, actor, { id: 'cid' as UserId });
    await createUser(core, actor, { id: 'dan' as UserId });
    await assert.rejects(createUser(core, actor, { id: 'dan' as UserId }));
    await renameUser(core, actor, { id: 'dan' as UserId, name: 'Dan' });
    await renameUser(core, actor, { id: 'cid' as UserId, name: 'Cid' });
    await removeUser(core, actor, 'dan' as UserId);
    await using _ = worker(core);
    await until(() => named.received.length === 1 && pattern.received.length === 1);
    const [{ body: renamed } = assert.fail()] = named.received;
    const [{ body: deleted } = assert.fail()] = pattern.received;
    assert.deepEqual(
      [renamed.$id, renamed.name, deleted.$id, deleted.name, off.received],
      ['cid', 'Cid', 'dan', 'Dan', []],
    );
  });

  it('keep an event between the commit and a crash, until a server starts again', async () => {
    const core = coreWith(true);
    const to = await receiver();
    const { now } = await project(core);
    await createWebhook(core, await now(), hook(to.url, ['users.*.create']));
    const actor = await now();
    await createUser(core, actor, { id: 'eve' as UserId });
    const before = await stored(actor);
    const again = coreWith(true);
    await using _ = worker(again);
    await using _other = worker(again);
    await until(async () => to.received.length === 1 && (await stored(actor)) === 0);
    assert.equal(before, 1);
  });

  it('are retried after an error, a redirect and silence, then given up, and sent again on demand', async () => {
    const core = coreWith(true);
    const [to, elsewhere] = [await receiver(), await receiver()];
    const { now } = await project(core);
    const { webhook } = await createWebhook(core, await now(), hook(to.url, ['users.*.create']));
    const actor = await now();
    const answers = [
      (response: ServerResponse) => response.writeHead(500).end(),
      (response: ServerResponse) => response.writeHead(307, { Location: elsewhere.url }).end(),
      () => {},
    ];
    to.answer = (response) => (answers.shift() ?? (() => response.end()))(response);
    await createUser(core, actor, { id: 'fay' as UserId, name: 'Fay' });
    await using _ = worker(core, { deadlineMs: 200 });
    await until(async () => (await getDeadDeliveries(core, actor, webhook.id)).length === 1);
    const [dead] = await getDeadDeliveries(core, actor, webhook.id);
    const failing = await getWebhook(core, actor, webhook.id);
    const host = new URL(to.url).host;
    assert.deepEqual(
      [dead?.event, dead?.tries, dead?.error, failing.failures, failing.error, elsewhere.received],
      ['users.fay.create', 3, `no answer from ${host}`, 3, `no answer from ${host}`, []],
    );
    assert.equal(new Set(to.received.map(({ headers }) => headers['webhook-id'])).size, 1);
    assert.equal(await retryDeadDeliveries(core, actor, webhook.id), 1);
    await until(() => to.received.length >= 4);
    await until(async () => (await getWebhook(core, actor, webhook.id)).failures === 0);
    assert.deepEqual(await getDeliveryCounts(core, actor, webhook.id), { waiting: 0, dead: 0 });
  });

  it('are disabled after ten failures in a row over a day, and resume when they are enabled', async () => {
    const core = coreWith(true);
    const to = await receiver();
    const { now } = await project(core);
    const input = hook(to.url, ['users.*.create']);
    const { webhook } = await createWebhook(core, await now(), input);
    const actor = await now();
    to.answer = (response) => response.writeHead(503).end();
    const fail = async (times: number) => {
      const { failures } = await getWebhook(core, actor, webhook.id);
      for (let at = 0; at < times; at++) await createUser(core, actor, {});
      await until(async () => (await getWebhook(core, actor, webhook.id)).failures === failures + times);
    };
    {
      // Stopped before the clock moves: the last failure must not be looked at a day later.
      await using _ = worker(core, { retryDelaysMs: [] });
      await fail(12);
    }
    const during = await getWebhook(core, actor, webhook.id);
    here.clock.advance(hours(24));
    await using _ = worker(core, { retryDelaysMs: [] });
    await fail(1);
    await until(async () => (await getWebhook(core, actor, webhook.id)).disabledAt !== null);
    assert.deepEqual([during.disabledAt, (await now()).project.hasWebhooks], [null, undefined]);
    assert.deepEqual(await getDeliveryCounts(core, actor, webhook.id), { waiting: 0, dead: 13 });
    const before = to.received.length;
    to.answer = (response) => response.end();
    const { id: _id, secret: _secret, ...settings } = input;
    const enabled = await updateWebhook(core, actor, { ...settings, id: webhook.id });
    assert.deepEqual([enabled.failures, enabled.error, (await now()).project.hasWebhooks], [0, '', true]);
    await retryDeadDeliveries(core, actor, webhook.id);
    await until(() => to.received.length === before + 13);
  });

  it('do not wait for a slow receiver of another webhook', async () => {
    const core = coreWith(true);
    const [slow, fast] = [await receiver(), await receiver()];
    const { now } = await project(core);
    slow.answer = () => {};
    await createWebhook(core, await now(), hook(slow.url, ['users.*.create']));
    for (let at = 0; at < 8; at++) await createUser(core, await now(), {});
    await createWebhook(core, await now(), hook(fast.url, ['users.*.create']));
    await createUser(core, await now(), { id: 'gil' as UserId });
    await using _ = worker(core, { retryDelaysMs: [] });
    await until(() => fast.received.length === 1);
    assert.equal(slow.received.length, 2);
    for (const { id } of await getWebhooks(core, await now())) await removeWebhook(core, await now(), id);
    assert.equal(await stored(await now()), 0);
  });

  it('do not wait for the receivers of any number of webhooks that fail', async () => {
    const core = coreWith(true);
    const [dead, fine] = [await receiver(), await receiver()];
    const { now } = await project(core);
    dead.answer = () => {};
    for (let at = 0; at < 6; at++) await createWebhook(core, await now(), hook(dead.url, ['users.*.create']));
    await createUser(core, await now(), {});
    const pace = { retryDelaysMs: Array(100).fill(0) };
    const hooks = async () => getWebhooks(core, await now());
    {
      await using _hasty = worker(core, { ...pace, deadlineMs: 400 });
      await until(async () => (await hooks()).every(({ failures }) => failures > 0));
    }
    // Attempts at the others hold their places until the end.
    await using _ = worker(core, pace);
    for (let at = 0; at < 10; at++) await createUser(core, await now(), {});
    await createWebhook(core, await now(), hook(fine.url, ['users.*.create']));
    const before = dead.received.length;
    for (let at = 0; at < 3; at++) await createUser(core, await now(), {});
    await until(() => fine.received.length === 3);
    assert.ok(dead.received.length - before <= 9, `${dead.received.length - before} other attempts`);
    for (const { id } of await hooks()) await removeWebhook(core, await now(), id);
  });

  it('give up what waits for one that is disabled meanwhile', async () => {
    const core = coreWith(true);
    const to = await receiver();
    const { now } = await project(core);
    const input = hook(to.url, ['users.*.create']);
    const { webhook } = await createWebhook(core, await now(), input);
    await createUser(core, await now(), {});
    const { id: _id, secret: _secret, ...settings } = input;
    await updateWebhook(core, await now(), { ...settings, id: webhook.id, enabled: false });
    const actor = await now();
    await using _ = worker(core);
    await until(async () => (await getDeadDeliveries(core, actor, webhook.id)).length === 1);
    const [dead] = await getDeadDeliveries(core, actor, webhook.id);
    const { failures } = await getWebhook(core, actor, webhook.id);
    assert.deepEqual([dead?.error, failures, to.received], ['the webhook is disabled', 0, []]);
  });

  it('go to no private address unless the operator allows it, whatever a name leads to', async () => {
    const core = coreWith(false);
    const to = await receiver();
    const { now } = await project(core);
    const refused = { data: { code: 'argument_invalid', field: 'url', rule: 'malformed' } };
    for (const url of [
      to.url,
      'https://127.0.0.1/',
      'https://[::1]/',
      'https://10.0.0.7/',
      'https://2130706433/',
    ])
      await assert.rejects(createWebhook(core, await now(), hook(url, ['users.*'])), {
        data: { ...refused.data, expected: 'must be an https URL of a public host' },
      });
    // Looked up when it connects, so that a name which leads elsewhere by then is refused too.
    const name = `https://localhost:${new URL(to.url).port}/`;
    const { webhook } = await createWebhook(core, await now(), hook(name, ['users.*.create']));
    const allowed = await createWebhook(coreWith(true), await now(), hook(to.url, ['users.*.create']));
    await createUser(core, await now(), {});
    await using _ = worker(core, { retryDelaysMs: [] });
    const error = async (id: string) => (await getWebhook(core, await now(), id)).error;
    await until(async () => (await error(webhook.id)) !== '' && (await error(allowed.webhook.id)) !== '');
    assert.deepEqual(
      [await error(webhook.id), await error(allowed.webhook.id), to.received],
      [
        'localhost leads to a private address, which DENIZEN_PRIVATE_WEBHOOKS=on allows',
        `${new URL(to.url).host} is asked over https only, which DENIZEN_PRIVATE_WEBHOOKS=on allows`,
        [],
      ],
    );
  });

  it('keep their secrets sealed, and sign with a new one from the next attempt on', async () => {
    const core = coreWith(true);
    const to = await receiver();
    const { now } = await project(core);
    const input = hook(to.url, ['users.*.create'], { authUsername: 'u', authPassword: 'hidden-password' });
    const { webhook, secret } = await createWebhook(core, await now(), { ...input, secret: undefined });
    const rotated = await updateWebhookSecret(core, await now(), { id: webhook.id, secret: 'another one' });
    const rows = await here.core.read.db.selectFrom('webhooks').selectAll().execute();
    const text = JSON.stringify(rows);
    assert.match(secret, /^[0-9a-f]{128}$/);
    for (const hidden of [secret, 'another one', 'hidden-password', 'a secret of the receiver'])
      assert.ok(!text.includes(hidden), hidden);
    await createUser(core, await now(), {});
    await using _ = worker(core);
    await until(() => to.received.length === 1);
    const [{ headers, text: body } = assert.fail()] = to.received;
    const expected = createHmac('sha1', rotated.secret)
      .update(to.url + body)
      .digest('base64');
    assert.equal(headers['x-appwrite-webhook-signature'], expected);
  });

  it('are at most fifty in a project, and one of an id', async () => {
    const core = coreWith(true);
    const { now } = await project(core);
    const input = hook('https://example.com/', ['users.*']);
    const made = Array.from({ length: 53 }, async () => createWebhook(core, await now(), input));
    const outcomes = (await Promise.allSettled(made)).map(({ status }) => status);
    assert.equal(outcomes.filter((status) => status === 'fulfilled').length, 50);
    await assert.rejects(createWebhook(core, await now(), input), { code: 'webhooks_limit' });
    const [{ id } = assert.fail()] = await getWebhooks(core, await now());
    await assert.rejects(createWebhook(core, await now(), { ...input, id }), { code: 'webhook_exists' });
  });
});
