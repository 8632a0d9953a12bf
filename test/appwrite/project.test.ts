import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, Project, Webhooks } from 'node-appwrite';
import { hours } from '../../src/core/instant.ts';
import { createKey, revokeKey, updateKey } from '../../src/core/keys/keys.ts';
import { setPolicies } from '../../src/core/projects/projects.ts';
import { coreBeside } from '../security/core-beside.ts';
import { onEachEngine } from '../support/engines.ts';
import { mailbox } from '../support/mailbox.ts';
import { until } from '../support/patience.ts';
import { call, PROJECT, serving } from '../support/server.ts';

type Fields = Record<string, unknown>;

onEachEngine('the project, for the official client', (database) => {
  const server = serving(database, { DENIZEN_PRIVATE_WEBHOOKS: 'on' });
  const beside = coreBeside(database);
  const box = mailbox(server);
  const send = (method: string, path: string, body?: Fields, headers: Record<string, string> = {}) =>
    call(server.get().endpoint, method, path, { ...(body && { body }), headers }).then((answer) => ({
      status: answer.status,
      body: answer.body as Fields,
    }));
  const clientWith = (secret: string) =>
    new Client().setEndpoint(server.get().endpoint).setProject(PROJECT).setKey(secret);
  const keyWith = async (scopes: readonly string[], expiresAt: number | null = null) => {
    const input = { name: 'k', scopes, expiresAt } as Parameters<typeof createKey>[2];
    return createKey(beside.core, beside.actor, input);
  };
  const guest = { 'X-Appwrite-Key': '' };
  let project: Project;
  let webhooks: Webhooks;
  before(async () => {
    const { secret } = await keyWith(['*']);
    project = new Project(clientWith(secret));
    webhooks = new Webhooks(clientWith(secret));
  });

  it('has the policies of the protocol in its order, and their defaults', async () => {
    const { total, policies } = await project.listPolicies();
    const one = (await send('GET', '/project/policies/mfa-factors')).body;
    assert.deepEqual(
      [total, policies.map(({ $id }) => $id).join(' '), one],
      [
        15,
        'password-dictionary password-history password-strength password-personal-data session-alert session-duration session-invalidation session-limit user-limit membership-privacy mfa-factors deny-aliased-email deny-disposable-email deny-free-email deny-corporate-email',
        { $id: 'mfa-factors', totp: true, email: true, phone: true, custom: false },
      ],
    );
  });

  it('sets a policy in part, and enforces it from the next request on', async () => {
    const strength = await project.updatePasswordStrengthPolicy({ min: 10, symbols: true });
    const { body: after } = await send('PATCH', '/project/policies/password-strength', { number: true });
    const expected = { $id: 'password-strength', min: 10, uppercase: false, lowercase: false };
    assert.deepEqual({ ...strength }, { ...expected, number: false, symbols: true });
    assert.deepEqual(after, { ...expected, number: true, symbols: true });
    const weak = await send('POST', '/users', { userId: 'weak', password: 'abcdefghijk' });
    assert.deepEqual(
      [weak.status, weak.body.message],
      [400, 'Invalid `password` param: Value must include a number and a symbol.'],
    );
    await send('PATCH', '/project/policies/password-strength', { min: 8, number: false, symbols: false });
    const shop = await project.updateSessionLimitPolicy({ total: 5 });
    assert.deepEqual(
      [shop.$id, { ...(await project.getPolicy({ policyId: 'session-limit' as never })) }],
      [PROJECT, { $id: 'session-limit', total: 5 }],
    );
    await send('PATCH', '/project/policies/membership-privacy', { userPhone: false, userAccessedAt: true });
    const privacy = (await send('GET', '/project/policies/membership-privacy')).body;
    assert.deepEqual([privacy.userPhone, privacy.userAccessedAt, privacy.userMFA], [false, true, true]);
  });

  it('refuses addresses by their own type each', async () => {
    await send('PATCH', '/project/policies/deny-disposable-email', { enabled: true });
    await send('PATCH', '/project/policies/deny-aliased-email', { enabled: true });
    await send('PATCH', '/project/policies/deny-free-email', { enabled: true });
    const found = [];
    for (const email of ['a@mailinator.com', 'a+b@gmail.com', 'a@web.de', 'a@acme.example']) {
      const made = await send(
        'POST',
        '/account',
        { userId: 'unique()', email, password: 'correct horse' },
        guest,
      );
      const token = await send('POST', '/account/tokens/email', { userId: 'unique()', email }, guest);
      found.push([made.body.type ?? made.status, token.body.type ?? token.status]);
    }
    assert.deepEqual(found, [
      ['user_email_disposable', 'user_email_disposable'],
      ['user_email_not_canonical', 'user_email_not_canonical'],
      ['user_email_free', 'user_email_free'],
      [201, 201],
    ]);
    for (const id of ['disposable', 'aliased', 'free'])
      await send('PATCH', `/project/policies/deny-${id}-email`, { enabled: false });
  });

  it('lets a key make an ephemeral one with no more than it has, which ends with it', async () => {
    const parent = await keyWith(['keys.write', 'users.read'], Date.now() + hours(0.5));
    const asParent = { 'X-Appwrite-Key': parent.secret };
    const made = await new Project(clientWith(parent.secret)).createEphemeralKey({
      scopes: ['users.read', 'keys.write'] as never,
      duration: 3_600,
    });
    const asChild = { 'X-Appwrite-Key': made.secret };
    const used = await send('GET', '/users', undefined, asChild);
    const ephemeral = { scopes: ['users.read'], duration: 60 };
    const types = [];
    for (const [body, headers, path] of [
      [{ scopes: ['users.write'], duration: 60 }, asParent, '/project/keys/ephemeral'],
      [ephemeral, asChild, '/project/keys/ephemeral'],
      [{ keyId: 'k', name: 'k', scopes: [] }, asParent, '/project/keys'],
    ] as const)
      types.push((await send('POST', path, body, headers)).body.type);
    const written = await send('POST', '/users', { userId: 'x' }, asChild);
    const tampered = { 'X-Appwrite-Key': `${made.secret.slice(0, -2)}AA` };
    const forged = await send('GET', '/users', undefined, tampered);
    const older = { 'X-Appwrite-Key': made.secret.replace('ephemeral_', 'dynamic_') };
    const byOlder = await send('GET', '/users', undefined, older);
    const expires = Date.parse(made.expire);
    const less = {
      id: parent.key.id,
      name: 'k',
      scopes: ['keys.write'],
      expiresAt: parent.key.expiresAt,
    } as const;
    await updateKey(beside.core, beside.actor, less);
    const narrowed = await send('GET', '/users', undefined, asChild);
    await revokeKey(beside.core, beside.actor, parent.key.id);
    const orphan = await send('GET', '/users', undefined, asChild);
    assert.match(made.secret, /^ephemeral_/);
    assert.ok(expires <= (parent.key.expiresAt ?? 0), 'it lives no longer than its parent');
    assert.deepEqual(
      [used.status, types, written.status, forged.status, byOlder.status, narrowed.status, orphan.status],
      [200, Array(3).fill('key_creation_denied'), 401, 401, 200, 401, 401],
    );
  });

  it('ends an ephemeral key after its time', async () => {
    const { secret } = await project.createEphemeralKey({ scopes: ['users.read'] as never, duration: 1 });
    await wait(1_100);
    const { status, body } = await send('GET', '/users', undefined, { 'X-Appwrite-Key': secret });
    assert.deepEqual([status, body.type], [401, 'project_key_expired']);
  });

  it('lets a key change others, and give no scope and no time that it lacks', async () => {
    const caller = await keyWith(['keys.read', 'keys.write', 'users.read'], Date.now() + hours(1));
    const other = await keyWith(['teams.read']);
    const as = { 'X-Appwrite-Key': caller.secret };
    const put = async (id: string, scopes: readonly string[], expire: string | null) => {
      const answer = await send('PUT', `/project/keys/${id}`, { name: 'n', scopes, expire }, as);
      return answer.body.type ?? answer.status;
    };
    const soon = new Date(Date.now() + 60_000).toISOString();
    const { id } = other.key;
    assert.deepEqual(
      [
        await put(id, ['teams.read', 'users.read'], null),
        await put(id, ['teams.read', 'users.read'], soon),
        await put(id, ['teams.read', 'users.write'], null),
        await put(caller.key.id, ['keys.read', 'keys.write', 'users.read', 'users.write'], soon),
        await put(caller.key.id, ['keys.read', 'keys.write', 'users.read'], null),
        await put('bootstrap', [], null),
        await put('nobody', [], null),
        (await send('DELETE', '/project/keys/bootstrap', undefined, as)).body.type,
        await put(id, [], soon),
        (await send('GET', `/project/keys/${id}`, undefined, as)).body.scopes,
      ],
      [
        'key_creation_denied',
        200,
        'key_creation_denied',
        'key_creation_denied',
        'key_creation_denied',
        'key_creation_denied',
        'key_not_found',
        'key_creation_denied',
        200,
        [],
      ],
    );
    const listed = (await project.listKeys()).keys.map(({ secret }) => secret);
    assert.ok(listed.length > 2 && listed.every((secret) => secret === ''));
  });

  it('lets no key prolong one with scopes that it lacks, also when that has expired', async () => {
    const caller = await keyWith(['keys.write', 'users.read']);
    const [live, over] = [
      await keyWith(['users.write'], Date.now() + 60_000),
      await keyWith(['users.write'], Date.now() - 60_000),
    ];
    const as = { 'X-Appwrite-Key': caller.secret };
    const soon = new Date(Date.now() + 30_000).toISOString();
    const put = async (id: string, scopes: readonly string[], expire: string | null) => {
      const answer = await send('PUT', `/project/keys/${id}`, { name: 'n', scopes, expire }, as);
      return answer.body.message ?? answer.status;
    };
    const refused =
      'An API key cannot give another key scopes that it lacks, or prolong a key that has them.';
    assert.deepEqual(
      [
        await put(live.key.id, ['users.write'], null),
        await put(over.key.id, ['users.write'], soon),
        await put(live.key.id, ['users.write'], soon),
        await put(over.key.id, ['users.read'], soon),
      ],
      [refused, refused, 200, 200],
    );
  });

  it('lets no ephemeral key give a stored one scopes or time', async () => {
    const parent = await keyWith(['keys.write', 'users.read']);
    const { secret } = await new Project(clientWith(parent.secret)).createEphemeralKey({
      scopes: ['keys.write', 'users.read'] as never,
      duration: 60,
    });
    const expiresAt = Date.now() + hours(1);
    const { key } = await keyWith(['users.read', 'keys.write'], expiresAt);
    const expire = new Date(expiresAt).toISOString();
    const as = { 'X-Appwrite-Key': secret };
    const put = async (scopes: readonly string[], end: string | null) => {
      const answer = await send('PUT', `/project/keys/${key.id}`, { name: 'n', scopes, expire: end }, as);
      return answer.body.type ?? answer.status;
    };
    assert.deepEqual(
      [
        await put(['users.read', 'keys.write'], null),
        await put(['users.read'], expire),
        await put(['users.read', 'keys.write'], expire),
      ],
      ['key_creation_denied', 200, 'key_creation_denied'],
    );
  });

  it('signs a phone number in by its fixed code, and sends it nothing', async () => {
    const [mocked, real] = ['+14155550170', '+14155550171'];
    const closed = await send('POST', '/project/mock-phones', { number: mocked, otp: '204060' });
    await setPolicies(beside.core, beside.actor, { mockPhonesLimit: 1 });
    const made = await project.createMockPhone({ number: mocked, otp: '204060' });
    const full = await send('POST', '/project/mock-phones', { number: real, otp: '204060' });
    const again = (await send('GET', '/project/mock-phones/14155550170')).body;
    const signIn = async (phone: string, secret: string) => {
      const token = await send('POST', '/account/tokens/phone', { userId: 'unique()', phone }, guest);
      const redeemed = { userId: token.body.userId, secret };
      return (await send('POST', '/account/sessions/token', redeemed, guest)).status;
    };
    const outcomes = [
      await signIn(mocked, '111111'),
      await signIn(mocked, '204060'),
      await signIn(real, '204060'),
    ];
    const sentTo = (await box.to(real)).map(({ to }) => to);
    const rows = await beside.core.read.db.selectFrom('mock_phones').selectAll().execute();
    await setPolicies(beside.core, beside.actor, { mockPhonesLimit: 0 });
    const off = await signIn(mocked, '204060');
    const messages = await fetch(`${server.get().base}/dev/mailbox`).then((answer) => answer.json());
    const toMocked = (messages as { to: string }[]).filter(({ to }) => to === mocked);
    assert.deepEqual(
      [closed.body.type, made.otp, full.body.type, again, outcomes, sentTo, off, toMocked.length],
      [
        'mock_number_limit_exceeded',
        '204060',
        'mock_number_limit_exceeded',
        { ...made },
        [401, 201, 401],
        [real],
        401,
        1,
      ],
    );
    assert.ok(!JSON.stringify(rows).includes('204060'));
    await project.deleteMockPhone({ number: mocked });
    assert.equal((await project.listMockPhones()).total, 0);
  });

  it('posts events to a webhook that the client verifies', async () => {
    const received: { readonly headers: Record<string, unknown>; readonly text: string }[] = [];
    const receiver = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => {
        text += chunk;
      });
      request.on('end', () => {
        received.push({ headers: request.headers, text });
        response.end();
      });
    });
    after(() => receiver.close());
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    const hook = await webhooks.create({
      webhookId: 'hook',
      url,
      name: 'Hook',
      events: ['users.*.create', 'users.*.update.name'],
    });
    await send('POST', '/users', { userId: 'hooked', name: 'Ann', password: 'correct horse' });
    await send('PATCH', '/users/hooked/name', { name: 'Anna' });
    await send('PATCH', '/users/hooked/labels', { labels: ['vip'] });
    await until(() => received.length >= 2);
    // Two are under way at once, and either may come first.
    const [first = assert.fail(), second = assert.fail()] = received.toSorted((a) =>
      (JSON.parse(a.text) as Fields).name === 'Ann' ? -1 : 1,
    );
    const signature = createHmac('sha1', hook.secret)
      .update(url + first.text)
      .digest('base64');
    const user = JSON.parse(first.text) as Fields;
    assert.deepEqual(
      [first.headers['x-appwrite-webhook-signature'], user.$id, user.password, JSON.parse(second.text).name],
      [signature, 'hooked', '', 'Anna'],
    );
    const read = await webhooks.get({ webhookId: 'hook' });
    const rotated = await webhooks.updateSecret({ webhookId: 'hook', secret: 'another secret' });
    await webhooks.update({ webhookId: 'hook', name: 'Off', url, events: [], enabled: false });
    const { total, webhooks: listed } = await webhooks.list();
    assert.deepEqual(
      [read.secret, read.attempts, rotated.secret, total, listed[0]?.enabled],
      ['', 0, 'another secret', 1, false],
    );
    await webhooks.delete({ webhookId: 'hook' });
    assert.equal((await send('GET', '/webhooks/hook')).body.type, 'webhook_not_found');
    const twice = { webhookId: 'one', name: 'One', url, events: [], enabled: false };
    const statuses = [await send('POST', '/webhooks', twice), await send('POST', '/webhooks', twice)];
    assert.deepEqual(
      statuses.map(({ status, body }) => body.type ?? status),
      [201, 'webhook_already_exists'],
    );
  });

  it('takes limit and offset in its lists, and no other query', async () => {
    const list = async (query: string) => {
      const { body } = await send('GET', `/project/policies?queries[]=${encodeURIComponent(query)}`);
      return body.type ?? (body.policies as Fields[]).map(({ $id }) => $id);
    };
    assert.deepEqual(
      [
        await list('{"method":"limit","values":[1]}'),
        await list('{"method":"offset","values":[14]}'),
        await list('{"method":"equal","attribute":"enabled","values":[true]}'),
        await list('{"method":"cursorAfter","values":["mfa-factors"]}'),
      ],
      [
        ['password-dictionary'],
        ['deny-corporate-email'],
        'general_argument_invalid',
        'general_argument_invalid',
      ],
    );
  });
});
