import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onAnyEngine } from '../support/engines.ts';
import { serving } from '../support/server.ts';
import { type Package, packages } from './clients-packages.ts';

type Fields = Readonly<Record<string, unknown>>;

onAnyEngine('credentials through official clients', (database) => {
  const server = serving(database);
  for (const one of packages) describe(one.name, () => scenario(one));

  function scenario(one: Package): void {
    const call = (method: string, input?: Fields) =>
      one.connect(server.get()).users(method, input) as Promise<Fields>;
    const made = async (input: Fields = {}) => {
      const userId = one.ID.unique();
      const { email, phone, password, name } = input;
      await call('create', { userId, email, phone, password, name });
      return userId;
    };
    const refused = (type: string) => (error: { type?: string }) => error.type === type;

    it('makes, lists and ends sessions', async () => {
      const userId = await made();
      const first = await call('createSession', { userId });
      const second = await call('createSession', { userId });
      const { id, secret } = JSON.parse(Buffer.from(String(first.secret), 'base64').toString()) as Fields;
      assert.deepEqual(
        [id, String(secret).length, first.provider, first.factors],
        [userId, 256, 'server', ['server']],
      );
      assert.deepEqual(ids(await call('listSessions', { userId }), 'sessions'), [first.$id, second.$id]);
      await call('deleteSession', { userId, sessionId: first.$id });
      assert.deepEqual(ids(await call('listSessions', { userId }), 'sessions'), [second.$id]);
      await assert.rejects(
        call('deleteSession', { userId, sessionId: first.$id }),
        refused('user_session_not_found'),
      );
      await call('deleteSessions', { userId });
      assert.deepEqual(ids(await call('listSessions', { userId }), 'sessions'), []);
    });

    it('makes tokens of the length and life that is asked for', async () => {
      const userId = await made();
      const plain = await call('createToken', { userId });
      const long = await call('createToken', { userId, length: 17, expire: 60 });
      assert.match(String(plain.secret), /^[0-9a-f]{6}$/);
      assert.match(String(long.secret), /^[0-9a-f]{17}$/);
      // The moment of creation is also an order, and may be a millisecond beside the clock.
      const seconds = ({ expire, $createdAt }: Record<string, unknown>) =>
        Math.round((Date.parse(String(expire)) - Date.parse(String($createdAt))) / 1_000);
      assert.deepEqual([seconds(long), seconds(plain)], [60, 900]);
    });

    it('signs tokens that name the user and the session', async () => {
      const userId = await made();
      const unbound = await call('createJWT', { userId });
      const { $id } = await call('createSession', { userId });
      const bound = await call('createJWT', { userId, sessionId: 'recent', duration: 60 });
      assert.deepEqual(claims(unbound), { userId, sessionId: '', seconds: 900 });
      assert.deepEqual(claims(bound), { userId, sessionId: $id, seconds: 60 });
    });

    it('adds, changes and deletes targets', async () => {
      const userId = await made({ email: `${one.ID.unique()}@example.com` });
      const targetId = one.ID.unique();
      const address = `${one.ID.unique()}@example.com`;
      const target = await call('createTarget', {
        userId,
        targetId,
        providerType: 'email',
        identifier: address,
      });
      assert.deepEqual(await call('getTarget', { userId, targetId }), target);
      const again = { userId, targetId: one.ID.unique(), providerType: 'email', identifier: address };
      await assert.rejects(call('createTarget', again), refused('user_target_already_exists'));
      const changed = await call('updateTarget', { userId, targetId, identifier: `x${address}` });
      assert.equal(changed.identifier, `x${address}`);
      const own = one.Query.equal('providerType', 'email');
      assert.equal((await call('listTargets', { userId, queries: [own] })).total, 2);
      await call('deleteTarget', { userId, targetId });
      await assert.rejects(call('getTarget', { userId, targetId }), refused('user_target_not_found'));
      assert.equal((await call('listTargets', { userId })).total, 1);
    });

    it('makes, shows and replaces recovery codes', async () => {
      const userId = await made();
      const [create, get, update, factors] =
        one.format === '1.6.0'
          ? ['createMfaRecoveryCodes', 'getMfaRecoveryCodes', 'updateMfaRecoveryCodes', 'listMfaFactors']
          : ['createMFARecoveryCodes', 'getMFARecoveryCodes', 'updateMFARecoveryCodes', 'listMFAFactors'];
      await assert.rejects(call(get, { userId }), refused('user_recovery_codes_not_found'));
      const codes = await call(create, { userId });
      const { recoveryCodes } = codes as { recoveryCodes: string[] };
      assert.ok(recoveryCodes.length === 6 && recoveryCodes.every((code) => /^[0-9a-f]{10}$/.test(code)));
      const shown = (await call(get, { userId })) as { recoveryCodes: string[] };
      assert.deepEqual([...shown.recoveryCodes].sort(), [...recoveryCodes].sort());
      await assert.rejects(call(create, { userId }), refused('user_recovery_codes_already_exists'));
      const fresh = (await call(update, { userId })) as { recoveryCodes: string[] };
      assert.deepEqual(
        fresh.recoveryCodes.filter((code) => recoveryCodes.includes(code)),
        [],
      );
      assert.equal((await call(factors, { userId })).recoveryCode, true);
    });
  }
});

function ids(list: Fields, field: string): unknown[] {
  return (list[field] as Fields[]).map(({ $id }) => $id);
}

function claims({ jwt }: Fields): Fields {
  const payload = JSON.parse(Buffer.from(String(jwt).split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    number
  >;
  const { userId, sessionId, exp = 0, iat = 0 } = payload;
  return { userId, sessionId, seconds: exp - iat };
}
