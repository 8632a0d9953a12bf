import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Directory, directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { sealWith } from '../../crypto/seal.ts';
import type { Schema } from '../../db/schema.ts';
import type { Actor } from '../actor.ts';
import { Failure } from '../failure.ts';
import type { Key } from '../keys/key.ts';
import { createKey, noteKeyUse, revokeKey, setBootstrapKey } from '../keys/keys.ts';
import type { ProjectId } from '../projects/project.ts';
import { createProject } from '../projects/projects.ts';
import { proveSeal } from '../sealing/sealing.ts';
import { setEmail, setPhone } from '../users/addresses.ts';
import { emailOf } from '../users/email.ts';
import { setPassword } from '../users/passwords.ts';
import { phoneOf } from '../users/phone.ts';
import {
  renameUser,
  setEmailVerified,
  setLabels,
  setPhoneVerified,
  setPrefs,
  setStatus,
} from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { createUser, removeUser } from '../users/users.ts';
import { type ActName, acts } from './acts.ts';

const ann = 'ann' as UserId;
const email = emailOf('ann@example.com') as never;
const phone = phoneOf('+14155550123') as never;
/** In every plain password and secret here; must be found nowhere. */
const CANARY = 'canary-7f3a';

const FROM = {
  kind: 'key',
  id: 'k1',
  ip: '203.0.113.7',
  userAgent: 'test/1',
  requestId: 'r-1',
} as const;

type Step = {
  readonly act: ActName;
  readonly run: (here: Directory, actor: Actor, key: () => Key) => Promise<unknown>;
  readonly user?: UserId;
  /** What is recorded beside who, whom and from where; a function of the key where it is named. */
  readonly details?: (key: Key) => unknown;
};

const keyId = ({ id }: Key) => ({ keyId: id });

/** Every act, in an order in which each can be done. */
const steps: readonly Step[] = [
  {
    act: 'project.create',
    run: ({ core }, actor) => createProject(core, actor, { id: actor.project.id, name: 'Shop' }),
    details: () => ({ name: 'Shop' }),
  },
  {
    act: 'key.create',
    run: ({ core }, actor) => createKey(core, actor, { name: 'n', scopes: ['users.read'], expiresAt: null }),
    details: (key) => ({ keyId: key.id, scopes: ['users.read'], expiresAt: null }),
  },
  { act: 'key.use', run: ({ core }, actor, key) => noteKeyUse(core, actor, key()), details: keyId },
  { act: 'key.revoke', run: ({ core }, actor, key) => revokeKey(core, actor, key().id), details: keyId },
  {
    act: 'key.replace',
    run: ({ core }, actor) => setBootstrapKey(core, actor, `${CANARY}-key`),
    details: () => ({ keyId: 'bootstrap' }),
  },
  {
    act: 'seal.create',
    run: ({ core }, actor) => proveSeal(core, actor, sealWith(`${CANARY}-seal`)),
    details: () => ({ keyId: sealWith(`${CANARY}-seal`).keyId }),
  },
  {
    act: 'user.create',
    run: ({ core }, actor) => createUser(core, actor, { id: ann, password: `${CANARY}-one` }),
    user: ann,
  },
  {
    act: 'user.email.update',
    run: ({ core }, actor) => setEmail(core, actor, { id: ann, email }),
    user: ann,
  },
  {
    act: 'user.phone.update',
    run: ({ core }, actor) => setPhone(core, actor, { id: ann, phone }),
    user: ann,
  },
  {
    act: 'user.name.update',
    run: ({ core }, actor) => renameUser(core, actor, { id: ann, name: 'Ann' }),
    user: ann,
  },
  {
    act: 'user.password.update',
    run: ({ core }, actor) => setPassword(core, actor, { id: ann, password: `${CANARY}-two` }),
    user: ann,
  },
  {
    act: 'user.status.update',
    run: ({ core }, actor) => setStatus(core, actor, { id: ann, active: false }),
    user: ann,
    details: () => ({ active: false }),
  },
  {
    act: 'user.email.verification.update',
    run: ({ core }, actor) => setEmailVerified(core, actor, { id: ann, verified: true }),
    user: ann,
    details: () => ({ verified: true }),
  },
  {
    act: 'user.phone.verification.update',
    run: ({ core }, actor) => setPhoneVerified(core, actor, { id: ann, verified: true }),
    user: ann,
    details: () => ({ verified: true }),
  },
  {
    act: 'user.labels.update',
    run: ({ core }, actor) => setLabels(core, actor, { id: ann, labels: ['vip', 'vip'] }),
    user: ann,
    details: () => ({ labels: ['vip'] }),
  },
  {
    act: 'user.prefs.update',
    run: ({ core }, actor) => setPrefs(core, actor, { id: ann, prefs: { a: 1 } }),
    user: ann,
  },
  { act: 'user.delete', run: ({ core }, actor) => removeUser(core, actor, ann), user: ann },
];

onEachEngine('the record', (database) => {
  const here = directory(database);
  const actor: Actor = {
    ...here.actor,
    ...FROM,
    project: { ...here.actor.project, id: 'shop' as ProjectId },
  };
  let key: Key | undefined;
  const made = (): Key => {
    if (!key) throw new Error('the key is made before it is used');
    return key;
  };

  const entries = () =>
    here.core.read.db
      .selectFrom('audit')
      .selectAll()
      .where('project_id', '=', 'shop')
      .orderBy('id')
      .execute();

  for (const { act, run, user = null, details = () => ({}) } of steps) {
    it(`${act} leaves one entry: who, what, whom, from where, when`, async () => {
      here.clock.advance(1);
      const before = await entries();
      const answer = await run(here, actor, made);
      if (act === 'key.create') key = (answer as { key: Key }).key;
      const [entry, ...more] = (await entries()).slice(before.length);
      assert.deepEqual(more, []);
      assert.deepEqual(
        { ...entry, id: undefined, details: JSON.parse(entry?.details ?? '') },
        {
          project_id: 'shop',
          id: undefined,
          at: here.clock.now(),
          act,
          actor_kind: FROM.kind,
          actor_id: FROM.id,
          user_id: user,
          ip: FROM.ip,
          user_agent: FROM.userAgent,
          request_id: FROM.requestId,
          details: details(act.startsWith('key.') ? made() : ({} as Key)),
        },
      );
    });
  }

  it('knows every act', () => {
    assert.deepEqual(steps.map(({ act }) => act).toSorted(), Object.keys(acts).toSorted());
  });

  it('has nothing of what was refused', async () => {
    await createUser(here.core, actor, { id: 'bob' as UserId, email });
    const before = await entries();
    const missing = 'nobody' as UserId;
    const attempts: (() => Promise<unknown>)[] = [
      () => createProject(here.core, actor, { id: actor.project.id, name: 'Again' }),
      () => revokeKey(here.core, actor, 'nothing'),
      () => createUser(here.core, actor, { id: 'bob' as UserId }),
      () => createUser(here.core, actor, { id: 'carl' as UserId, email }),
      () => setEmail(here.core, actor, { id: missing, email }),
      () => setPassword(here.core, actor, { id: missing, password: 'password' }),
      () => setStatus(here.core, actor, { id: missing, active: true }),
      () => removeUser(here.core, actor, missing),
      () =>
        here.core.write(actor, { act: 'user.prefs.update', user: 'bob' }, () =>
          Promise.reject(new Failure('internal')),
        ),
    ];
    for (const attempt of attempts) await assert.rejects(attempt(), Failure);
    assert.deepEqual(await entries(), before);
  });

  it('leaves nothing of a write that it cannot be made for', async () => {
    const impossible = { ...actor, id: 'a\ud800\0' } as Actor;
    const act = { act: 'user.name.update', user: 'bob' } as const;
    const write = here.core.write(impossible, act, async (tx) => {
      await tx.db.updateTable('users').set({ name: 'changed' }).where('id', '=', 'bob').execute();
      if (database.engine === 'sqlite') await tx.db.schema.dropTable('audit').execute();
    });
    await assert.rejects(write);
    const rows = await here.core.read.db.selectFrom('users').select('name').where('id', '=', 'bob').execute();
    assert.deepEqual(rows, [{ name: '' }]);
  });

  it('holds no browser’s whole novel, and no text that an engine cannot store', async () => {
    const userAgent = `Mozilla\0\ud800${'x'.repeat(1_000)}`;
    await renameUser(here.core, { ...actor, userAgent }, { id: 'bob' as UserId, name: 'Bob' });
    assert.equal((await entries()).at(-1)?.user_agent, `Mozilla\ufffd${'x'.repeat(491)}`);
  });

  it('holds no secret, and no table does', async () => {
    const tables = await here.core.read.db.introspection.getTables();
    const rows = await Promise.all(
      tables.map(({ name }) =>
        here.core.read.db
          .selectFrom(name as keyof Schema)
          .selectAll()
          .execute(),
      ),
    );
    const text = JSON.stringify(rows);
    assert.ok(text.includes('user.password.update'));
    assert.ok(!text.includes(CANARY));
  });
});
