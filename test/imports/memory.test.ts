import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { SourceFile, System } from '../../src/imports/source.ts';
import { auth0 } from '../../src/imports/systems/auth0.ts';
import { csv } from '../../src/imports/systems/csv.ts';
import { keycloak } from '../../src/imports/systems/keycloak.ts';
import { isWhole } from '../support/extent.ts';
import { inScratch, textFile } from './samples.ts';

const MEBIBYTE = 1_048_576;
const ROWS = isWhole ? 300_000 : 30_000;
const ROWS_PER_LOOK = ROWS / 6;
/** Far below what the rows take: a third of a KiB of text each, and some KiB as objects. */
const MOST_GROWTH = isWhole ? 16 * MEBIBYTE : 4 * MEBIBYTE;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Rows that are made while they are read, so that they lie nowhere. */
function generated(name: string, row: (at: number) => string, [before, after] = ['', '']): SourceFile {
  return {
    name,
    open: async function* () {
      yield Buffer.from(before);
      for (let at = 0; at < ROWS; at += 500)
        yield Buffer.from(Array.from({ length: 500 }, (_, step) => row(at + step)).join(''));
      yield Buffer.from(after);
    },
  };
}

/** The largest heap while users go by, beyond that after the first of them. */
async function growthOf(system: System, files: readonly SourceFile[]): Promise<number> {
  return inScratch(async (folder) => {
    let [count, first, most] = [0, 0, 0];
    for await (const item of system.read(files, {}, { folder })) {
      assert.equal(item.kind, 'user');
      if (++count % ROWS_PER_LOOK !== 0) continue;
      collect();
      const heap = process.memoryUsage().heapUsed;
      if (first === 0) first = heap;
      most = Math.max(most, heap);
    }
    assert.equal(count, ROWS);
    return most - first;
  });
}

const user = (at: number) =>
  `{"user_id":"auth0|${at}","email":"u${at}@example.com","email_verified":true,"name":"Ann Lee ${at}","created_at":"2024-01-15T09:30:00.000Z","user_metadata":{"theme":"dark"}}\n`;

describe('memory', () => {
  it('does not grow with the rows of NDJSON', async () => {
    assert.ok((await growthOf(auth0, [generated('users.ndjson', user)])) < MOST_GROWTH);
  });

  it('does not grow with the rows of CSV', async () => {
    const mapping = { id: 'id', email: 'mail', name: { join: ['first', 'last'] }, prefs: { note: 'note' } };
    const rows = generated('t.csv', (at) => `${at},Ann,Lee,u${at}@example.com,"a ""note"""\n`, [
      'id,first,last,mail,note\n',
      '',
    ]);
    assert.ok((await growthOf(csv, [textFile('m.json', JSON.stringify(mapping)), rows])) < MOST_GROWTH);
  });

  it('does not grow with the users within one object', async () => {
    const one = (at: number) =>
      `${at ? ',' : ''}{"id":"${at}","username":"u${at}","enabled":true,"email":"u${at}@example.com","credentials":[]}`;
    const file = generated('shop-users-0.json', one, ['{"realm":"shop","users":[', ']}']);
    assert.ok((await growthOf(keycloak, [file])) < MOST_GROWTH);
  });
});
