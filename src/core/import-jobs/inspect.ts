import { headOf, sourceFilesOf } from '../../imports/files.ts';
import { recordsOf } from '../../imports/records.ts';
import { ImportRefused, type SourceFile } from '../../imports/source.ts';
import { systems } from '../../imports/systems/all.ts';
import type { UploadedFile } from './import-job.ts';

/** Formats that many systems write. */
const general: ReadonlySet<string> = new Set(['ndjson', 'csv', 'ldif', 'htpasswd', 'shadow']);
const FILES_LOOKED_AT = 20;
const SYSTEMS_NAMED = 5;
const COLUMNS_AT_MOST = 200;
const COLUMN_LENGTH = 256;

/** Looks at the beginning of a file, or of the files in an archive: which system may have written it. */
export async function inspect(
  path: string,
  scratch: string,
): Promise<Pick<UploadedFile, 'problem' | 'systems' | 'isCertain' | 'columns'>> {
  const found = new Set<string>();
  let columns: readonly string[] = [];
  try {
    for (const file of (await sourceFilesOf([path], { folder: scratch })).slice(0, FILES_LOOKED_AT)) {
      const head = await headOf(file);
      for (const { name, detect } of systems) if (detect(head, file.name)) found.add(name);
      if (columns.length === 0) columns = await columnsIn(file);
    }
  } catch (error) {
    if (!(error instanceof ImportRefused)) throw error;
    return { problem: error.message, systems: [], isCertain: false, columns: [] };
  }
  const [first, second] = found;
  const isCertain =
    first !== undefined && !general.has(first) && (second === undefined || general.has(second));
  return { problem: null, systems: [...found].slice(0, SYSTEMS_NAMED), isCertain, columns };
}

/** The columns of a table: of CSV its header, of JSON the members of the first object. */
async function columnsIn(file: SourceFile): Promise<readonly string[]> {
  if (!/\.(?:csv|tsv|json|ndjson|jsonl|txt)$/i.test(file.name)) return [];
  try {
    const csv = { delimiter: /\.tsv$/i.test(file.name) ? '\t' : ',', quote: '"', encoding: 'utf-8' };
    for await (const rows of recordsOf(file, { csv: csv as never })) {
      const [first] = rows;
      if (!first) continue;
      if (!('record' in first)) return [];
      return Object.keys(first.record)
        .slice(0, COLUMNS_AT_MOST)
        .map((name) => name.slice(0, COLUMN_LENGTH));
    }
  } catch {
    // A file that is no table: its system reads it in another way.
  }
  return [];
}
