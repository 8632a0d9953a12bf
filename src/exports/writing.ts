import { providerKeyOf } from '../imports/providers.ts';
import { present } from '../imports/records.ts';
import { isObject, type JsonObject } from '../imports/values/json.ts';
import type { StoredHash } from './hashes/stored.ts';
import {
  type ExportFile,
  type ExportIdentity,
  ExportRefused,
  type ExportSink,
  type ExportSource,
  type ExportTotp,
  type ExportUser,
  type Lost,
  type TargetOptions,
} from './target.ts';

/** What the targets that write files of JSON share. */

/** Notes what the target cannot hold of the user that is converted. */
export type Lose = (field: string, why: string) => void;

/** Reads the users one after another. What `convert` loses is recorded before its result is returned. */
export async function* converted<Made>(
  source: ExportSource,
  sink: ExportSink,
  convert: (user: ExportUser, lose: Lose) => Made,
): AsyncGenerator<Made> {
  for await (const user of source.users()) {
    const losses: Lost[] = [];
    const made = convert(user, (field, why) => losses.push({ userId: user.id, field, why }));
    for (const each of losses) await sink.lost(each);
    yield made;
  }
}

/** Takes what is neither undefined nor null nor empty. False and 0 stay. */
export function said(fields: JsonObject): JsonObject {
  return present(fields) ?? {};
}

type Split = {
  /** The name of the file with a number, counted from 1. */
  readonly name: (number: number) => string;
  /** What stands before, between and behind the items. */
  readonly around: readonly [string, string, string];
  readonly itemsAtMost: number;
  readonly bytesAtMost?: number;
};

/** Items in files of a bounded size. There is one file at least. */
export class SplitFiles {
  readonly #sink: ExportSink;
  readonly #split: Split;
  #file: ExportFile | undefined;
  #count = 0;
  #items = 0;
  #bytes = 0;

  constructor(sink: ExportSink, split: Split) {
    this.#sink = sink;
    this.#split = split;
  }

  /** Reports whether one item alone fits into a file. */
  fits(item: string): boolean {
    const { around, bytesAtMost = Number.POSITIVE_INFINITY } = this.#split;
    return Buffer.byteLength(around[0] + item + around[2]) <= bytesAtMost;
  }

  async add(item: string): Promise<void> {
    const { around, itemsAtMost, bytesAtMost = Number.POSITIVE_INFINITY } = this.#split;
    const bytes = Buffer.byteLength(around[1] + item);
    if (this.#file && (this.#items >= itemsAtMost || this.#bytes + bytes > bytesAtMost)) await this.#close();
    const file = this.#file ?? (await this.#open());
    await file.write(this.#items === 0 ? item : around[1] + item);
    this.#items++;
    this.#bytes += bytes;
  }

  /** Ends the last file. Returns how many there are. */
  async end(): Promise<number> {
    if (this.#count === 0) await this.#open();
    if (this.#file) await this.#close();
    return this.#count;
  }

  async #open(): Promise<ExportFile> {
    const { around, name } = this.#split;
    const file = await this.#sink.file(name(++this.#count));
    await file.write(around[0]);
    [this.#file, this.#items, this.#bytes] = [file, 0, Buffer.byteLength(around[0] + around[2])];
    return file;
  }

  async #close(): Promise<void> {
    await this.#file?.write(this.#split.around[2]);
    this.#file = undefined;
  }
}

/** `users-001.json`, which sorts by number up to 999. */
export function numbered(name: string): (number: number) => string {
  return (number) => `${name}-${String(number).padStart(3, '0')}.json`;
}

/** A name in two parts, divided at its last blank. */
export function nameParts(name: string): { readonly first: string; readonly last: string } {
  const at = name.trim().lastIndexOf(' ');
  return {
    first: name.trim().slice(0, Math.max(0, at)) || name.trim(),
    last: at < 0 ? '' : name.trim().slice(at + 1),
  };
}

/** The user's id at the target, when an import brought the user from there. */
export function idThere({ source }: ExportUser, system: string): string | undefined {
  return source?.system === system ? source.id : undefined;
}

/**
 * Metadata as it was at the target, of a user who came from there: its importer puts what it finds under `name`. Of other
 * users, the object as it is.
 */
export function unwrapped(
  user: ExportUser,
  system: string,
  [object, name]: readonly [JsonObject, string],
): JsonObject {
  const inner = object[name];
  if (idThere(user, system) === undefined || !isObject(inner)) return object;
  const { [name]: _, ...others } = object;
  return { ...others, ...inner };
}

/** What the import of a user who came from the target found no place for. */
export function leftThere(user: ExportUser, system: string): JsonObject {
  const imported = user.privateMetadata.imported;
  const fields = isObject(imported) ? imported[system] : undefined;
  return idThere(user, system) !== undefined && isObject(fields) ? fields : {};
}

/**
 * Private metadata without what `leftThere` returns. That is lost, but for the fields that the target has written
 * already: its importer found no place for them, and its files for imports have none either.
 */
export function privateWithout(
  user: ExportUser,
  system: string,
  { lose, written = [] }: { readonly lose: Lose; readonly written?: readonly string[] },
): JsonObject {
  const { imported, ...others } = user.privateMetadata;
  const left = Object.keys(leftThere(user, system)).filter((name) => !written.includes(name));
  if (left.length > 0) lose('private metadata', `files of an import have no ${left.map(shown).join(', ')}`);
  if (!isObject(imported) || idThere(user, system) === undefined) return user.privateMetadata;
  const { [system]: _, ...systems } = imported;
  return Object.keys(systems).length > 0 ? { ...others, imported: systems } : others;
}

/** Joins objects into one. A name that is taken is lost for the later ones. */
export function merged(
  parts: readonly { readonly field: string; readonly values: JsonObject }[],
  lose: Lose,
): JsonObject {
  const whole = new Map<string, unknown>();
  for (const { field, values } of parts)
    for (const [name, value] of Object.entries(values)) {
      if (whole.has(name)) lose(field, `the name ${shown(name)} is taken by other metadata`);
      else whole.set(name, value);
    }
  return Object.fromEntries(whole);
}

/** A name as a reason may show it. */
export function shown(name: string): string {
  return /^[\w .:@/-]{1,64}$/.test(name) ? name : 'of a field';
}

/** A preference that is the address of a picture, where several systems have a place for one. */
export function pictureOf({ prefs }: ExportUser): string | undefined {
  const { picture } = prefs;
  return typeof picture === 'string' && /^https?:\/\//.test(picture) ? picture : undefined;
}

/** `otpauth://totp/ISSUER:ACCOUNT?…` */
export function otpauthOf(
  { secret, algorithm, digits, period }: ExportTotp,
  issuer: string,
  account: string,
): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  const parameters = `algorithm=${algorithm}&digits=${digits}&issuer=${encodeURIComponent(issuer)}&period=${period}`;
  return `otpauth://totp/${label}?${parameters}&secret=${secret}`;
}

/** SHA-1, 6 digits, 30 seconds: what targets mean that name none of them. */
export function isUsualTotp({ algorithm, digits, period }: ExportTotp): boolean {
  return algorithm === 'SHA1' && digits === 6 && period === 30;
}

export const PROVIDERS_OPTION =
  'What identity providers are called there, by commas: google=google-login,github=code-host. Those that are configured by ' +
  'their address go by it: https://id.example.com=company.';

/** Reads the option `providers`. Fails with an `ExportRefused` when it is malformed. */
export function providerNamesOf({ providers = '' }: TargetOptions): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const part of providers.split(',').filter(Boolean)) {
    const [, written = '', name = ''] = /^\s*([^=\s]+)\s*=\s*([^=\s]+)\s*$/.exec(part) ?? [];
    const key = providerKeyOf(written) ?? written;
    if (name === '')
      throw new ExportRefused('The option providers is written as in google=google-login,github=code-host');
    names.set(key, name);
  }
  return names;
}

/**
 * What the provider of an identity is called there: as the option `providers` says, else as here where `isSame`. An
 * OpenID provider that is configured by its address goes by that alone, since a subject is another person at another.
 */
export function providerThere(
  names: ReadonlyMap<string, string>,
  { provider, issuer }: ExportIdentity,
  isSame = false,
): string | undefined {
  const isNamed = issuer === null && provider !== 'oidc';
  return names.get(issuer ?? provider) ?? (isSame && isNamed ? provider : undefined);
}

export function loseIdentity({ provider, issuer }: ExportIdentity, lose: Lose): void {
  lose('identities', `the option providers names no ${shown(issuer ?? provider)}`);
}

/** Reports a hash that the target does not take. */
export function loseHash(hash: StoredHash, title: string, lose: Lose): void {
  const why =
    hash.kind === 'peppered'
      ? 'it needs the pepper of its import'
      : `${title} cannot check it: ${hashName(hash)}`;
  lose('password', why);
}

/** The name of a hash, without its costs. */
function hashName(hash: StoredHash): string {
  if (hash.kind === 'argon2') return `${hash.type}, version ${hash.version}`;
  if (hash.kind === 'digest' && hash.rounds > 1) return `${hash.digest}, in rounds`;
  if ('digest' in hash) return hash.kind === 'digest' ? hash.digest : `${hash.kind} with ${hash.digest}`;
  return 'form' in hash ? hash.form : hash.kind;
}

/** Text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w./:=@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
