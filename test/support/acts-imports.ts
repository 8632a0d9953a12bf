import type { Actor } from '../../src/core/actor.ts';
import type { ImportJob } from '../../src/core/import-jobs/import-job.ts';
import { cancelImport, createImportJob } from '../../src/core/import-jobs/import-jobs.ts';
import type { ImportPlace } from '../../src/core/import-jobs/upload-folder.ts';
import { defaultPlan, type Import, type ImportSource } from '../../src/core/imports/import.ts';
import { prepareImport, runImport } from '../../src/core/imports/run.ts';
import { undoImport } from '../../src/core/imports/undo.ts';
import type { SourceUser } from '../../src/imports/source.ts';
import type { Step } from './acts.ts';
import type { Directory } from './directory.ts';
import { testFolder } from './folders.ts';

const row = { kind: 'user', file: 'users.json', row: 1, sourceId: 'imported' } as const;

function sourceOf(digest: string, rows: readonly SourceUser[]): ImportSource {
  return {
    ...{ system: 'other', digest, files: ['users.json'] },
    items: async function* () {
      yield* rows;
    },
  };
}

const importing = ({ core }: Directory, actor: Actor) => ({
  ...{ core, actor, plan: { ...defaultPlan, onConflict: 'update' as const } },
  storedHashOf: () => ({ refused: 'it has none' }),
});

/** Begins an import whose files cannot be read any more. */
async function begin(here: Directory, actor: Actor, digest: string): Promise<void> {
  const how = importing(here, actor);
  const source = sourceOf(digest, [row]);
  const gone: ImportSource = {
    ...source,
    items: () => {
      throw new Error('the files are gone');
    },
  };
  const prepared = await prepareImport(how, source);
  await runImport(how, gone, prepared).catch(() => {});
}

async function goOn(
  here: Directory,
  actor: Actor,
  digest: string,
  rows: readonly SourceUser[],
): Promise<Import> {
  const how = importing(here, actor);
  const source = sourceOf(digest, rows);
  return runImport(how, source, await prepareImport(how, source));
}

const beginning = (digest: string): Step => ({
  act: 'import.create',
  run: async (here, actor) => {
    await begin(here, actor, digest);
    return here.core.read.db
      .selectFrom('imports')
      .select('id')
      .where('project_id', '=', actor.project.id)
      .where('digest', '=', digest)
      .executeTakeFirstOrThrow();
  },
  details: (_, answer) => ({ importId: (answer as Import).id, system: 'other', digest }),
});

let empty = '';

let folder: string | undefined;

/** Where files would lie. */
function place(): ImportPlace {
  folder ??= testFolder();
  return { folder, server: 'one', mostBytes: 1_000 };
}

async function newestJob(here: Directory, actor: Actor): Promise<string> {
  const { id } = await here.core.read.db
    .selectFrom('import_jobs')
    .select('id')
    .where('project_id', '=', actor.project.id)
    .orderBy('sequence', 'desc')
    .executeTakeFirstOrThrow();
  return id;
}

/** Acts of imports, each begun before, so that its entry is the first. */
export const importSteps: readonly Step[] = [
  beginning('one'),
  {
    act: 'import.batch',
    also: ['import.end'],
    run: (here, actor) => goOn(here, actor, 'one', [row]),
    details: (_, answer) => ({
      importId: (answer as Import).id,
      // Of the ids of the batch.
      digest: '8c448fc86d19ea3a7f0144ee1e000ff28def8e0505dc29b4fa0e7bbf5c54c228',
      ...{ users: 1, first: 1, last: 1 },
    }),
  },
  beginning('two'),
  {
    act: 'user.import',
    also: ['import.end'],
    user: 'imported' as never,
    run: (here, actor) => goOn(here, actor, 'two', [{ ...row, name: 'Imported' }]),
    details: (_, answer) => ({ importId: (answer as Import).id }),
  },
  beginning('three'),
  {
    act: 'import.end',
    run: async (here, actor) => {
      const ended = await goOn(here, actor, 'three', [{ ...row, name: 'Imported' }]);
      empty = ended.id;
      return ended;
    },
    details: (_, answer) => ({ importId: (answer as Import).id, created: 0, updated: 0, rows: 1 }),
  },
  {
    act: 'import.undo',
    run: ({ core }, actor) => undoImport(core, actor, empty),
    details: () => ({ importId: empty, deleted: 0, kept: 0 }),
  },
  {
    act: 'import-job.create',
    run: ({ core }, actor) => createImportJob(core, actor, place()),
    details: (_, answer) => ({ jobId: (answer as ImportJob).id }),
  },
  {
    act: 'import-job.update',
    run: async (here, actor) => cancelImport(here.core, actor, place(), await newestJob(here, actor)),
    details: (_, answer) => ({ jobId: (answer as ImportJob).id, change: 'cancel', digest: null }),
  },
];
