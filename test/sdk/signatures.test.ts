import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const ROOT = join(import.meta.dirname, '../..');
/** What belongs to other products of Appwrite, and what makes the service itself. */
const elsewhere = /consent|installation|constructor/i;

type Signatures = Readonly<Record<string, readonly string[]>>;

/** Names and marks of the parameters of the positional form of each method, out of a declaration or a source. */
function signatures(source: string): Signatures {
  const withoutComments = source.replace(/\/\*[\s\S]*?\*\//g, '');
  const found = withoutComments.matchAll(/^ {2,4}(\w+)(?:<[^>]*>)?\(([^{}]*?)\): (?:Promise|void)/gm);
  const rows = [...found].flatMap(([, name = '', list = '']) => {
    const names = [...list.matchAll(/(\w+\??): /g)].map(([, parameter = '']) => parameter);
    const told = names.filter((parameter) => parameter !== 'options?');
    return list.includes('...') ? [] : [[name, told] as const];
  });
  return Object.fromEntries(rows);
}

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

describe('the positional form', () => {
  for (const service of ['users', 'account', 'teams']) {
    it(`of ${service} has the methods and the order of node-appwrite`, () => {
      const ours = signatures(read(`sdk/src/generated/${service}.ts`));
      const source = read(`sdk/src/generated/${service}.ts`);
      const theirs = signatures(read(`node_modules/node-appwrite/dist/services/${service}.d.ts`));
      const names = Object.keys(theirs).filter((name) => !elsewhere.test(name));
      const missing = names.filter((name) => !(name in ours) && !source.includes(`get ${name}()`));
      assert.ok(names.length > 10);
      assert.deepEqual(missing, []);
      const both = names.filter((name) => name in ours);
      assert.deepEqual(pick(ours, both), pick(theirs, both));
    });
  }
});

function pick(all: Signatures, names: readonly string[]): Signatures {
  return Object.fromEntries(names.map((name) => [name, all[name] ?? []]));
}
