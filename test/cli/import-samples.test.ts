import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { importCommand } from '../../src/cli/import.ts';
import { projectsCreate } from '../../src/cli/projects.ts';
import { usersShow } from '../../src/cli/users.ts';
import { inputOf, readExpected, SAMPLES } from '../imports/sample-input.ts';
import { commandsOn } from '../support/commands.ts';
import { onEachEngine } from '../support/engines.ts';
import { isWhole } from '../support/extent.ts';

type Ended = { readonly state: string; readonly counts: Readonly<Record<string, number>> };
type Shown = { readonly id: string };

/** The quick set has one of each reader. */
const QUICK = ['csv', 'firebase', 'keycloak', 'ldif', 'nextcloud', 'prestashop', 'supabase', 'zitadel'];

onEachEngine('a sample of another system on the command line', (database) => {
  for (const system of readdirSync(SAMPLES).filter(
    (name) => isSample(name) && (isWhole || QUICK.includes(name)),
  ))
    it(`of ${system} is imported, with the passwords of its users`, async () => {
      const expected = readExpected(system);
      const project = `from-${system}`;
      const { text, json } = commandsOn(database, project);
      await text((args, output) => projectsCreate(args, output, { id: project, name: system }));
      const input = await inputOf(system, expected);
      const ended = await json<Ended>((args, output) => importCommand(args, output, input));
      assert.deepEqual(
        [ended.state, ended.counts.new, ended.counts.refused, ended.counts.conflict],
        ['ended', expected.users.length + (expected.others?.length ?? 0), 0, 0],
      );
      const ann = expected.users.find(({ email }) => email === 'ann@example.com');
      if (ann === undefined) return;
      const shown = await json<Shown>((args, output) => usersShow(args, output, 'ann@example.com'));
      assert.ok(shown.id);
    });
});

function isSample(name: string): boolean {
  return existsSync(join(SAMPLES, name, 'expected.json'));
}
