import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { generate } from 'otplib';
import type { Actor } from '../../src/core/actor.ts';
import { createRecoveryCodes } from '../../src/core/factors/recovery-codes.ts';
import { enrolTotp, verifyTotp } from '../../src/core/factors/totp.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { adminServer, PAGE, type SignedInAdmin } from '../support/admin.ts';
import { onEachEngine } from '../support/engines.ts';

const USERS = '/projects/:project/users';
const PASSWORD = 'correct horse battery';

onEachEngine('credentials of users, for administrators', (database) => {
  const here = adminServer(database);
  let operator: SignedInAdmin;
  let support: SignedInAdmin;
  before(async () => {
    operator = await here.get().adminWith('operator');
    support = await here.get().adminWith('support');
  });

  const create = (id: string, fields: object = {}) => operator.call('POST', USERS, { id, ...fields });
  const signIn = (email: string, password: string) =>
    here.get().v1('POST', '/account/sessions/email', { email, password });
  const actsOf = async (id: string) => {
    const { body } = await support.call('GET', `${USERS}/${id}/history`);
    const rows = body.rows as never as readonly { act: string; actor: { kind: string; id: string } }[];
    return rows.map(({ act, actor }) => `${act} ${actor.kind}`);
  };

  it('get and lose a password', async () => {
    await create('ann', { email: 'ann@example.com' });
    const set = await operator.call('PUT', `${USERS}/ann/password`, { password: PASSWORD });
    const inside = await signIn('ann@example.com', PASSWORD);
    const short = await operator.call('PUT', `${USERS}/ann/password`, { password: 'short' });
    const removed = await operator.call('DELETE', `${USERS}/ann/password`);
    const outside = await signIn('ann@example.com', PASSWORD);
    assert.deepEqual(
      [set.body.hasPassword, inside.status, short.body.field, removed.status, outside.status],
      [true, 201, 'password', 204, 401],
    );
  });

  it('are reset by a mail that support sends', async () => {
    await create('ben', { email: 'ben@example.com' });
    await create('mute');
    const sent = await support.call('POST', `${USERS}/ben/reset`, { url: PAGE });
    const foreign = await support.call('POST', `${USERS}/ben/reset`, { url: 'https://evil.example/' });
    const nowhere = await support.call('POST', `${USERS}/mute/reset`, { url: PAGE });
    assert.deepEqual(
      [sent.body, foreign.body.field, nowhere.body.code],
      [{ sent: true, to: 'ben@example.com' }, 'url', 'email_missing'],
    );
    const { core } = here.get();
    const [message] = await core.read.db
      .selectFrom('outbox')
      .selectAll()
      .where('user_id', '=', 'ben')
      .execute();
    const { url } = JSON.parse(core.seal.open(message?.payload ?? '') ?? '') as { readonly url: string };
    const parameters = new URL(url).searchParams;
    const changed = await here.get().v1('PUT', '/account/recovery', {
      ...{ userId: parameters.get('userId'), secret: parameters.get('secret') },
      ...{ password: PASSWORD, passwordAgain: PASSWORD },
    });
    assert.deepEqual(
      [url.startsWith(PAGE), changed.status, (await signIn('ben@example.com', PASSWORD)).status],
      [true, 200, 201],
    );
    assert.deepEqual(await actsOf('ben').then((acts) => acts.at(-2)), 'recovery.create admin');
  });

  it('are reset by a link that proves no address, and that support cannot get', async () => {
    await create('cem', { email: 'cem@example.com' });
    const refused = await support.call('POST', `${USERS}/cem/reset-link`, { url: PAGE });
    const { status, body } = await operator.call('POST', `${USERS}/cem/reset-link`, { url: PAGE });
    const parameters = new URL(String(body.link)).searchParams;
    const changed = await here.get().v1('PUT', '/account/recovery', {
      ...{ userId: parameters.get('userId'), secret: parameters.get('secret') },
      ...{ password: PASSWORD, passwordAgain: PASSWORD },
    });
    const { body: after } = await support.call('GET', `${USERS}/cem`);
    assert.deepEqual(
      [refused.status, status, changed.status, after.emailVerifiedAt, after.hasPassword],
      [403, 201, 200, null, true],
    );
  });

  it('lose an authenticator and recovery codes', async () => {
    await create('dan');
    const { core, actor } = here.get();
    const id = 'dan' as UserId;
    const self: Actor = { ...actor, kind: 'user', id };
    const { secret } = await enrolTotp(core, self, id);
    await verifyTotp(core, self, { user: id, code: await generate({ secret }) });
    await createRecoveryCodes(core, self, id);
    const path = `${USERS}/dan`;
    const required = await operator.call('PUT', `${path}/mfa`, { enabled: true });
    const fresh = await operator.call('POST', `${path}/recovery-codes`, {});
    assert.deepEqual(required.body.factors, ['totp', 'recoveryCode']);
    assert.equal((fresh.body.recoveryCodes as readonly string[]).length, 6);
    const seen = [
      await operator.call('DELETE', `${path}/factors/totp`),
      await operator.call('DELETE', `${path}/factors/totp`),
      await operator.call('DELETE', `${path}/factors/recoveryCode`),
      await operator.call('DELETE', `${path}/factors/recoveryCode`),
      await operator.call('DELETE', `${path}/factors/phone`),
      await operator.call('POST', `${path}/recovery-codes`, {}),
    ];
    assert.deepEqual(
      seen.map(({ status }) => status),
      [204, 404, 204, 404, 400, 201],
    );
    const { body } = await operator.call('PUT', `${path}/impersonator`, { enabled: true });
    assert.equal(typeof body.impersonatorAt, 'string');
    assert.deepEqual((await actsOf('dan')).slice(0, 4), [
      'user.impersonator.update admin',
      'user.recovery-codes.create admin',
      'user.recovery-codes.delete admin',
      'user.authenticator.delete admin',
    ]);
  });

  it('are sessions, which support ends', async () => {
    await create('eve', { email: 'eve@example.com', password: PASSWORD });
    for (let at = 0; at < 3; at++) await signIn('eve@example.com', PASSWORD);
    const path = `${USERS}/eve/sessions`;
    const { body } = await support.call('GET', path);
    const [first] = body.rows as never as readonly { readonly id: string; readonly provider: string }[];
    const one = await support.call('DELETE', `${path}/${first?.id}`);
    const again = await support.call('DELETE', `${path}/${first?.id}`);
    const all = await support.call('DELETE', path);
    const after = await support.call('GET', path);
    assert.deepEqual(
      [first?.provider, one.status, again.body.code, all.status, after.body],
      ['email', 204, 'session_not_found', 204, { rows: [] }],
    );
    assert.doesNotMatch(JSON.stringify(body), /secret/i);
  });

  it('are lent to an operator once, in the name of the administrator', async () => {
    await create('fay');
    const path = `${USERS}/fay/impersonation`;
    const refused = await support.call('POST', path, {});
    const { status, body } = await operator.call('POST', path, { url: PAGE });
    const { userId, secret, link } = body as never as { userId: string; secret: string; link: string };
    const parameters = new URL(link).searchParams;
    assert.deepEqual([parameters.get('userId'), parameters.get('secret')], ['fay', secret]);
    const use = () => here.get().v1('POST', '/account/sessions/token', { userId, secret });
    const [session, again] = [await use(), await use()];
    assert.deepEqual([refused.status, status, session.status, again.status], [403, 201, 201, 401]);
    assert.deepEqual((await actsOf('fay')).slice(-2), ['token.create admin', 'user.create admin']);
    const logs = await here.get().v1('GET', '/users/fay/logs');
    const entries = logs.body.logs as never as readonly Record<string, unknown>[];
    const { event, mode, userType, userId: by } = entries.at(-2) ?? {};
    assert.deepEqual([event, mode, userType, by], ['tokens.create', 'admin', 'admin', operator.id]);
    await support.call('POST', `${USERS}/fay/block`, {});
    const blocked = await operator.call('POST', path, {});
    assert.equal(blocked.body.code, 'user_blocked');
  });
});
