import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fuzzRuns } from '../../../test/support/extent.ts';
import { encode, encodeEntry, entryHash, GENESIS_HASH, type Placed, personalHash } from './encoding.ts';

const entry: Placed = {
  project_id: 'shop',
  lane: 0,
  position: 1,
  id: '0634a5b3c1d2e0000001',
  at: 1_790_000_000_000,
  act: 'user.name.update',
  actor_kind: 'key',
  actor_id: 'import',
  acting_as: null,
  user_id: 'ann',
  request_id: '',
  details: '{"ä":1}',
};

describe('the encoding of an entry', () => {
  it('produces this text', () => {
    assert.equal(
      encodeEntry(entry, 'ab'),
      '17:denizen history 1,4:shop,1:1,20:0634a5b3c1d2e0000001,13:1790000000000,16:user.name.update,3:key,6:import,-,3:ann,0:,8:{"ä":1},2:ab,',
    );
  });

  it('produces these hashes', () => {
    const person = { ip: '203.0.113.7', user_agent: null, act: 'user.create', details: '{}' };
    const labelled = { ...person, act: 'user.labels.update', details: '{"labels":["vip"]}' };
    assert.deepEqual(
      [entryHash(GENESIS_HASH, entry, 'ab'), personalHash(person, '00ff'), personalHash(labelled, '00ff')],
      [
        '41d6b6366e06cd931291d8bc85607978d7e630bad743d7361956f8147d5f1f16',
        'a5ad9f292113bd3b9168b2a3f091481348be4fd35a1eb95386057c688ed31a09',
        'cec364161b45752492049aeb5f6327889886d6a4024c34ab9ab15e69b59506f6',
      ],
    );
  });

  it('covers personal details only through the personal hash', () => {
    const labels = { ...entry, act: 'user.labels.update' };
    assert.equal(encodeEntry({ ...labels, details: '{"labels":["vip"]}' }, ''), encodeEntry(labels, ''));
  });

  it('differs for every two entries', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('-,', '1:a,', ':', ',', ''));
    const maybe = fc.option(text);
    const entries = fc.record({
      project_id: text,
      lane: fc.nat({ max: 3 }),
      id: text,
      act: text,
      actor_kind: text,
      details: text,
      actor_id: maybe,
      acting_as: maybe,
      user_id: maybe,
      request_id: maybe,
      at: fc.nat(),
      position: fc.nat(),
    });
    const fields = fc.array(maybe, { maxLength: 4 });
    const sameAs = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
    fc.assert(
      fc.property(fc.tuple(entries, text), fc.tuple(entries, text), (one, other) => {
        const same = sameAs(one, other);
        return same === (encodeEntry(...one) === encodeEntry(...other));
      }),
    );
    fc.assert(
      fc.property(fields, fields, (one, other) => sameAs(one, other) === (encode(one) === encode(other))),
      { numRuns: fuzzRuns(2_000) },
    );
  });

  it('decodes to the original fields', () => {
    const fields = fc.array(fc.option(fc.string({ unit: 'binary' })), { maxLength: 13 });
    fc.assert(fc.property(fields, (list) => assert.deepEqual(decoded(encode(list)), list)));
  });

  it('changes with any single field', () => {
    const changed = Object.keys(entry).map((name) => {
      const field = name as keyof Placed;
      const other = typeof entry[field] === 'number' ? 7 : `${entry[field] ?? ''}x`;
      return entryHash(GENESIS_HASH, { ...entry, [field]: other } as Placed, 'ab');
    });
    const all = [
      ...changed,
      entryHash('1'.repeat(64), entry, 'ab'),
      entryHash(GENESIS_HASH, entry, 'ac'),
      entryHash(GENESIS_HASH, entry, 'ab'),
    ];
    assert.equal(new Set(all).size, Object.keys(entry).length + 3);
  });
});

function decoded(text: string): readonly (string | null)[] {
  const fields: (string | null)[] = [];
  for (let rest = Buffer.from(text); rest.length > 0; ) {
    if (rest[0] === 0x2d) {
      fields.push(null);
      rest = rest.subarray(2);
      continue;
    }
    const colon = rest.indexOf(':');
    const end = colon + 1 + Number(rest.subarray(0, colon).toString());
    fields.push(rest.subarray(colon + 1, end).toString());
    rest = rest.subarray(end + 1);
  }
  return fields;
}
