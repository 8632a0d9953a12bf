import { hostname } from 'node:os';
import { createImportRunner } from '../../src/core/import-jobs/runner.ts';
import type { ImportPlace } from '../../src/core/import-jobs/upload-folder.ts';
import type { Answered, SignedInAdmin } from './admin.ts';

/** A password with its hash, which needs a pepper. */
export const PEPPERED = {
  pepper: '9f4c2b1a77d0e6585a3c',
  password: 'correct horse battery',
  hash: {
    ...{ family: 'pepper', scheme: 'devise: bcrypt(password + pepper)' },
    stored: '$2a$04$gvp.FmNWLtd2Z1D2HOrqhuCFJsi8ty0TVUTUmNKeWZLGqSFYRHq1a',
  },
} as const;

export type Row = Readonly<Record<string, unknown>>;

export function linesOf(rows: readonly Row[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** As many rows as a test wants, each with an address of its own. */
export function manyRows(count: number, prefix = 'many'): readonly Row[] {
  return Array.from({ length: count }, (_, at) => ({
    ...{ sourceId: `${prefix}${at}`, email: `${prefix}${at}@example.com`, emailVerified: true },
  }));
}

/** An import as the API shows it. */
export type Shown = Answered['body'] & {
  readonly id: string;
  readonly state: string;
  readonly problem: string | null;
  readonly result: {
    readonly digest: string;
    readonly confirm: number;
    readonly plainPasswords: number;
    readonly counts: Record<string, number>;
  };
};

/** The folder of a test as the place of its imports. */
export function placeIn(folder: string, server = hostname()): ImportPlace {
  return { folder, server, mostBytes: 1_048_576 };
}

/** Works until there is nothing more to do. */
export async function workOnImports(
  core: Parameters<typeof createImportRunner>[0]['core'],
  place: ImportPlace,
  signal: AbortSignal = new AbortController().signal,
): Promise<readonly unknown[]> {
  const errors: unknown[] = [];
  const runner = createImportRunner({ core, place, reserved: new Set(), tickMs: 5 }, (error) => {
    errors.push(error);
  });
  while (await runner.turn(signal));
  return errors;
}

const PATH = '/projects/:project/imports';

/** Creates an import with one file. Returns its path. */
export async function uploaded(
  { call }: Pick<SignedInAdmin, 'call'>,
  content: string | Buffer,
  name = 'users.ndjson',
): Promise<string> {
  const { body } = await call('POST', PATH);
  const path = `${PATH}/${body.id}`;
  const { status, body: refusal } = await call('PUT', `${path}/files/${name}`, undefined, { raw: content });
  if (status !== 200) throw new Error(JSON.stringify(refusal));
  return path;
}
