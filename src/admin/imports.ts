import { z } from 'zod';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import type { ImportJob } from '../core/import-jobs/import-job.ts';
import {
  cancelImport,
  checkImport,
  createImportJob,
  deleteFile,
  FILE_NAME,
  FILE_NAME_RULE,
  getImportJob,
  IMPORTS_LISTED_AT_MOST,
  listImportJobs,
  pauseImport,
  readReport,
  receiveFile,
  resumeImport,
  runImportJob,
  tryCanaries,
  undoImportJob,
} from '../core/import-jobs/import-jobs.ts';
import { folderOf, isHere, keptSamples } from '../core/import-jobs/upload-folder.ts';
import { input, optional } from '../http/param.ts';
import { readUpload } from '../http/uploads.ts';
import { systems } from '../imports/systems/all.ts';
import { importListModel, importModel, type ShownImport, systemListModel } from './import-models.ts';
import { canaries, checkParams, confirm, digest, planOf } from './import-params.ts';
import { idInPath, inPath, limitAtMost, projectInPath, sequenceCursor } from './params.ts';
import { type AdminEndpoint, type Call, endpoint, Streamed } from './route.ts';

const tag = 'imports';
const path = '/projects/:project/imports';
const NDJSON = 'application/x-ndjson';
const ofImport = { project: projectInPath, import: idInPath('Id of the import.') };
const file = inPath(input(z.string().regex(FILE_NAME), 'must be a name of a file', FILE_NAME_RULE));
const mayRead = { access: { permission: 'imports.read' } } as const;
const mayWrite = { access: { permission: 'imports.write' } } as const;
const DEFAULT_ROWS = 50;
const one = { status: 200, model: importModel } as const;

/** The changes of an import, each a request of its own. */
const changes = [
  { name: 'pause', summary: 'Pause an import after the batch that is being written', change: pause },
  { name: 'resume', summary: 'Resume a paused import behind its last batch', change: resume },
  { name: 'cancel', summary: 'Cancel an import and remove its files; what it wrote stays', change: cancel },
] as const;

/** Endpoints of imports of uploaded files. */
export const importRoutes: readonly AdminEndpoint[] = [
  endpoint({
    ...{ method: 'GET', path: '/import-systems', operation: 'listImportSystems' },
    ...{
      summary: 'List the systems whose files can be imported',
      tag,
      meta: { access: 'signed-in' },
      input: {},
    },
    output: { status: 200, model: systemListModel },
    run: async () => ({ rows: systems }),
  }),
  endpoint({
    ...{
      method: 'POST',
      path,
      operation: 'createImport',
      summary: 'Create an import, which takes files then',
    },
    ...{ tag, meta: mayWrite, input: { project: projectInPath } },
    output: { status: 201, model: importModel },
    run: async (core, call) => shown(call, await createImportJob(core, call.actor, placeOf(call))),
  }),
  endpoint({
    ...{ method: 'GET', path, operation: 'listImports', summary: 'List imports, newest first' },
    ...{ tag, meta: mayRead },
    input: {
      project: projectInPath,
      cursor: optional(sequenceCursor),
      limit: optional(limitAtMost(IMPORTS_LISTED_AT_MOST)),
    },
    output: { status: 200, model: importListModel },
    run: async (core, { actor }, { cursor, limit = DEFAULT_ROWS }) => {
      const { rows, others } = await listImportJobs(core, actor, { before: cursor, limit });
      return { rows, others, next: rows.length < limit ? null : String(rows.at(-1)?.sequence) };
    },
  }),
  endpoint({
    ...{ method: 'GET', path: `${path}/:import`, operation: 'getImport', summary: 'Get an import' },
    ...{ tag, meta: mayRead, input: ofImport, output: one },
    run: async (core, call, { import: id }) => shown(call, await getImportJob(core, call.actor, id)),
  }),
  endpoint({
    ...{ method: 'PUT', path: `${path}/:import/files/:file`, operation: 'uploadImportFile' },
    summary: 'Upload a file of an import; the body is the file as it is, also packed by gzip or zip',
    ...{ tag, meta: { ...mayWrite, takesStream: true }, input: { ...ofImport, file }, output: one },
    run: (core, call, { import: id, file: name }) => upload(core, call, { id, name }),
  }),
  endpoint({
    ...{ method: 'DELETE', path: `${path}/:import/files/:file`, operation: 'deleteImportFile' },
    summary: 'Remove a file of an import',
    ...{ tag, meta: mayWrite, input: { ...ofImport, file }, output: one },
    run: async (core, call, { import: id, file: name }) =>
      shown(call, await deleteFile(core, call.actor, placeOf(call), { id, name })),
  }),
  endpoint({
    ...{ method: 'POST', path: `${path}/:import/check`, operation: 'checkImport' },
    summary: 'Begin a dry run: what would become of each row',
    ...{ tag, meta: mayWrite, input: { ...ofImport, ...checkParams } },
    output: { status: 202, model: importModel },
    run: async (core, call, { import: id, system, options, secrets }) => {
      const wanted = { id, system, plan: planOf(options), secrets };
      return shown(call, await checkImport(core, call.actor, placeOf(call), wanted));
    },
  }),
  endpoint({
    ...{ method: 'POST', path: `${path}/:import/canaries`, operation: 'tryImportCanaries' },
    summary: 'Try sign-ins with the rows of the files',
    ...{ tag, meta: mayWrite, input: { ...ofImport, canaries } },
    output: { status: 202, model: importModel },
    run: async (core, call, { import: id, canaries: list }) =>
      shown(call, await tryCanaries(core, call.actor, placeOf(call), { id, list })),
  }),
  endpoint({
    ...{ method: 'POST', path: `${path}/:import/run`, operation: 'runImport' },
    summary: 'Begin to write what the dry run has found',
    ...{ tag, meta: { ...mayWrite, isDangerous: true } },
    input: { ...ofImport, digest, confirm: optional(confirm) },
    output: { status: 202, model: importModel },
    run: async (core, call, { import: id, digest: seen, confirm: typed }) =>
      shown(call, await runImportJob(core, call.actor, placeOf(call), { id, digest: seen, confirm: typed })),
  }),
  ...changes.map(({ name, summary, change }) =>
    endpoint({
      ...{ method: 'POST', path: `${path}/:import/${name}`, operation: `${name}Import`, summary },
      ...{ tag, meta: mayWrite, input: ofImport, output: one },
      run: async (core, call, { import: id }) => shown(call, await change(core, call, id)),
    }),
  ),
  endpoint({
    ...{ method: 'POST', path: `${path}/:import/undo`, operation: 'undoImport' },
    summary: 'Begin to delete the users that an import created and that are unused since',
    ...{ tag, meta: { ...mayWrite, isDangerous: true }, input: ofImport },
    output: { status: 202, model: importModel },
    run: async (core, call, { import: id }) =>
      shown(call, await undoImportJob(core, call.actor, placeOf(call), id)),
  }),
  endpoint({
    ...{ method: 'GET', path: `${path}/:import/report`, operation: 'getImportReport' },
    summary: 'Get what became of each row, or would, as lines of JSON',
    ...{ tag, meta: mayRead, input: ofImport },
    output: {
      status: 200,
      description:
        'A line for each row of the run, else of the dry run: {"file", "row", "outcome"}, with "sourceId", "user" and "reason".',
    },
    run: async (core, call, { import: id }) =>
      new Streamed(NDJSON, await readReport(core, call.actor, placeOf(call), id)),
  }),
];

function pause(core: Core, { actor }: Call, id: string): Promise<ImportJob> {
  return pauseImport(core, actor, id);
}

function resume(core: Core, call: Call, id: string): Promise<ImportJob> {
  return resumeImport(core, call.actor, placeOf(call), id);
}

function cancel(core: Core, call: Call, id: string): Promise<ImportJob> {
  return cancelImport(core, call.actor, placeOf(call), id);
}

async function upload(
  core: Core,
  call: Call,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<ShownImport> {
  const { raw } = call.exchange.request;
  const announced = Number(raw.headers['content-length'] ?? Number.NaN);
  if (raw.headers['content-encoding'] !== undefined)
    throw new Failure({
      code: 'import_invalid',
      reason: 'Send packed files as they are, without Content-Encoding.',
    });
  const length = Number.isNaN(announced) ? undefined : announced;
  const job = await readUpload(raw, (pieces) =>
    receiveFile(core, call.actor, placeOf(call), { id, name, pieces, length }),
  );
  return shown(call, job);
}

function placeOf({ parts }: Call) {
  return parts.imports;
}

async function shown(call: Call, job: ImportJob): Promise<ShownImport> {
  const place = placeOf(call);
  const samples = job.result ? await keptSamples(folderOf(place, job.id)) : [];
  return { job, samples, isHere: await isHere(place, job.id), mostBytes: place.mostBytes };
}
