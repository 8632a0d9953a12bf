/** hex.pm's own client in Erlang, unchanged, with its own term format and HTTP. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { basic, hexServer, PASSWORD } from '../hex/fixtures.ts';
import { HEX_CLIENT } from '../support/acts-devices.ts';
import { onAnyEngine } from '../support/engines.ts';
import { type HexCore, hexCore, lacksHexCore, text } from '../support/hex-core.ts';
import { mailbox } from '../support/mailbox.ts';
import type { Started } from '../support/server.ts';

const lacking = lacksHexCore();
const TYPE = '<<"application/vnd.hex+erlang; charset=utf-8">>';
const EVERYTHING = '[#{<<"domain">> => <<"api">>}]';
const SPELLED_OUT = '[#{<<"domain">> => <<"api">>,<<"resource">> => nil}]';
/** A link as it stands in a mail. */
const LINK = /http\S+/;

describe('hex_core', { skip: lacking }, () => {
  onAnyEngine('hex_core', (database) => {
    const hex = hexServer(database);
    let client: HexCore | undefined;
    before(async () => {
      client = await hexCore(`${hex.get().base}/hex/api`);
    });
    after(() => client?.[Symbol.asyncDispose]());
    /** Without what differs from run to run. */
    const call = async (auth: string | undefined, fun: string, ...args: readonly string[]) =>
      plain(await (client as HexCore).call(auth, fun, ...args));
    const user = (name: string, more = '') =>
      `#{<<"email">> => <<"${name}@example.com">>,<<"full_name">> => nil,<<"handles">> => #{},<<"inserted_at">> => T,${more}<<"updated_at">> => T,<<"url">> => <<"BASE/hex/api/users/${name}">>,<<"username">> => <<"${name}">>}`;
    const key = (name: string, { authing = false, revoked = 'nil', secret = 'nil' } = {}) =>
      `#{<<"authing_key">> => ${authing},<<"inserted_at">> => T,<<"name">> => <<"${name}">>,<<"permissions">> => ${SPELLED_OUT},<<"revoke_at">> => ${revoked},<<"secret">> => ${secret},<<"updated_at">> => T,<<"url">> => <<"BASE/hex/api/keys/${name}">>}`;
    const plain = (line: string) =>
      line
        .replaceAll(hex.get().base, 'BASE')
        .replaceAll(/<<"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ">>/g, 'T')
        .replaceAll(/<<"[0-9a-f]{32}">>/g, 'SECRET')
        // When and from where the key was used is noted behind the answer.
        .replaceAll(/<<"last_use">> => #\{[^}]*\},/g, '');
    const refused = (status: number, message: string) =>
      `{${status},${TYPE},#{<<"message">> => <<"${message}">>,<<"status">> => ${status}}}`;
    const create = (name: string, email = `${name}@example.com`) =>
      call(undefined, 'hex_api_user:create', text(name), text(PASSWORD), text(email));

    it('makes a user once, and is told which field is wrong', async () => {
      const answers = [await create('bob'), await create('BOB', 'another@example.com'), await create('x')];
      const invalid = (errors: string) =>
        `{422,${TYPE},#{<<"errors">> => #{${errors}},<<"message">> => <<"Validation error(s)">>,<<"status">> => 422}}`;
      assert.deepEqual(answers, [
        `{201,${TYPE},${user('bob')}}`,
        invalid('<<"username">> => <<"has already been taken">>'),
        invalid('<<"username">> => <<"should be at least 3 character(s)">>'),
      ]);
    });

    it('knows its user once the link in the mail was followed, and not before', async () => {
      await create('carl');
      const auth = basic('carl');
      const before = await call(auth, 'hex_api_user:me');
      await follow(hex.get, 'carl@example.com');
      const everything = '<<"organizations">> => [],<<"owned_packages">> => #{},<<"packages">> => [],';
      const shown = '<<"owned_packages">> => #{},<<"packages">> => [],';
      assert.deepEqual(
        [
          before,
          await call(auth, 'hex_api_user:me'),
          await call(undefined, 'hex_api_user:get', text('CARL')),
          await call(undefined, 'hex_api_user:get', text('carl@example.com')),
          await call(undefined, 'hex_api_user:get', text('nobody')),
          await call(undefined, 'hex_api_user:me'),
        ],
        [
          refused(403, 'email not verified'),
          `{200,${TYPE},${user('carl', everything)}}`,
          `{200,${TYPE},${user('carl', shown)}}`,
          `{200,${TYPE},${user('carl', shown)}}`,
          refused(404, 'Page not found'),
          refused(401, 'missing authentication information'),
        ],
      );
    });

    it('makes keys, works with them, and gives them back', async () => {
      await hex.signUp('dora');
      await follow(hex.get, 'dora@example.com');
      const made = await (client as HexCore).call(basic('dora'), 'hex_api_key:add', text('vm'), EVERYTHING);
      const secret = /<<"secret">> => <<"([0-9a-f]{32})">>/.exec(made)?.[1] ?? '';
      const answers = [
        plain(made),
        await call(secret, 'hex_api_key:add', text('vm'), EVERYTHING),
        await call(secret, 'hex_api_key:get', text('vm-2')),
        await call(secret, 'hex_api_key:list'),
        await call(secret, 'hex_api_key:delete', text('vm-2')),
        await call(secret, 'hex_api_key:delete_all'),
        await call(secret, 'hex_api_key:list'),
        await call('0'.repeat(32), 'hex_api_key:list'),
      ];
      assert.deepEqual(answers, [
        `{201,${TYPE},${key('vm', { secret: 'SECRET' })}}`,
        `{201,${TYPE},${key('vm-2', { secret: 'SECRET' })}}`,
        `{200,${TYPE},${key('vm-2')}}`,
        `{200,${TYPE},[${key('vm', { authing: true })},${key('vm-2')}]}`,
        `{200,${TYPE},${key('vm-2', { revoked: 'T' })}}`,
        `{200,${TYPE},${key('vm', { authing: true, revoked: 'T' })}}`,
        refused(401, 'API key revoked'),
        refused(401, 'invalid API key'),
      ]);
    });

    it('lets a user set another password, whoever asks for it, and tells nobody who there is', async () => {
      await hex.signUp('edna');
      await follow(hex.get, 'edna@example.com');
      const reset = (name: string) => call(undefined, 'hex_api_user:reset_password', text(name));
      const answers = [await reset('edna@example.com'), await reset('nobody')];
      const { searchParams } = await linkTo(hex.get, 'edna@example.com', '/hex/password/new');
      const form = new URLSearchParams({
        'user[username]': searchParams.get('username') ?? '',
        'user[key]': searchParams.get('key') ?? '',
        'user[password]': 'another password',
        'user[password_confirmation]': 'another password',
      });
      const { status } = await fetch(`${hex.get().base}/hex/password/new`, { method: 'POST', body: form });
      const me = (password: string) => call(basic('edna', password), 'hex_api_user:me');
      const [old, fresh] = [await me(PASSWORD), await me('another password')];
      assert.deepEqual(
        [answers, status, old, fresh.slice(0, 5)],
        [
          ['{204,none,nil}', '{204,none,nil}'],
          200,
          refused(401, 'invalid username and password combination'),
          '{200,',
        ],
      );
    });

    it('is let in as a device, reads what its user may, and cannot write without a second factor', async () => {
      await hex.signUp('gus');
      await follow(hex.get, 'gus@example.com');
      const raw = (path: string, fields: Readonly<Record<string, string>>) => {
        const pairs = Object.entries({ client_id: HEX_CLIENT, ...fields });
        const map = pairs.map(([name, value]) => `${text(name)} => ${text(value)}`).join(', ');
        return (client as HexCore).call(undefined, 'hex_api:post', text(`oauth/${path}`), `#{${map}}`);
      };
      const asked = await raw('device_authorization', { scope: 'api', name: 'laptop' });
      const shown = (name: string, line: string) =>
        new RegExp(`"${name}">> => <<"([^"]+)"`).exec(line)?.[1] ?? '';
      const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
      const poll = () => raw('token', { grant_type, device_code: shown('device_code', asked) });
      const waiting = await poll();
      const sign = { user_code: shown('user_code', asked), login: 'gus', password: PASSWORD };
      const body = new URLSearchParams({ ...sign, decision: 'approve' });
      await fetch(`${hex.get().base}/hex/oauth/device`, { method: 'POST', body });
      const bearer = `Bearer ${shown('access_token', await poll())}`;
      const me = await call(bearer, 'hex_api_user:me');
      assert.deepEqual(
        [
          shown('error', waiting),
          me.slice(0, 5),
          await call(bearer, 'hex_api_key:add', text('vm'), EVERYTHING),
        ],
        [
          'authorization_pending',
          '{200,',
          refused(403, 'Two-factor authentication must be enabled for API write access'),
        ],
      );
    });

    it('reads what its user did, newest first', async () => {
      const secret = await hex.person('fay');
      const page = (at: number) =>
        call(secret, 'hex_api:get', text(`users/me/audit-logs?page=${at}&per_page=1000`));
      const actions = [...(await page(1)).matchAll(/<<"action">> => <<"([^"]+)">>/g)].map(([, act]) => act);
      assert.deepEqual(
        [actions, await page(2)],
        [['key.generate', 'email.public', 'email.primary', 'email.add', 'user.create'], `{200,${TYPE},[]}`],
      );
    });
  });
});

/** Where the newest link to the page leads, of those in mails to the address; on the server, wherever it believes to be. */
async function linkTo(server: () => Started, address: string, page: string): Promise<URL> {
  for (let least = 1; ; least++) {
    const mails = await mailbox({ get: server }).to(address, least);
    const links = mails.flatMap((mail) => LINK.exec(mail.text)?.[0] ?? []).map((link) => new URL(link));
    const link = links.findLast(({ pathname }) => pathname === page);
    if (link) return new URL(link.pathname + link.search, server().base);
  }
}

async function follow(server: () => Started, address: string): Promise<void> {
  await fetch(await linkTo(server, address, '/hex/email/verify'), { method: 'POST', redirect: 'manual' });
}
