import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { skipUnlessWhole } from '../support/extent.ts';
import { fetchedPath } from '../support/fetched-tools.ts';
import { testFolder } from '../support/folders.ts';
import { isAsking, type Member, membersOf, type Reflection } from './docs-members.ts';
import { tool } from './packed.ts';

const SDK = join(import.meta.dirname, '../../sdk');

describe('the reference of the SDK', { skip: skipUnlessWhole }, () => {
  const folder = testFolder();
  let members: readonly Member[] = [];
  before(async () => {
    // Warnings are errors there: of links that lead nowhere, and of what has no comment or a parameter without one.
    const typedoc = fetchedPath('typedoc/bin/typedoc');
    await tool(process.execPath, [typedoc, '--out', folder, '--json', join(folder, 'all.json')], SDK);
    members = membersOf(JSON.parse(readFileSync(join(folder, 'all.json'), 'utf8')) as Reflection);
  });
  const without = (tag: string, those: (member: Member) => boolean) =>
    members.filter((member) => those(member) && !member.tags.includes(tag)).map(({ name }) => name);

  it('is built without a warning, with a page for each service', () => {
    assert.ok(members.length > 300);
    const pages = [
      'index.html',
      ...['Users', 'Account', 'Teams', 'Health'].map((name) => `classes/${name}.html`),
    ];
    assert.deepEqual(
      pages.filter((page) => !existsSync(join(folder, page))),
      [],
    );
  });

  it('has an example of everything that is exported, and of every method', () => {
    assert.deepEqual(
      without('@example', () => true),
      [],
    );
  });

  it('says how each method that asks a server is refused', () => {
    assert.deepEqual(without('@throws', isAsking), []);
  });

  it('says what each function answers', () => {
    assert.deepEqual(
      without('@returns', ({ answers }) => answers !== undefined && answers !== 'void'),
      [],
    );
  });
});
