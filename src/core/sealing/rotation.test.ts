import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type Directory, directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { type Seal, sealWith } from '../../crypto/seal.ts';
import { freshSecret } from '../../crypto/tokens.ts';
import type { Core } from '../core.ts';
import {
  codeHash,
  consumeRecoveryCode,
  createRecoveryCodes,
  getRecoveryCodes,
} from '../factors/recovery-codes.ts';
import { Failure } from '../failure.ts';
import { enqueue } from '../outbox/outbox.ts';
import { importUser } from '../users/imports.ts';
import { hashSchemes } from '../users/passwords.ts';
import type { UserId } from '../users/user.ts';
import { getUser } from '../users/users.ts';
import { rotateSeal } from './rotation.ts';
import { proveSeal } from './sealing.ts';

const STORED = '$md5$5f4dcc3b5aa765d61d8327deb882cf99';
const SEED = 'JBSWY3DPEHPK3PXP';

onEachEngine('the rotation of the sealing key', (database) => {
  const here = directory(database);
  let made = 0;
  let current = freshSecret();

  /** The core of a process that seals with the first secret and opens with all of them. */
  const knowing = (secret: string, ...others: readonly string[]): Core => ({
    ...here.core,
    seal: sealWith(secret, others),
  });

  /** Creates a user with every sealed column under the current key, and the core with the next key. */
  async function arranged() {
    const before = knowing(current);
    assert.ok(await proveSeal(before, here.actor));
    const user = `user${made++}` as UserId;
    const codes = await withEverything(here, before, user);
    const earlier = current;
    current = freshSecret();
    const after = knowing(current, earlier);
    assert.ok(await proveSeal(after, here.actor));
    return { user, earlier, codes: codes.toSorted(), before, after, only: knowing(current) };
  }

  const shown = async (core: Core, user: UserId) => ({
    password: (await getUser(core, here.actor, user)).password,
    codes: (await getRecoveryCodes(core, here.actor, user)).toSorted(),
    rest: await sealedOf(here, core.seal, user),
    hashes: (await hashesOf(here, user)).toSorted(),
  });

  const picture = (core: Core, codes: readonly string[]) => ({
    password: STORED,
    codes,
    rest: [STORED, SEED, 'ann@example.com'],
    hashes: codes.map((code) => codeHash(core, code)).toSorted(),
  });

  it('reseals everything, so that only the new key opens it', async () => {
    const { user, codes, after, only } = await arranged();
    assert.deepEqual(await rotateSeal(after, here.actor), { resealed: 10, unreadable: 0 });
    assert.deepEqual(await shown(only, user), picture(only, codes));
    assert.deepEqual([await proveSeal(only, here.actor)], [true]);
  });

  it('reseals webhooks, what waits for them, fixed codes, and secrets of imports and old systems', async () => {
    const { before, after, only } = await arranged();
    const { project } = here.actor;
    const sealed = before.seal.seal(JSON.stringify({ secret: 'signs', authPassword: '' }));
    const at = { project_id: project.id, sequence: 1 };
    await here.engine.transact(async ({ db }) => {
      const hook = {
        name: '',
        url: '',
        events: '[]',
        auth_username: '',
        error: '',
        updated_at: 1,
        verifies_tls: 1,
      };
      await db
        .insertInto('webhooks')
        .values({ ...at, ...hook, id: 'w', sealed, failures: 0 })
        .execute();
      const due = { id: 'd', webhook_id: 'w', payload: sealed, tries: 0, next_at: 1 };
      await db
        .insertInto('webhook_deliveries')
        .values({ ...at, ...due })
        .execute();
      const mock = { phone: '+14155550123', sealed, updated_at: 1 };
      await db
        .insertInto('mock_phones')
        .values({ ...at, ...mock })
        .execute();
      await db
        .insertInto('import_secrets')
        .values({ project_id: project.id, id: 'i', sealed, created_at: 1 })
        .execute();
      const old = { system: 'okta', url: '', asks: '', options: '{}', sealed, updated_at: 1 };
      await db
        .insertInto('old_systems')
        .values({ project_id: project.id, ...old })
        .execute();
    });
    await rotateSeal(after, here.actor);
    const { db } = here.engine.read;
    const texts = [
      ...(await db.selectFrom('webhooks').select('sealed as text').execute()),
      ...(await db.selectFrom('webhook_deliveries').select('payload as text').execute()),
      ...(await db.selectFrom('mock_phones').select('sealed as text').execute()),
      ...(await db.selectFrom('import_secrets').select('sealed as text').execute()),
      ...(await db.selectFrom('old_systems').select('sealed as text').execute()),
    ];
    await here.engine.transact(async (tx) => {
      await tx.db.deleteFrom('webhooks').execute();
      await tx.db.deleteFrom('webhook_deliveries').execute();
      await tx.db.deleteFrom('mock_phones').execute();
      await tx.db.deleteFrom('import_secrets').execute();
      await tx.db.deleteFrom('old_systems').execute();
    });
    const expected = before.seal.open(sealed);
    assert.deepEqual(
      texts.map(({ text }) => only.seal.open(text)),
      Array(5).fill(expected),
    );
  });

  it('keeps recovery codes valid for one use, before, during and after', async () => {
    const { user, codes, after, only } = await arranged();
    const act = { act: 'user.recovery-codes.update', user } as const;
    const take = (core: Core, code = '') =>
      core.write(here.actor, act, (tx) => consumeRecoveryCode(core, here.actor, tx, { user, code }));
    const before = await take(after, codes[0]);
    await rotateSeal(after, here.actor);
    const taken = [
      before,
      await take(after, codes[1]),
      await take(only, codes[2]),
      await take(only, codes[2]),
    ];
    assert.deepEqual(taken, [true, true, true, false]);
    assert.equal(await take(only, codes[0]), false);
  });

  it('retires the earlier key, which no longer opens the database', async () => {
    const { before, after } = await arranged();
    assert.equal(await proveSeal(before, here.actor), false);
    await rotateSeal(after, here.actor);
    assert.equal(await proveSeal(before, here.actor), false);
  });

  it('resumes after an interruption at any step', async () => {
    const { user, codes, after, only } = await arranged();
    let steps = 0;
    for (let done = false; !done; steps++) {
      const attempt = rotateSeal(breakingAfter(after, 1), here.actor);
      done = await attempt.then(
        () => true,
        () => false,
      );
      const { hashes: _, ...rest } = await shown(after, user);
      const { hashes: __, ...expected } = picture(after, codes);
      assert.deepEqual(rest, expected);
    }
    assert.equal(steps, 6);
    assert.deepEqual(await shown(only, user), picture(only, codes));
  });

  it('loses no concurrent write under either key', async () => {
    const { before, after, only } = await arranged();
    const [early, late] = ['early', 'late'].map((name) => `a-${name}${made}` as UserId);
    const writing = meanwhile(after, async (step) => {
      // Both ids sort before those already processed.
      if (step === 2) await withEverything(here, before, early as UserId);
      if (step === 3) await withEverything(here, after, late as UserId);
    });
    await rotateSeal(writing, here.actor);
    for (const user of [early, late] as UserId[]) {
      const codes = (await getRecoveryCodes(only, here.actor, user)).toSorted();
      assert.equal(codes.length, 6);
      assert.deepEqual(await shown(only, user), picture(only, codes));
    }
  });

  it('keeps concurrent changes', async () => {
    const { user, after, only } = await arranged();
    const writing = meanwhile(after, async (step) => {
      if (step !== 1) return;
      await here.engine.transact((tx) =>
        tx.db.updateTable('users').set({ password: 'changed' }).where('id', '=', user).execute(),
      );
    });
    await rotateSeal(writing, here.actor);
    assert.equal((await getUser(only, here.actor, user)).password, 'changed');
  });

  it('does not finish while a server seals with the earlier key', async () => {
    const { before, after } = await arranged();
    const stubborn = meanwhile(after, () => sendMail(here, before, 'ann@example.com'));
    await assert.rejects(rotateSeal(stubborn, here.actor), {
      data: { code: 'unavailable', reason: 'earlier_sealing_key_in_use' },
    });
    await rotateSeal(after, here.actor);
  });

  it('refuses to start while a needed key is unknown', async () => {
    const { after, earlier } = await arranged();
    const wrong = knowing(freshSecret(), 'a previous secret that is wrong');
    const half = knowing(freshSecret(), current);
    assert.deepEqual([await proveSeal(wrong, here.actor), await proveSeal(half, here.actor)], [false, false]);
    await assert.rejects(rotateSeal(half, here.actor), Failure);
    const third = knowing(freshSecret(), current, earlier);
    assert.equal(await proveSeal(third, here.actor), false, 'one key at a time replaces the other');
    await rotateSeal(after, here.actor);
    assert.equal(await proveSeal(knowing(current), here.actor), true);
  });

  it('lets one of two concurrent rotations begin', async () => {
    const { after, only } = await arranged();
    await rotateSeal(after, here.actor);
    const slow = knowing(freshSecret(), current);
    const swiftly = freshSecret();
    const swift = knowing(swiftly, current);
    const overtaken = meanwhile(slow, async () => {
      assert.ok(await proveSeal(swift, here.actor));
      await rotateSeal(swift, here.actor);
    });
    assert.equal(await proveSeal(overtaken, here.actor), false);
    assert.deepEqual([await proveSeal(only, here.actor), await proveSeal(swift, here.actor)], [false, true]);
    current = swiftly;
  });

  it('skips and counts what no key opens', async () => {
    const { user, after } = await arranged();
    const foreign = sealWith('a secret that nobody knows').seal(SEED);
    await here.engine.transact((tx) =>
      tx.db.updateTable('authenticators').set({ sealed: foreign }).where('user_id', '=', user).execute(),
    );
    const { unreadable } = await rotateSeal(after, here.actor);
    assert.equal(unreadable, 1);
    const rows = here.engine.read.db
      .selectFrom('authenticators')
      .select('sealed')
      .where('user_id', '=', user);
    assert.deepEqual(await rows.execute(), [{ sealed: foreign }]);
  });

  it('writes in bounded batches, each with an audit entry', async () => {
    const { before, after } = await arranged();
    for (let at = 0; at < 1_101; at++) await sendMail(here, before, 'ann@example.com');
    await rotateSeal(after, here.actor);
    const entries = await here.engine.read.db
      .selectFrom('audit')
      .select('act')
      .where('details', '=', JSON.stringify({ keyId: after.seal.keyId }))
      .execute();
    const count = (act: string) => entries.filter((entry) => entry.act === act).length;
    assert.deepEqual([count('seal.create'), count('seal.rotate')], [1, 8]);
  });
});

/** Creates every kind of sealed data of a user. Returns the recovery codes. */
async function withEverything(here: Directory, core: Core, user: UserId): Promise<readonly string[]> {
  const actor = here.under({ passwordHistory: 3 });
  const { md5 } = hashSchemes;
  await importUser(core, actor, { id: user }, { scheme: md5, stored: STORED });
  await here.engine.transact((tx) =>
    tx.db
      .insertInto('authenticators')
      .values({
        project_id: actor.project.id,
        user_id: user,
        kind: 'totp',
        sealed: core.seal.seal(SEED),
        verified_at: 1,
        last_step: null,
      })
      .execute(),
  );
  await sendMail(here, core, 'ann@example.com', user);
  return createRecoveryCodes(core, actor, user);
}

async function sendMail(here: Directory, core: Core, to: string, user: string | null = null): Promise<void> {
  const message = { kind: 'mail', purpose: 'recovery', to, name: '' } as const;
  const act = { act: 'user.name.update' } as const;
  await here.core.write(here.actor, act, (tx) => enqueue(core, here.actor, tx, { user, message }));
}

/** Returns the opened texts of history, authenticators and outbox. */
async function sealedOf({ engine }: Directory, { open }: Seal, user: string): Promise<readonly unknown[]> {
  const { db } = engine.read;
  const history = await db
    .selectFrom('password_history')
    .select('password')
    .where('user_id', '=', user)
    .execute();
  const seeds = await db.selectFrom('authenticators').select('sealed').where('user_id', '=', user).execute();
  const mails = await db.selectFrom('outbox').select('payload').where('user_id', '=', user).execute();
  return [
    ...history.map(({ password }) => open(password.replace('sealed:', ''))),
    ...seeds.map(({ sealed }) => open(sealed)),
    ...mails.map(({ payload }) => (JSON.parse(open(payload) ?? '{}') as { to?: string }).to),
  ];
}

async function hashesOf({ engine }: Directory, user: string): Promise<readonly string[]> {
  const rows = engine.read.db.selectFrom('recovery_codes').select('code_hash').where('user_id', '=', user);
  return (await rows.execute()).map(({ code_hash }) => code_hash);
}

/** A core whose process dies after the given number of writes. */
function breakingAfter(core: Core, writes: number): Core {
  let left = writes;
  return {
    ...core,
    write: (actor, act, work) =>
      left-- > 0 ? core.write(actor, act, work) : Promise.reject(new Error('the process ended')),
  };
}

/** A core with an event before each of its writes. */
function meanwhile(core: Core, happens: (step: number) => Promise<void>): Core {
  let step = 0;
  return {
    ...core,
    write: async (actor, act, work) => {
      await happens(++step);
      return core.write(actor, act, work);
    },
  };
}
