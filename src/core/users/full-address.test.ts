import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import type { Listing } from '../listing/listing.ts';
import { emailOf } from './email.ts';
import { listUsers } from './list.ts';
import { phoneOf } from './phone.ts';
import type { UserId } from './user.ts';
import { createUser } from './users.ts';

const people = {
  abe: { email: 'ann.lee@example.com', phone: '+61412345' },
  bob: { email: 'ann.x@example.com', phone: '+614123456789' },
  ann: { email: 'ann@example.com', phone: '+61412345678' },
  cid: { email: 'ann@bücher.example', phone: '+4930123456' },
};

onEachEngine('a search for a whole address', (database) => {
  const here = directory(database);

  before(async () => {
    for (const [id, { email, phone }] of Object.entries(people)) {
      const addresses = { email: emailOf(email), phone: phoneOf(phone) };
      await createUser(here.core, here.actor, { id: id as UserId, ...addresses } as never);
    }
  });

  it('finds its owner first, and then those with words that begin alike', async () => {
    assert.deepEqual(await found('ANN@example.com '), ['ann', 'abe', 'bob']);
    assert.deepEqual(await found('ann@example.com', { offset: 1 }), ['abe', 'bob']);
    assert.deepEqual(await found('ann@example.com', { cursor: { id: 'ann', before: false } }), [
      'abe',
      'bob',
    ]);
    assert.deepEqual(await found('ann@example.com', { cursor: { id: 'bob', before: true } }), ['ann', 'abe']);
    assert.deepEqual(await found('+610412345678'), ['ann', 'bob']);
  });

  it('keeps an order that is asked for', async () => {
    const orders = [{ attribute: 'sequence', descending: false }];
    assert.deepEqual(await found('ann@example.com', { orders }), ['abe', 'bob', 'ann']);
  });

  it('reads an international domain in letters and encoded', async () => {
    for (const text of ['ann@bücher.example', 'ann@xn--bcher-kva.example', 'bucher'])
      assert.deepEqual(await found(text), ['cid']);
  });

  async function found(search: string, more: Partial<Listing> = {}): Promise<readonly string[]> {
    const listing = { filters: [], orders: [], limit: 25, offset: 0, counted: false, search, ...more };
    return (await listUsers(here.core, here.actor, listing)).rows.map((user) => user.id);
  }
});
