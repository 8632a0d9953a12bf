import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import type { Instant } from '../instant.ts';
import type { UserId } from '../users/user.ts';
import { createUser } from '../users/users.ts';
import { userKeyLastUsedTracker } from './last-used.ts';
import {
  authenticateUserKey,
  createUserKey,
  type KeyOwner,
  recordUserKeyUse,
  revokeUserKey,
} from './user-keys.ts';

const CROWD = 50;
const HOUR_MS = 3_600_000;

onEachEngine('the use of a user key', (database) => {
  const here = directory(database);
  const project = here.actor.project.id;
  const person = async (name: string): Promise<KeyOwner> => {
    await createUser(here.core, here.actor, { id: name as UserId });
    return { kind: 'user', id: name };
  };
  const make = (owner: KeyOwner) =>
    createUserKey(here.core, here.actor, owner, { name: 'laptop', permissions: [], revokeAt: null });

  it('does not restore a revoked key', async () => {
    const owner = await person('hal');
    const { key, secret } = await make(owner);
    const from = { ...here.actor, ip: '203.0.113.7', userAgent: 'mix' };
    const uses = Array.from({ length: CROWD }, () => recordUserKeyUse(here.core, from, key));
    const [revoked] = await Promise.all([revokeUserKey(here.core, here.actor, owner, 'laptop'), ...uses]);
    await recordUserKeyUse(here.core, from, key);
    const known = await authenticateUserKey(here.core, project, secret);
    assert.deepEqual(
      [known?.state, known?.key.revokedAt, known?.key.updatedAtMicros],
      ['revoked', revoked.revokedAt, revoked.updatedAtMicros],
    );
  });

  it('is recorded with its origin, once an hour, after the response', async () => {
    const owner = await person('pat');
    const { secret } = await make(owner);
    const known = async () => (await authenticateUserKey(here.core, project, secret))?.key ?? assert.fail();
    const writes: Promise<unknown>[] = [];
    const counting = {
      ...here.core,
      unaudited: <T>(work: Parameters<typeof here.core.unaudited<T>>[0]) => {
        const writing = here.core.unaudited(work);
        writes.push(writing);
        return writing;
      },
    };
    const note = userKeyLastUsedTracker(counting, (error) => assert.fail(String(error)));
    const from = { ...here.actor, ip: '203.0.113.7', userAgent: `mix\0${'x'.repeat(300)}` };
    note(from, await known());
    note(from, await known());
    await Promise.all(writes);
    const { lastUse } = await known();
    here.clock.advance(HOUR_MS);
    note(from, await known());
    await Promise.all(writes);
    assert.deepEqual(
      [writes.length, lastUse],
      [
        2,
        {
          usedAt: (here.clock.now() - HOUR_MS) as Instant,
          ip: '203.0.113.7',
          userAgent: `mix${'x'.repeat(251)}`,
        },
      ],
    );
  });
});
