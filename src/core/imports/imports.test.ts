import assert from 'node:assert/strict';
import { beforeEach, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { storedHashOf } from '../../crypto/passwords/imported.ts';
import { ImportRefused, type SourceItem, type SourceUser } from '../../imports/source.ts';
import { findAuthenticator } from '../factors/authenticators-store.ts';
import { getRecoveryCodes } from '../factors/recovery-codes.ts';
import { chainHistory } from '../history/chain.ts';
import { verifyHistory } from '../history/verification.ts';
import { identitiesOf } from '../identities/store.ts';
import { keptCount } from '../listing/kept-counts.ts';
import { joinedMembershipsOf } from '../memberships/store.ts';
import { isPending } from '../old-systems/first-sign-in.ts';
import { createServerSession } from '../sessions/sessions.ts';
import { signInWithPassword } from '../sign-in/password.ts';
import { findTeam } from '../teams/store.ts';
import type { TeamId } from '../teams/team.ts';
import { getTeam, removeTeam, renameTeam } from '../teams/teams.ts';
import { findProfile } from '../usernames/store.ts';
import { emailOf } from '../users/email.ts';
import { getMetadata } from '../users/keep-metadata.ts';
import { listUsers } from '../users/list.ts';
import { renameUser, setEmailVerified } from '../users/profile.ts';
import { findUserBy } from '../users/store.ts';
import type { UserId } from '../users/user.ts';
import { createUser, getUser } from '../users/users.ts';
import { BatchSize } from './batch-size.ts';
import { defaultPlan, type ImportPlan, type ImportSource, type StoredHashOf } from './import.ts';
import { listImports } from './journal-store.ts';
import { dryRun, type Importing, prepareImport, runImport } from './run.ts';
import { undoImport } from './undo.ts';

const BCRYPT = '$2b$04$abcdefghijklmnopqrstuuPzvAXq1rmjJ2sQVZ7pW9mJfR8gq1p6W';
const SEED = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/** Takes stored strings as they are. */
const asStored: StoredHashOf = (hash) =>
  'stored' in hash ? { stored: hash.stored } : { refused: 'the pepper is missing' };

let made = 0;

function sourceOf(...rows: readonly (Partial<SourceUser> & { readonly sourceId: string })[]): ImportSource {
  return itemsOf(rows.map((row, at) => ({ ...row, kind: 'user', file: 'users.json', row: at + 1 })));
}

function itemsOf(items: readonly SourceItem[]): ImportSource {
  const digest = `digest ${++made}`;
  return {
    ...{ system: 'test', digest, files: ['users.json'] },
    items: async function* () {
      yield* items;
    },
  };
}

onEachEngine('imports', (database) => {
  const here = directory(database);
  const importing = (plan: Partial<ImportPlan> = {}, more: Partial<Importing> = {}): Importing => ({
    ...{ core: here.core, actor: here.actor, plan: { ...defaultPlan, ...plan }, storedHashOf: asStored },
    ...more,
  });
  const run = async (source: ImportSource, plan: Partial<ImportPlan> = {}, more: Partial<Importing> = {}) => {
    const rows: string[] = [];
    const with_ = importing(plan, {
      onRow: ({ outcome, reason }) => rows.push(reason === undefined ? outcome : `${outcome}: ${reason}`),
      ...more,
    });
    const prepared = await prepareImport(with_, source);
    const ended = await runImport(with_, source, prepared);
    return { ended, rows, survey: prepared.survey };
  };
  let name = '';
  beforeEach(() => {
    name = `user${++made}`;
  });
  const user = (id: string) => getUser(here.core, here.actor, id as UserId);

  it('refuses files without a user or team, since nothing would say that they are the wrong ones', async () => {
    await assert.rejects(prepareImport(importing(), sourceOf()), {
      name: 'ImportRefused',
      message: 'The files have neither users nor teams, so there is nothing to import',
    });
  });

  it('carry over everything that has a place', async () => {
    const { core, actor } = here;
    const source = itemsOf([
      { kind: 'team', file: 'f', row: 1, sourceId: `${name}-t`, name: 'Editors', prefs: { path: '/e' } },
      {
        ...{
          kind: 'user',
          file: 'f',
          row: 2,
          sourceId: name,
          email: ` ${name}@Example.com `,
          name: 'Ann Lee',
        },
        ...{ emailVerified: true, phone: '+14155550199', phoneVerified: 1_600_000_000_000, username: name },
        ...{ createdAt: 1_500_000_000_000, accessedAt: 1_650_000_000_000, blocked: true },
        password: { family: 'bcrypt', scheme: 'bcrypt', stored: BCRYPT },
        ...{ totp: { secret: SEED }, recoveryCodes: ['one-1', 'two-2'], labels: ['site admin', 'vip'] },
        identities: [
          { provider: 'google-oauth2', uid: `${name}-g`, email: `${name}@example.com` },
          { provider: 'auth0', uid: 'none' },
        ],
        teams: [{ team: `${name}-t`, roles: ['owner', 'can edit'] }],
        ...{ prefs: { theme: 'dark' }, readOnlyMetadata: { plan: 'pro' }, privateMetadata: { risk: 3 } },
        ...{ rest: { birthday: '1990-01-01' }, otherEmails: ['second@example.com'] },
      },
    ]);
    const before = await keptCount(core.read, actor.project.id, 'users');
    const { rows, ended } = await run(source);
    assert.deepEqual([rows, ended.state, ended.counts.new], [['new'], 'ended', 1]);
    const ann = await user(name);
    const { createdAt, accessedAt, blockedAt, mfaEnabledAt, emailVerifiedAt, phoneVerifiedAt } = ann;
    assert.deepEqual(
      { ...ann, updatedAt: 0, sequence: 0, targets: ann.targets.map(({ identifier }) => identifier) },
      {
        ...{ id: name, sequence: 0, updatedAt: 0, name: 'Ann Lee', email: `${name}@example.com` },
        ...{ phone: '+14155550199', password: BCRYPT, passwordUpdatedAt: createdAt },
        ...{ passwordCheckedAt: null, passwordPwnedAt: null, impersonatorAt: null },
        ...{ labels: ['siteadmin', 'vip'], prefs: { theme: 'dark' } },
        ...{ createdAt, accessedAt, blockedAt, mfaEnabledAt, emailVerifiedAt, phoneVerifiedAt },
        targets: [`${name}@example.com`, '+14155550199'],
      },
    );
    assert.deepEqual(
      [createdAt, accessedAt, emailVerifiedAt, phoneVerifiedAt, blockedAt !== null, mfaEnabledAt !== null],
      [1_500_000_000_000, 1_650_000_000_000, 1_500_000_000_000, 1_600_000_000_000, true, true],
    );
    const of = { user: name };
    assert.deepEqual(await getRecoveryCodes(core, actor, name as UserId), ['one-1', 'two-2']);
    const totp = await findAuthenticator(core.read, actor.project.id, { ...of, kind: 'totp' });
    assert.equal(core.seal.open(totp?.sealed ?? ''), SEED);
    const identities = await identitiesOf(core.read, actor.project.id, of);
    assert.deepEqual(
      identities.map(({ provider, providerUid, providerEmail }) => [provider, providerUid, providerEmail]),
      [['google', `${name}-g`, `${name}@example.com`]],
    );
    const [membership] = await joinedMembershipsOf(core.read, actor.project.id, of);
    assert.deepEqual([membership?.teamId, membership?.roles], [`${name}-t`, ['owner', 'can-edit']]);
    assert.equal((await findProfile(core.read, actor.project.id, name as UserId))?.username, name);
    const { readOnly, private: hidden } = await getMetadata(core, actor, name as UserId);
    const rest = { birthday: '1990-01-01', otherEmails: ['second@example.com'] };
    assert.deepEqual([readOnly, hidden], [{ plan: 'pro' }, { risk: 3, imported: { test: rest } }]);
    assert.equal(await keptCount(core.read, actor.project.id, 'users'), before + 1);
    const found = await listUsers(core, actor, {
      ...{ filters: [], orders: [], offset: 0, limit: 5, counted: false, search: `${name}@example.com` },
    });
    assert.deepEqual(
      found.rows.map(({ id }) => id),
      [name],
    );
  });

  it('name users as the plan says, and the same each time', async () => {
    const source = sourceOf({ sourceId: `auth0|${name}` });
    const first = await run(source);
    const again = await run(source);
    const prefixed = await run(sourceOf({ sourceId: name }), { id: { prefix: 'wp-' } });
    const fresh = await run(sourceOf({ sourceId: `${name}f` }), { id: 'fresh' });
    assert.deepEqual(
      [first.rows, again.rows, prefixed.rows, fresh.rows],
      [['new'], ['same'], ['new'], ['new']],
    );
    assert.equal((await user(`wp-${name}`)).id, `wp-${name}`);
    await assert.rejects(user(`${name}f`), { code: 'user_not_found' });
  });

  it('refuse rows that claim the same, whichever comes first', async () => {
    const email = `${name}@example.com`;
    const { rows } = await run(
      sourceOf(
        { sourceId: `${name}a`, email, emailVerified: true },
        { sourceId: `${name}b`, email },
        { sourceId: `${name}c` },
        { sourceId: `${name}c` },
        { sourceId: `${name}d`, email: 'no address' },
        { sourceId: '' },
        { sourceId: `${name}e`, email: `e${email}` },
      ),
    );
    assert.deepEqual(rows, [
      ...['refused: another row has its email address', 'refused: another row has its email address'],
      ...['refused: another row has its id', 'refused: another row has its id'],
      'refused: its email address is malformed',
      'refused: its id at the source is empty, too long or malformed',
      'new',
    ]);
  });

  it('make one user of rows with one address where it is verified in each, if they are told to', async () => {
    const email = `${name}@example.com`;
    const rows = [
      { sourceId: `${name}a`, email, emailVerified: true, labels: ['one'] },
      { sourceId: `${name}b`, email, emailVerified: true, labels: ['two'] },
    ];
    const merged = await run(sourceOf(...rows), { mergesEmails: true });
    assert.deepEqual(merged.rows, ['new', 'update']);
    assert.deepEqual((await user(`${name}a`)).labels, ['one', 'two']);
    const other = { ...rows[1], sourceId: `${name}d`, email: `x${email}`, emailVerified: false };
    const refused = await run(sourceOf({ ...rows[0], sourceId: `${name}c`, email: `x${email}` }, other), {
      mergesEmails: true,
    });
    assert.deepEqual(
      refused.rows.map((row) => row.split(':')[0]),
      ['refused', 'refused'],
    );
  });

  it('lead into no account with an address that is not verified on both sides', async () => {
    const { core, actor } = here;
    const address = `${name}@example.com`;
    const email = emailOf(address) as never;
    await createUser(core, actor, { id: name as UserId, email });
    const source = (verified: boolean) =>
      sourceOf({ sourceId: `${name}x`, email: address, emailVerified: verified, name: 'Mallory' });
    const attempts = [await run(source(false), { onConflict: 'update' })];
    attempts.push(await run(source(true), { onConflict: 'update' }));
    await setEmailVerified(core, actor, { id: name as UserId, verified: true });
    attempts.push(await run(source(false), { onConflict: 'update' }));
    assert.deepEqual(
      attempts.map(({ rows }) => rows[0]?.split(':')[0]),
      ['conflict', 'conflict', 'conflict'],
    );
    assert.equal((await user(name)).name, '');
    const merged = await run(source(true), { onConflict: 'update' });
    assert.deepEqual([merged.rows, (await user(name)).name], [['update'], 'Mallory']);
  });

  it('meet those who are here by id, email, phone, username and account at a provider', async () => {
    const shared = { email: `${name}@example.com`, phone: '+14155550188', username: name };
    const identities = [{ provider: 'github', uid: name }];
    await run(sourceOf({ sourceId: name, ...shared, identities }));
    const other = (at: string, more: Partial<SourceUser>) => ({ sourceId: `${name}${at}`, ...more });
    const source = sourceOf(
      other('1', { email: shared.email }),
      other('2', { phone: shared.phone }),
      other('3', { username: shared.username }),
      other('4', { identities }),
      other('5', {}),
    );
    const { rows } = await run(source);
    assert.deepEqual(rows, [
      'conflict: a user here has its email address',
      'conflict: a user here has its phone number',
      'conflict: a user here has its username',
      'conflict: a user here has its account at a provider',
      'new',
    ]);
    const id = `${name}y`;
    await createUser(here.core, here.actor, { id: id as UserId });
    const byId = await run(sourceOf({ sourceId: id, name: 'Other' }), { onConflict: 'update' });
    assert.deepEqual(byId.rows, ['conflict: a user here has its id, and may be another person']);
    const source_ = sourceOf(other('6', {}), { sourceId: id, name: 'Other' });
    await assert.rejects(run(source_, { onConflict: 'fail' }), ImportRefused);
    await assert.rejects(user(`${name}6`), { code: 'user_not_found' });
  });

  it('update whom an earlier import created, and leave a newer password alone', async () => {
    const password = { family: 'bcrypt', scheme: 'bcrypt', stored: BCRYPT };
    const row = { sourceId: name, email: `${name}@example.com`, name: 'Ann', password };
    await run(sourceOf(row));
    const other = { ...password, stored: BCRYPT.replace('W', 'X') };
    const elsewhere = sourceOf({ sourceId: name, email: `other-${name}@example.com`, password: other });
    const stranger = await run(elsewhere, { onConflict: 'update' });
    assert.deepEqual(stranger.rows, ['conflict: a user here has its id, and may be another person']);
    const skipped = await run(sourceOf({ ...row, name: 'Ann Lee', password: other }));
    const updated = await run(sourceOf({ ...row, name: 'Ann Lee', password: other }), {
      onConflict: 'update',
    });
    assert.deepEqual([skipped.rows, updated.rows], [['conflict: its user here differs'], ['update']]);
    assert.deepEqual([(await user(name)).name, (await user(name)).password], ['Ann Lee', other.stored]);
    await renameUser(here.core, here.actor, { id: name as UserId, name: 'Ann Lee' });
    const late = await run(sourceOf(row), { onConflict: 'update' });
    assert.deepEqual([late.rows, (await user(name)).password], [['update'], other.stored]);
  });

  it('refuse hashes that cannot be used, and name what is missing', async () => {
    const password = { family: 'pbkdf2', scheme: 'x', parts: { hash: 'aa' } };
    const source = sourceOf({ sourceId: name, password });
    const { rows, survey } = await run(source);
    assert.deepEqual(rows, ['refused: its password hash cannot be used: the pepper is missing']);
    assert.deepEqual([...survey.badHashes], [['the pepper is missing', 1]]);
    const dropped = await run(source, { badHashes: 'drop' });
    assert.deepEqual([dropped.rows, (await user(name)).password], [['new'], null]);
  });

  it('mark users whose password only an old system knows, if they are told to', async () => {
    const hashed = { family: 'bcrypt', scheme: 'bcrypt', stored: BCRYPT };
    const rows = [
      { sourceId: `${name}-1` },
      { sourceId: `${name}-2`, password: null },
      { sourceId: `${name}-3`, password: hashed },
    ];
    await run(sourceOf(...rows), { withoutPassword: 'pending' });
    const users = await Promise.all(rows.map(({ sourceId }) => user(sourceId)));
    assert.deepEqual(users.map(isPending), [true, true, false]);
    assert.equal(users[0]?.passwordUpdatedAt, null);
  });

  it('write nothing before a provider is named and every canary can sign in', async () => {
    const hash = await here.core.passwords.hash('correct horse');
    const source = sourceOf({
      ...{ sourceId: name, email: `${name}@example.com`, identities: [{ provider: 'intranet', uid: '1' }] },
      ...{ password: { family: 'argon2', scheme: 'argon2', stored: hash }, totp: { secret: SEED } },
    });
    const canaries = (password: string) => ({ canaries: [{ name: `${name}@example.com`, password }] });
    await assert.rejects(run(source), /intranet \(1\)/);
    const plan = { providers: { intranet: null } };
    await assert.rejects(run(source, plan, canaries('wrong')), /the password does not match/);
    await assert.rejects(run(source, plan, { canaries: [{ name: 'nobody' }] }), /no row has this name/);
    const code = { canaries: [{ name, code: '000000' }] };
    await assert.rejects(run(source, plan, code), /the code does not match/);
    await assert.rejects(user(name), { code: 'user_not_found' });
    assert.deepEqual((await run(source, plan, canaries('correct horse'))).rows, ['new']);
  });

  it('let users sign in with passwords behind a pepper, which no row carries', async () => {
    const [pepper, password] = ['9f4c2b1a77d0e6585a3c', 'correct horse battery'];
    const email = `${name}@example.com`;
    const stored = '$2a$04$gvp.FmNWLtd2Z1D2HOrqhuCFJsi8ty0TVUTUmNKeWZLGqSFYRHq1a';
    const source = sourceOf({
      sourceId: name,
      email,
      password: { family: 'devise', scheme: 'bcrypt', stored },
    });
    const canaries = [{ name: email, password }];
    await assert.rejects(run(source, {}, { storedHashOf, canaries }), /the password does not match/);
    const { rows } = await run(source, { secrets: { pepper } }, { storedHashOf, canaries });
    assert.deepEqual(rows, ['new']);
    assert.doesNotMatch((await user(name)).password ?? '', new RegExp(pepper));
    const address = emailOf(email) ?? assert.fail();
    const { session } = await signInWithPassword(here.core, here.actor, { email: address, password });
    assert.equal(session.userId, name);
  });

  it('are shown before they are made, without secrets', async () => {
    const source = sourceOf(
      {
        ...{ sourceId: name, email: `${name}@example.com`, rest: { shoe: 42 } },
        password: { family: 'bcrypt', scheme: 'bcrypt', stored: BCRYPT },
        ...{ totp: { secret: SEED }, recoveryCodes: ['canary-code'] },
      },
      { sourceId: `${name}b`, email: 'nothing' },
    );
    const with_ = importing();
    const prepared = await prepareImport(with_, source);
    const shown = await dryRun(with_, source, prepared);
    const { survey } = prepared;
    assert.deepEqual(
      [
        shown.counts.new,
        shown.counts.refused,
        [...survey.fields],
        [...survey.families],
        survey.authenticators,
      ],
      [1, 1, [['shoe', 1]], [['bcrypt', 1]], 1],
    );
    assert.equal(shown.samples.length, 1);
    assert.doesNotMatch(JSON.stringify(shown), new RegExp(`${SEED}|canary-code|\\$2b`));
    await assert.rejects(user(name), { code: 'user_not_found' });
  });

  it('go on where they were interrupted, and do nothing twice', async () => {
    const rows = Array.from({ length: 4_500 }, (_, at) => ({ sourceId: `${name}-${at}` }));
    const source = sourceOf(...rows);
    let seen = 0;
    const broken = {
      ...source,
      items: async function* () {
        for await (const item of source.items()) {
          if (seen++ > 8_000) throw new Error('killed');
          yield item;
        }
      },
    };
    await assert.rejects(run(broken), /killed/);
    const before = await keptCount(here.core.read, here.actor.project.id, 'users');
    const [begun] = await listImports(here.core.read, here.actor.project.id, { most: 1 });
    const left = 4_500 - (begun?.position ?? 0);
    assert.ok(left > 0 && left < 4_500, `${left} rows were left`);
    const { ended, rows: settled } = await run(source);
    assert.deepEqual([ended.id, ended.counts.new, settled.length], [begun?.id, 4_500, left]);
    assert.equal(await keptCount(here.core.read, here.actor.project.id, 'users'), before + left);
  });

  it('go on with the teams that they made, whatever they are called now, and make those again that are gone', async () => {
    const { core, actor } = here;
    const ids = ['same', 'renamed', 'gone'].map((team) => `${name}-${team}`);
    const rows = Array.from({ length: 2_500 }, (_, at) => ({
      ...{ sourceId: `${name}-${at}`, teams: ids.map((team) => ({ team, roles: [] })) },
    }));
    const source = sourceOf(...rows);
    let batches = 0;
    const write: typeof core.write = async (by, acts, work) => {
      // The first one makes the teams.
      if (typeof acts === 'function' && ++batches > 2) throw new Error('killed');
      return core.write(by, acts, work);
    };
    await assert.rejects(run(source, {}, { core: { ...core, write } }), /killed/);
    await renameTeam(core, actor, { id: ids[1] as TeamId, name: 'Another name' });
    await removeTeam(core, actor, ids[2] as TeamId);
    const { ended } = await run(source);
    assert.equal(ended.counts.new, 2_500);
    const teams = await Promise.all(ids.map((id) => getTeam(core, actor, id as TeamId)));
    const [same, renamed, gone] = teams.map(({ total }) => total);
    assert.deepEqual([teams.map((team) => team.name)], [[ids[0], 'Another name', ids[2]]]);
    assert.deepEqual([same, renamed], [2_500, 2_500]);
    assert.ok((gone ?? 0) > 0 && (gone ?? 0) < 2_500, `${gone} of the last batches`);
  });

  it('stop at a team that is deleted meanwhile, since its members would belong to nothing', async () => {
    const { core, actor } = here;
    for (const onConflict of ['skip', 'update'] as const) {
      const team = `${name}-${onConflict}`;
      const sourceId = `${team}-user`;
      if (onConflict === 'update') await run(sourceOf({ sourceId }));
      const source = sourceOf({ sourceId, teams: [{ team, roles: [] }] });
      const stopped = run(
        source,
        { onConflict },
        {
          onProgress: () => {},
          core: {
            ...core,
            write: async (by, acts, work) => {
              const found = await findTeam(core.read, actor.project.id, { id: team });
              if (found) await removeTeam(core, actor, team as TeamId);
              return core.write(by, acts, work);
            },
          },
        },
      );
      await assert.rejects(stopped, {
        name: 'ImportRefused',
        message:
          'A team was deleted while its members were imported: the same command goes on, and makes it again',
      });
      const { ended } = await run(source, { onConflict });
      assert.equal(ended.counts.new + ended.counts.update, 1);
      assert.equal((await getTeam(core, actor, team as TeamId)).total, 1);
    }
  });

  it('show no secret in samples, also none that has no place here', async () => {
    const rest = {
      otp_secret: '{"p":"SEALED1"}',
      recoveryCodeHashes: ['$2a$10$SEALED2SEALED2'],
      factors: [{ kind: 'totp', backup_codes: ['SEALED3'] }],
      note: '$2b$10$SEALED4SEALED4',
      'reset token': 'SEALED5',
      city: 'Ulm',
    };
    const row = { sourceId: `${name}-s`, rest, prefs: { apiToken: 'SEALED6', theme: 'dark' } };
    const with_ = importing();
    const source = sourceOf({ ...row, passwordUpdatedAt: 1_500_000_000_000 });
    const { samples } = await dryRun(with_, source, await prepareImport(with_, source));
    const text = JSON.stringify(samples);
    assert.doesNotMatch(text, /SEALED/);
    for (const shown of ['"otp_secret":"hidden"', '"city":"Ulm"', '"theme":"dark"', '1500000000000'])
      assert.ok(text.includes(shown), shown);
  });

  it('go on in the order in which they began', async () => {
    const { core } = here;
    for (const first of [true, false]) {
      const rows = Array.from({ length: 2_500 }, (_, at) => ({
        ...{ sourceId: `${name}-${first}-${(at * 7_919) % 2_503}`, createdAt: 1_500_000_000_000 + at },
      }));
      const source = sourceOf(...rows);
      let batches = 0;
      const write: typeof core.write = async (by, acts, work) => {
        if (typeof acts === 'function' && ++batches > 1) throw new Error('killed');
        return core.write(by, acts, work);
      };
      const killed = run(source, {}, { mayOrder: first, core: { ...core, write } });
      await assert.rejects(killed, /killed/);
      const [begun] = await listImports(core.read, here.actor.project.id, { most: 1 });
      const { ended, rows: settled } = await run(source, {}, { mayOrder: !first });
      assert.deepEqual([ended.id, ended.counts.new], [begun?.id, 2_500]);
      assert.deepEqual([settled.length, new Set(settled).size], [2_500 - (begun?.position ?? 0), 1]);
      assert.ok(settled.length < 2_500, 'nothing was written before');
    }
  });

  it('have the rows of a directory on SQLite in the order of ids, if they may', async () => {
    const rows = ['c', 'a', 'b'].map((letter, at) => ({
      ...{ sourceId: `${name}${letter}`, createdAt: 1_500_000_000_000 + at },
    }));
    const orderOf = async (plan: Partial<ImportPlan>, mayOrder: boolean) => {
      const seen: string[] = [];
      const onRow: Importing['onRow'] = ({ row }) =>
        seen.push('candidate' in row ? row.candidate.sourceId.slice(name.length) : '');
      await run(sourceOf(...rows), plan, { mayOrder, onRow });
      return seen.join('');
    };
    const ordered = here.core.read.sql.engine === 'sqlite' ? 'abc' : 'cab';
    assert.equal(await orderOf({}, true), ordered);
    assert.equal(await orderOf({}, false), 'cab');
    for (const plan of [{ mergesEmails: true }, { onConflict: 'update' }, { history: 'user' }] as const)
      assert.equal(await orderOf(plan, true), 'cab');
  });

  it('lose nobody when a transaction is tried again', async () => {
    const { core, actor } = here;
    let failed = 0;
    const write: typeof core.write = async (by, acts, work) => {
      const deadlock = core.write(by, acts, async (tx) => {
        await work(tx);
        throw new Error('deadlock');
      });
      await assert.rejects(deadlock, /deadlock/);
      failed++;
      return core.write(by, acts, work);
    };
    const before = await keptCount(core.read, actor.project.id, 'users');
    const source = sourceOf({ sourceId: `${name}a`, email: `${name}@x.org` }, { sourceId: `${name}b` });
    const { ended } = await run(source, {}, { core: { ...core, write } });
    assert.deepEqual([ended.counts.new, failed], [2, 3]);
    assert.deepEqual(
      [(await user(`${name}a`)).email, (await user(`${name}b`)).id],
      [`${name}@x.org`, `${name}b`],
    );
    assert.equal(await keptCount(core.read, actor.project.id, 'users'), before + 2);
  });

  it('have batches of as many rows as a transaction holds for long, however long it waited', async (t) => {
    const { core } = here;
    const took = t.mock.method(BatchSize.prototype, 'took', () => {});
    let heldAtMost = 0;
    const write: typeof core.write = async (...args) => {
      await setTimeout(500);
      const begun = performance.now();
      return core.write(...args).finally(() => {
        heldAtMost = Math.max(heldAtMost, performance.now() - begun);
      });
    };
    await run(sourceOf({ sourceId: name }), {}, { core: { ...core, write } });
    const [ms = 0, rows] = took.mock.calls[0]?.arguments ?? [];
    assert.ok(ms > 0 && ms <= heldAtMost, `it held for ${ms} ms of ${heldAtMost} without the wait`);
    assert.equal(rows, 1);
  });

  it('are undone, but for users whom somebody has used or changed since', async () => {
    const { core, actor } = here;
    const teams = [{ team: `${name}-team`, roles: [] }];
    const ids = ['a', 'b', 'c'].map((letter) => `${name}${letter}`);
    const { ended } = await run(
      sourceOf(...ids.map((sourceId) => ({ sourceId, email: `${sourceId}@x.org`, teams }))),
    );
    await createServerSession(core, actor, ids[0] as UserId);
    await renameUser(core, actor, { id: ids[1] as UserId, name: 'B' });
    assert.deepEqual(await undoImport(core, actor, ended.id), { deleted: 1, kept: 3 });
    await assert.rejects(user(ids[2] ?? ''), { code: 'user_not_found' });
    const freed = await findUserBy(core.read, actor.project.id, 'email', `${ids[2]}@x.org`);
    assert.deepEqual([freed, (await user(ids[0] ?? '')).id], [undefined, ids[0]]);
    await assert.rejects(undoImport(core, actor, ended.id), /undone already/);
  });

  it('are undone where several rows became one user', async () => {
    const { core, actor } = here;
    const ids = ['a', 'b', 'c'].map((letter) => `${name}${letter}`);
    const row = { email: `${name}@x.org`, emailVerified: true };
    const source = sourceOf(...ids.map((sourceId) => ({ ...row, sourceId, prefs: { [sourceId]: 1 } })));
    const { ended } = await run(source, { mergesEmails: true });
    assert.deepEqual([ended.counts.new, ended.counts.update], [1, 2]);
    assert.deepEqual(await undoImport(core, actor, ended.id), { deleted: 1, kept: 0 });
    await assert.rejects(user(ids[0] ?? ''), { code: 'user_not_found' });
    const { ended: again } = await run({ ...source, digest: `${name} again` }, { mergesEmails: true });
    await renameUser(core, actor, { id: ids[0] as UserId, name: 'Changed' });
    assert.deepEqual(await undoImport(core, actor, again.id), { deleted: 0, kept: 1 });
  });

  it('leave a history that verifies: one entry a batch, or also one a user', async () => {
    const { core, actor } = here;
    const entries = async () =>
      (
        await here.engine.read.db
          .selectFrom('audit')
          .select(['act', 'user_id', 'details'])
          .orderBy('id', 'desc')
          .limit(5)
          .execute()
      ).toReversed();
    const { ended } = await run(sourceOf({ sourceId: `${name}a` }, { sourceId: `${name}b` }));
    const [begun, batch, end] = (await entries()).slice(-3);
    assert.deepEqual([begun?.act, batch?.act, end?.act], ['import.create', 'import.batch', 'import.end']);
    const { digest, ...details } = JSON.parse(batch?.details ?? '{}');
    assert.deepEqual(details, { importId: ended.id, users: 2, first: 1, last: 2 });
    assert.match(digest, /^[0-9a-f]{64}$/);
    await run(sourceOf({ sourceId: `${name}c` }), { history: 'user' });
    assert.ok((await entries()).some(({ act, user_id }) => act === 'user.create' && user_id === `${name}c`));
    while ((await chainHistory(core, { most: 1_000 })) > 0);
    const { findings } = await verifyHistory(core, actor.project.id);
    assert.deepEqual(findings, []);
  });
});
