import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { chainHistory } from '../../src/core/history/chain.ts';
import { signHistory } from '../../src/core/history/checkpoints.ts';
import type { Identity } from '../../src/core/identities/identity.ts';
import { insertIdentity } from '../../src/core/identities/store.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { adminServer, PAGE, type SignedInAdmin } from '../support/admin.ts';
import { onEachEngine } from '../support/engines.ts';

const USERS = '/projects/:project/users';
const TEAMS = '/projects/:project/teams';

type Entries = readonly {
  readonly act: string;
  readonly position: number | null;
  readonly isSigned: boolean;
  readonly user: unknown;
}[];
type Rows = readonly Readonly<Record<string, unknown>>[];

onEachEngine('what belongs to users, and teams, for administrators', (database) => {
  const here = adminServer(database);
  let operator: SignedInAdmin;
  before(async () => {
    operator = await here.get().adminWith('operator');
    for (const id of ['ann', 'ben', 'cem'])
      await operator.call('POST', USERS, { id, email: `${id}@example.com`, name: id });
  });
  const rowsOf = async (path: string) => (await operator.call('GET', path)).body.rows as never as Rows;

  it('targets are added, listed and removed', async () => {
    const path = `${USERS}/ann/targets`;
    const made = await operator.call('POST', path, { kind: 'push', identifier: 'device 1', name: 'Phone' });
    const wrong = await operator.call('POST', path, { kind: 'email', identifier: 'nothing' });
    const listed = await rowsOf(path);
    const gone = await operator.call('DELETE', `${path}/${made.body.id}`);
    assert.deepEqual(
      [made.status, wrong.body.code, listed.map(({ kind }) => kind), listed.at(-1), gone.status],
      [201, 'target_invalid_email', ['email', 'push'], made.body, 204],
    );
    assert.equal((await rowsOf(path)).length, 1);
  });

  it('metadata is read by all who read users, and written by operators as it was read', async () => {
    const path = `${USERS}/cem/metadata`;
    const support = await here.get().adminWith('support');
    const { body: user } = await operator.call('GET', `${USERS}/cem`);
    const headers = { 'if-match': `"${user.updatedAt}"` };
    const written = await operator.call('PUT', path, { private: { risk: 3 } }, { headers });
    const late = await operator.call('PUT', path, { readOnly: { plan: 'pro' } }, { headers });
    const forbidden = await support.call('PUT', path, { readOnly: {} });
    const nothing = await operator.call('PUT', path, {});
    const long = await operator.call('PUT', path, { private: { text: 'x'.repeat(65_535) } });
    assert.deepEqual(
      [written, late, forbidden, nothing, long].map(({ status }) => status),
      [200, 412, 403, 400, 400],
    );
    const { updatedAt: _, ...shown } = (await support.call('GET', path)).body;
    assert.deepEqual(shown, { readOnly: {}, private: { risk: 3 } });
    const { body: whole } = await operator.call('GET', `${USERS}/cem`);
    assert.doesNotMatch(JSON.stringify([written.body, whole]), /risk/);
  });

  it('identities are listed and unlinked', async () => {
    const { core, actor } = here.get();
    const identity: Identity = {
      ...{ id: 'identity1', userId: 'ann' as UserId, provider: 'github', issuer: '', providerUid: '42' },
      ...{ providerEmail: 'ann@example.com', emailVerifiedAt: null, foundByEmailAt: null },
      ...{ sequence: core.clock.nextSequence(), createdAt: core.clock.now(), updatedAt: core.clock.now() },
      sealedTokens: { sealed: null, expiresAt: null },
    };
    const act = { act: 'identity.create', user: 'ann' } as const;
    await core.write(actor, act, (tx) => insertIdentity(tx, actor.project.id, identity));
    const path = `${USERS}/ann/identities`;
    const [shown] = await rowsOf(path);
    const other = await operator.call('DELETE', `${USERS}/ben/identities/identity1`);
    const gone = await operator.call('DELETE', `${path}/identity1`);
    assert.deepEqual(
      [shown?.provider, shown?.providerUid, other.body.code, gone.status, await rowsOf(path)],
      ['github', '42', 'identity_not_found', 204, []],
    );
  });

  it('the bundle of a user is exported', async () => {
    const { status, headers, body } = await operator.call('GET', `${USERS}/ben/export`);
    const { user, tables } = body as never as {
      readonly user: string;
      readonly tables: Record<string, Rows>;
    };
    assert.deepEqual(
      [status, headers['content-type'], user, tables.users?.[0]?.email, tables.targets?.length],
      [200, 'application/json; charset=utf-8', 'ben', 'ben@example.com', 1],
    );
    const { body: history } = await operator.call('GET', `${USERS}/ben/history?limit=1`);
    assert.equal((history.rows as never as Rows)[0]?.act, 'user.export');
    for (const part of ['export', 'history', 'identities', 'memberships', 'sessions', 'targets']) {
      const { body } = await operator.call('GET', `${USERS}/nobody/${part}`);
      assert.equal(body.code, 'user_not_found', part);
    }
  });

  it('the history of a user has the rows of the history of the project', async () => {
    const path = `${USERS}/twice`;
    await operator.call('POST', USERS, { id: 'twice', name: 'First' });
    await operator.call('DELETE', path);
    await operator.call('POST', USERS, { id: 'twice', name: 'Second' });
    await operator.call('PATCH', path, { name: 'Third' });
    const { core } = here.get();
    while ((await chainHistory(core, { most: 100 })) > 0);
    await signHistory(core, { entries: 1, milliseconds: 0 });
    const { body } = await operator.call('GET', `${path}/history`);
    const of = '/projects/:project/history?user=twice';
    const { body: whole } = await operator.call('GET', of);
    const [rows, all] = [body.rows, whole.rows] as never as readonly [Entries, Entries];
    // Without what was done to the user who had the id before.
    assert.deepEqual(
      rows.map(({ act }) => act),
      ['user.name.update', 'user.create'],
    );
    assert.deepEqual([rows, all.length], [all.slice(0, 2), 4]);
    assert.ok(Number(rows[0]?.position) > Number(rows[1]?.position));
    assert.deepEqual([rows[0]?.isSigned, rows[0]?.user], [true, { id: 'twice', name: 'Third' }]);
    // The cursor of a page leads on in both.
    const { body: first } = await operator.call('GET', `${path}/history?limit=1`);
    for (const list of [`${path}/history?cursor=${first.next}`, `${of}&cursor=${first.next}`]) {
      const { body: rest } = await operator.call('GET', list);
      assert.deepEqual((rest.rows as never as Entries)[0], rows[1]);
    }
    assert.equal((await operator.call('GET', `${path}/history?cursor=1`)).body.code, 'argument_invalid');
  });

  it('teams are made, changed and deleted', async () => {
    const made = await operator.call('POST', TEAMS, { id: 'editors', name: 'Editors' });
    const again = await operator.call('POST', TEAMS, { id: 'editors', name: 'Editors' });
    const changed = await operator.call('PATCH', `${TEAMS}/editors`, { name: 'Writers', prefs: { a: 1 } });
    const nothing = await operator.call('PATCH', `${TEAMS}/editors`, {});
    const found = await operator.call('GET', `${TEAMS}?search=writ&sort=name&counted=1`);
    assert.deepEqual(
      [
        made.status,
        made.body.members,
        again.body.code,
        changed.body.name,
        changed.body.prefs,
        nothing.status,
      ],
      [201, 0, 'team_exists', 'Writers', { a: 1 }, 400],
    );
    assert.deepEqual([found.body.rows, found.body.total, found.body.totalIsExact], [[changed.body], 1, true]);
    const gone = await operator.call('DELETE', `${TEAMS}/editors`);
    assert.deepEqual(
      [gone.status, (await operator.call('GET', `${TEAMS}/editors`)).body.code],
      [204, 'team_not_found'],
    );
  });

  it('members are added, invited, given roles and removed', async () => {
    await operator.call('POST', TEAMS, { id: 'crew', name: 'Crew' });
    const path = `${TEAMS}/crew/memberships`;
    const added = await operator.call('POST', path, { user: 'ann', roles: ['owner'] });
    const twice = await operator.call('POST', path, { user: 'ann', roles: ['owner'] });
    const nobody = await operator.call('POST', path, { roles: [] });
    const invited = await operator.call('POST', `${TEAMS}/crew/invitations`, {
      ...{ email: 'ben@example.com', roles: ['editor'], url: PAGE },
    });
    const foreign = await operator.call('POST', `${TEAMS}/crew/invitations`, {
      ...{ email: 'cem@example.com', roles: ['editor'], url: 'https://evil.example/' },
    });
    assert.deepEqual(
      [added.status, typeof added.body.joinedAt, twice.body.code, nobody.status, foreign.body.field],
      [201, 'string', 'membership_confirmed', 400, 'url'],
    );
    assert.deepEqual([invited.status, invited.body.joinedAt], [201, null]);
    const changed = await operator.call('PATCH', `${path}/${added.body.id}`, { roles: ['viewer'] });
    assert.deepEqual(changed.body.roles, ['viewer']);
    assert.deepEqual((await rowsOf(`${USERS}/ann/memberships`))[0], changed.body);
    const listed = await rowsOf(path);
    assert.deepEqual(
      listed.map(({ id }) => id),
      [added.body.id, invited.body.id],
    );
    for (const { id } of listed) await operator.call('DELETE', `${path}/${id}`);
    assert.deepEqual(await rowsOf(path), []);
    const mails = await here.get().core.read.db.selectFrom('outbox').select('user_id').execute();
    assert.deepEqual(mails, [{ user_id: 'ben' }]);
  });
});
