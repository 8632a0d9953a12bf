import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { until } from '../../../test/support/patience.ts';
import { Failure } from '../failure.ts';
import { hours, instantOf } from '../instant.ts';
import { bootstrap } from '../projects/bootstrap.ts';
import type { Project, ProjectId } from '../projects/project.ts';
import { createProject } from '../projects/projects.ts';
import {
  authenticateKey,
  createEphemeralKey,
  createKey,
  listKeys,
  recordKeyUse,
  revokeKey,
  setBootstrapKey,
} from './keys.ts';
import { keyLastUsedTracker } from './last-used.ts';
import { everyScope } from './scopes.ts';

const refused = (code: string) => (error: unknown) => error instanceof Failure && error.code === code;
const FOREVER = { name: 'Test', scopes: ['*'], expiresAt: null } as const;

onEachEngine('keys', (database) => {
  const here = directory(database);
  const project = here.actor.project.id;

  const scopesOf = async (secret: string | undefined, of = project) => {
    const { key, scopes } = await authenticateKey(here.core, of, secret);
    return { key: key?.id, scopes: [...scopes] };
  };

  it('a caller has the scopes of the key, and health.read', async () => {
    const { key, secret } = await createKey(here.core, here.actor, { ...FOREVER, scopes: ['users.read'] });
    assert.deepEqual(await scopesOf(secret), { key: key.id, scopes: ['health.read', 'users.read'] });
  });

  it('a key with all scopes has every existing scope', async () => {
    const { key, secret } = await createKey(here.core, here.actor, FOREVER);
    assert.deepEqual(await scopesOf(secret), { key: key.id, scopes: everyScope });
  });

  it('a caller with an unknown secret, or none, has no key', async () => {
    const { secret } = await createKey(here.core, here.actor, FOREVER);
    const secrets = [undefined, '', 'standard_', secret.slice(0, -1), `${secret} `, secret.toUpperCase()];
    const nobody = { key: undefined, scopes: [] };
    assert.deepEqual(
      await Promise.all(secrets.map((tried) => scopesOf(tried))),
      secrets.map(() => nobody),
    );
  });

  it('a key is valid in its own project only', async () => {
    const other = { ...here.actor.project, id: 'other' as ProjectId };
    await createProject(here.core, { ...here.actor, project: other }, { id: other.id, name: 'Other' });
    const { secret } = await createKey(here.core, here.actor, FOREVER);
    assert.deepEqual(await scopesOf(secret, other.id), { key: undefined, scopes: [] });
    await assert.rejects(scopesOf(secret, 'nowhere' as ProjectId), refused('project_not_found'));
  });

  it('a key is valid until the moment it expires', async () => {
    const expiresAt = instantOf(here.clock.now() + 1_000);
    const { key, secret } = await createKey(here.core, here.actor, { ...FOREVER, expiresAt });
    here.clock.advance(999);
    assert.equal((await scopesOf(secret)).key, key.id);
    here.clock.advance(1);
    await assert.rejects(scopesOf(secret), refused('key_expired'));
  });

  it('an ephemeral key is valid until the moment that its creation names', async () => {
    const { key } = await createKey(here.core, here.actor, FOREVER);
    const actor = { ...here.actor, kind: 'key', id: key.id } as const;
    // Late in a second of the clock: a token with whole seconds would end at once.
    here.clock.advance(999 - (here.clock.now() % 1_000));
    const { secret, expiresAt } = await createEphemeralKey(here.core, actor, { scopes: [], seconds: 1 });
    assert.equal(expiresAt - here.clock.now(), 1_000);
    here.clock.advance(999);
    assert.equal((await scopesOf(secret)).key, key.id);
    here.clock.advance(1);
    await assert.rejects(scopesOf(secret), refused('key_expired'));
  });

  it('a revoked key is invalid for the next request, and cannot be revoked again', async () => {
    const { key, secret } = await createKey(here.core, here.actor, FOREVER);
    await revokeKey(here.core, here.actor, key.id);
    assert.deepEqual(await scopesOf(secret), { key: undefined, scopes: [] });
    await assert.rejects(revokeKey(here.core, here.actor, key.id), refused('key_not_found'));
  });

  it('keys are listed oldest first, without their secrets', async () => {
    const actor = inside('listed');
    const { first, second } = await twoKeys(actor);
    assert.deepEqual(await listKeys(here.core, actor.project.id), [first.key, second.key]);
  });

  it('secrets are stored as a hash and nowhere else', async () => {
    const actor = inside('hashed');
    const secrets = Object.values(await twoKeys(actor)).map(({ secret }) => secret);
    const rows = await here.core.read.db
      .selectFrom('keys')
      .selectAll()
      .where('project_id', '=', 'hashed')
      .execute();
    assert.deepEqual(
      rows.map((row) => row.secret_hash.length),
      [64, 64],
    );
    for (const secret of secrets) {
      assert.match(secret, /^standard_[0-9a-f]{64}$/);
      assert.ok(!JSON.stringify(rows).includes(secret.slice('standard_'.length)));
    }
  });

  it('use is recorded with its time, which does not go back', async () => {
    const { key, secret } = await createKey(here.core, here.actor, FOREVER);
    await recordKeyUse(here.core, here.actor, key);
    const used = here.clock.now();
    here.clock.advance(-5_000);
    await recordKeyUse(here.core, here.actor, key);
    here.clock.advance(5_000);
    assert.equal((await authenticateKey(here.core, project, secret)).key?.lastUsedAt, used);
  });

  it('use is recorded once an hour, for any number of requests', async () => {
    const { key, secret } = await createKey(here.core, here.actor, FOREVER);
    const failures: unknown[] = [];
    const note = keyLastUsedTracker(here.core, (error) => failures.push(error));
    // Long enough for a write in the background, had there been one.
    const written = () => setTimeout(50);
    const uses = () =>
      here.core.read.db
        .selectFrom('audit')
        .select('id')
        .where('act', '=', 'key.use')
        .where('details', 'like', `%${key.id}%`)
        .execute();
    for (const wait of [0, 1, hours(1) - 2, 1, 1]) {
      here.clock.advance(wait);
      for (let request = 0; request < 3; request++) {
        note(here.actor, (await authenticateKey(here.core, project, secret)).key ?? key);
      }
      await written();
    }
    // The second may still be on its way on a busy machine.
    await until(async () => (await uses()).length >= 2);
    assert.deepEqual([(await uses()).length, failures], [2, []]);
  });

  it('the configured key has every scope, and another secret replaces it', async () => {
    const actor = inside('settings');
    await made(actor);
    await setBootstrapKey(here.core, actor, 'the first secret');
    await setBootstrapKey(here.core, actor, 'the first secret');
    assert.deepEqual(await scopesOf('the first secret', actor.project.id), {
      key: 'bootstrap',
      scopes: everyScope,
    });
    await setBootstrapKey(here.core, actor, 'the second secret');
    assert.deepEqual(await scopesOf('the first secret', actor.project.id), { key: undefined, scopes: [] });
    assert.equal((await scopesOf('the second secret', actor.project.id)).key, 'bootstrap');
    assert.equal((await listKeys(here.core, actor.project.id)).length, 1);
  });

  it('the configured key may be an existing key with every scope, and not one with fewer', async () => {
    const { secret } = await createKey(here.core, here.actor, FOREVER);
    const { secret: lesser } = await createKey(here.core, here.actor, { ...FOREVER, scopes: ['users.read'] });
    await setBootstrapKey(here.core, here.actor, secret);
    const refusal = { code: 'bootstrap_key_limited' };
    await assert.rejects(setBootstrapKey(here.core, here.actor, lesser), refusal);
  });

  it('a start creates a project and a key once, also when several start at once', async () => {
    const starts = Array.from({ length: 4 }, () =>
      bootstrap(here.core, (known) => ({ ...here.actor, project: known ?? here.actor.project }), {
        project: 'started',
        apiKey: undefined,
      }),
    );
    const outcomes = await Promise.all(starts);
    assert.deepEqual([...new Set(outcomes.map((outcome) => outcome.project.id))], ['started']);
    assert.equal(outcomes.filter((outcome) => outcome.secret !== undefined).length, 1);
    assert.equal((await listKeys(here.core, 'started' as ProjectId)).length, 1);
  });

  /** The same actor in another project. */
  function inside(id: string) {
    const other: Project = { ...here.actor.project, id: id as ProjectId };
    return { ...here.actor, project: other };
  }

  async function made(actor: ReturnType<typeof inside>) {
    await createProject(here.core, actor, { id: actor.project.id, name: '' });
  }

  async function twoKeys(actor: ReturnType<typeof inside>) {
    await made(actor);
    const first = await createKey(here.core, actor, FOREVER);
    here.clock.advance(1);
    const second = await createKey(here.core, actor, { ...FOREVER, scopes: ['users.read'] });
    return { first, second };
  }
});
