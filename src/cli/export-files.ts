import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { type AgeLock, encrypted } from '../crypto/age.ts';
import { type ExportFile, ExportRefused, type Lost } from '../exports/target.ts';
import type { Output } from './output.ts';
import { CommandError } from './refusal.ts';
import { PARTIAL, place, refuseTaken } from './sealed-file.ts';

const LETTERS_AT_ONCE = 65_536;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const LOST = 'lost.ndjson';

type Where = {
  /** Standard output without. A folder where it ends with a slash or is one already. */
  readonly to: string | undefined;
  /** The file for what the target does not take. */
  readonly lost: string | undefined;
  /** The name of the target. */
  readonly target: string;
  readonly lock: AgeLock | undefined;
};

/**
 * The files of an export while they are written: in a folder of their own beside their place, which only this user can
 * open. They get their names when all of them are complete and on the disk.
 */
export class ExportFiles implements AsyncDisposable {
  readonly #where: Where;
  readonly #folder: string;
  readonly #files = new Map<string, GrowingFile>();
  #lost: GrowingFile | undefined;

  private constructor(where: Where, folder: string) {
    this.#where = where;
    this.#folder = folder;
  }

  /** Fails with `CommandError` when a name is taken. */
  static async create(where: Where): Promise<ExportFiles> {
    const { to, lost } = where;
    if (lost !== undefined) refuseTaken(lost);
    if (to === undefined) return new ExportFiles(where, await mkdtemp(join(tmpdir(), 'denizen-export-')));
    if (isFolder(to)) refuseFilled(to);
    else {
      refuseTaken(to);
      refuseTaken(lostPath(where) ?? to);
    }
    const folder = `${resolve(to)}.${randomBytes(6).toString('hex')}${PARTIAL}`;
    await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      throw new CommandError(`${dirname(resolve(to))} cannot be written to (${error.code}).`);
    });
    return new ExportFiles(where, folder);
  }

  get count(): number {
    return this.#files.size;
  }

  /** The names that the files get. */
  get names(): readonly string[] {
    const { to } = this.#where;
    if (to === undefined) return [];
    return isFolder(to) ? [...this.#files.keys()].map((name) => join(to, name)) : [to];
  }

  /** Where what is lost is listed; nothing if nothing is, or nowhere. */
  get lostName(): string | undefined {
    return this.#lost && lostPath(this.#where);
  }

  readonly file = async (name: string): Promise<ExportFile> => {
    const { to, lock } = this.#where;
    if (!NAME.test(name)) throw new Error(`a target named a file ${JSON.stringify(name)}`);
    const isAlone = to === undefined || !isFolder(to);
    if (isAlone && this.#files.size > 0)
      throw new ExportRefused('This writes several files: name a folder, as in --to FOLDER/');
    const stored = lock === undefined || isAlone ? name : `${name}.age`;
    const file = await GrowingFile.create(join(this.#folder, stored), lock);
    this.#files.set(stored, file);
    return file;
  };

  /** Not encrypted: it names ids and reasons. */
  readonly lost = async (lost: Lost): Promise<void> => {
    if (lostPath(this.#where) === undefined) return;
    this.#lost ??= await GrowingFile.create(join(this.#folder, `${this.#where.target}.${LOST}`), undefined);
    await this.#lost.write(`${JSON.stringify(lost)}\n`);
  };

  /** Brings everything to the disk. */
  async finish(): Promise<void> {
    for (const file of [...this.#files.values(), ...(this.#lost ? [this.#lost] : [])]) await file.end();
  }

  /** Gives the files their names, or writes the only one to standard output. */
  async place(output: Output): Promise<void> {
    const { to, lost } = this.#where;
    const path = lostPath(this.#where);
    const isInside = to !== undefined && isFolder(to) && lost === undefined;
    // First, so that no export is there without it.
    if (this.#lost && path !== undefined && !isInside) {
      await place(this.#lost.path, path);
      await rm(this.#lost.path, { force: true });
    }
    if (to === undefined) return this.#writeOut(output);
    if (isFolder(to)) return rename(this.#folder, to);
    for (const { path: written } of this.#files.values()) await place(written, to);
  }

  async #writeOut(output: Output): Promise<void> {
    for (const { path } of this.#files.values())
      for await (const text of createReadStream(path, 'utf8')) {
        output.write(String(text));
        if (!(await output.drained()))
          throw new CommandError('The reader of the export has gone: it is not complete.');
      }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function isFolder(path: string): boolean {
  return path.endsWith('/') || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

function refuseFilled(folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) refuseTaken(folder);
  if (readdirSync(folder).length > 0)
    throw new CommandError(
      `The folder ${folder} is not empty. Nothing is overwritten: name one that does not exist.`,
    );
}

function lostPath({ to, lost, target }: Where): string | undefined {
  if (lost !== undefined) return lost;
  if (to === undefined) return undefined;
  const name = `${target}.${LOST}`;
  return isFolder(to) ? join(to, name) : join(dirname(to), name);
}

/**
 * A file that grows. It is open only while it is written to, since a target that splits its users leaves many behind;
 * what an encrypted one keeps in memory is a chunk of 64 KiB.
 */
class GrowingFile implements ExportFile {
  readonly path: string;
  readonly #sealing: { readonly plain: PassThrough; readonly done: Promise<void> } | undefined;
  #texts: string[] = [];
  #letters = 0;

  private constructor(path: string, lock: AgeLock | undefined) {
    this.path = path;
    if (lock === undefined) return;
    const plain = new PassThrough();
    const done = this.#seal(lock, plain);
    // It is reported by the next write.
    done.catch(() => {});
    this.#sealing = { plain, done };
  }

  static async create(path: string, lock: AgeLock | undefined): Promise<GrowingFile> {
    await using _ = await open(path, 'wx', 0o600);
    return new GrowingFile(path, lock);
  }

  async write(text: string): Promise<void> {
    this.#texts.push(text);
    this.#letters += text.length;
    if (this.#letters >= LETTERS_AT_ONCE) await this.#flush();
  }

  async end(): Promise<void> {
    await this.#flush();
    if (this.#sealing) {
      this.#sealing.plain.end();
      await this.#sealing.done;
    }
    await using file = await open(this.path, 'r+');
    await file.sync();
  }

  async #flush(): Promise<void> {
    const text = this.#texts.join('');
    [this.#texts, this.#letters] = [[], 0];
    if (text === '') return;
    if (!this.#sealing) return appendFile(this.path, text);
    const { plain, done } = this.#sealing;
    if (!plain.write(text)) await Promise.race([once(plain, 'drain'), done]);
  }

  async #seal(lock: AgeLock, plain: PassThrough): Promise<void> {
    for await (const chunk of await encrypted(lock, plain)) await appendFile(this.path, chunk);
  }
}
