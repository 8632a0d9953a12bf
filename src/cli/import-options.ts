import { readFileSync } from 'node:fs';
import { CANARIES_AT_MOST, type Canary } from '../core/imports/canaries.ts';
import { defaultPlan, type ImportPlan } from '../core/imports/import.ts';
import { isProviderKey, providerKeys } from '../core/oauth/providers/table.ts';
import type { HashSecrets } from '../crypto/passwords/source-hash.ts';
import type { System } from '../imports/source.ts';
import { secretIn } from './input.ts';
import { CommandError } from './refusal.ts';

const CANARY_BYTES_AT_MOST = 1_048_576;
const PREFIX = /^prefix[:=]([A-Za-z0-9][A-Za-z0-9._-]{0,19})$/;

/** The options of `denizen import` as they are typed. */
export type TypedOptions = Readonly<
  Partial<
    Record<
      | ('onConflict' | 'id' | 'merge' | 'extraEmails' | 'rest' | 'badHashes' | 'history' | 'hash')
      | 'withoutPassword'
      | ('pepperFile' | 'signerKeyFile' | 'saltSeparator' | 'rounds' | 'memCost'),
      string
    >
  >
> & {
  readonly provider: readonly string[];
  readonly option: readonly string[];
  readonly plainPasswords?: boolean;
};

/** Returns the plan that the options describe. Fails with `CommandError`. */
export async function planOf(typed: TypedOptions, system: System): Promise<ImportPlan> {
  return {
    id: idOf(typed.id),
    onConflict: oneOf('--on-conflict', typed.onConflict, ['skip', 'update', 'fail']),
    mergesEmails: typed.merge !== undefined && oneOf('--merge', typed.merge, ['email']) === 'email',
    extraEmails: oneOf('--extra-emails', typed.extraEmails, ['metadata', 'targets']),
    providers: providersOf(typed.provider),
    rest: oneOf('--rest', typed.rest, ['keep', 'drop']),
    badHashes: oneOf('--bad-hashes', typed.badHashes, ['refuse', 'drop']),
    hashesPlainPasswords: typed.plainPasswords ?? false,
    withoutPassword: oneOf('--without-password', typed.withoutPassword, ['leave', 'pending']),
    history: oneOf('--history', typed.history, ['batch', 'user']),
    systemOptions: namedOptionsOf(typed.option, system),
    secrets: await secretsOf(typed),
  };
}

/** The first value is the default. */
function oneOf<const T extends string>(flag: string, text: string | undefined, values: readonly T[]): T {
  const found = text === undefined ? values[0] : values.find((value) => value === text);
  if (found === undefined) throw new CommandError(`${flag} takes ${values.join(' or ')}.`);
  return found;
}

function idOf(text: string | undefined): ImportPlan['id'] {
  if (text === undefined) return defaultPlan.id;
  if (text === 'keep' || text === 'fresh') return text;
  const prefix = PREFIX.exec(text)?.[1];
  if (prefix !== undefined) return { prefix };
  throw new CommandError('--id takes keep, fresh, or a prefix such as prefix:wp-.');
}

function providersOf(typed: readonly string[]): ImportPlan['providers'] {
  return Object.fromEntries(
    typed.map((text) => {
      const at = text.lastIndexOf('=');
      const [theirs, ours] = [text.slice(0, at), text.slice(at + 1)];
      if (at < 1 || !(ours === 'none' || isProviderKey(ours)))
        throw new CommandError(
          `--provider takes THEIRS=OURS, where ours is none or one of ${providerKeys.join(', ')}.`,
        );
      return [theirs, ours === 'none' ? null : ours];
    }),
  );
}

/** Reads options as NAME=VALUE. Fails with `CommandError` for names that are not the system's or the target's. */
export function namedOptionsOf(
  typed: readonly string[],
  { title, options = {} }: Pick<System, 'title' | 'options'>,
): Record<string, string> {
  return Object.fromEntries(
    typed.map((text) => {
      const at = text.indexOf('=');
      const name = text.slice(0, at);
      if (at > 0 && Object.hasOwn(options, name)) return [name, text.slice(at + 1)];
      const names = Object.entries(options).map(([each, what]) => `${each} (${what})`);
      throw new CommandError(
        names.length === 0
          ? `${title} has no options.`
          : `--option takes NAME=VALUE. ${title} has: ${names.join(', ')}.`,
      );
    }),
  );
}

async function secretsOf(typed: TypedOptions): Promise<HashSecrets> {
  const { pepperFile, signerKeyFile, saltSeparator, hash } = typed;
  return {
    ...(pepperFile !== undefined && { pepper: await secretIn(pepperFile) }),
    ...(signerKeyFile !== undefined && { signerKey: await secretIn(signerKeyFile) }),
    ...(saltSeparator !== undefined && { saltSeparator }),
    ...(typed.rounds !== undefined && { rounds: wholeNumber('--rounds', typed.rounds) }),
    ...(typed.memCost !== undefined && { memCost: wholeNumber('--mem-cost', typed.memCost) }),
    ...(hash !== undefined && { recipe: hash }),
  };
}

function wholeNumber(flag: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new CommandError(`${flag} takes a whole number.`);
  return Number(text);
}

/**
 * Reads canaries: a line each, as `NAME PASSWORD` or as JSON with `name`, `password` and `code`. Empty lines, and those
 * that begin with #, are passed over. Fails with `CommandError`, which shows nothing of the file.
 */
export function canariesIn(path: string): readonly Canary[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    throw new CommandError(`The file ${path} cannot be read.`);
  }
  if (text.length > CANARY_BYTES_AT_MOST) throw new CommandError(`The file ${path} is too long.`);
  const lines = text.split(/\r?\n/).map((line, at) => ({ line, at: at + 1 }));
  const canaries = lines
    .filter(({ line }) => line.trim() !== '' && !line.startsWith('#'))
    .map(({ line, at }) => canaryOf(line, `${path}, line ${at}`));
  if (canaries.length > CANARIES_AT_MOST)
    throw new CommandError(`${path} has more than ${CANARIES_AT_MOST} canaries.`);
  return canaries;
}

function canaryOf(line: string, place: string): Canary {
  if (line.startsWith('{')) return canaryInJson(line, place);
  const [, name, password] = /^(\S+)\s+(.+)$/.exec(line) ?? [];
  if (name === undefined || password === undefined)
    throw new CommandError(`${place}: a canary is a name, a blank, and the password.`);
  return { name, password };
}

function canaryInJson(line: string, place: string): Canary {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new CommandError(`${place} is no JSON.`);
  }
  // Cast: an object of JSON, whose fields are checked.
  const { name, password, code } = value as Readonly<Record<string, unknown>>;
  const isText = (each: unknown) => each === undefined || typeof each === 'string';
  if (typeof name !== 'string' || !isText(password) || !isText(code) || (password ?? code) === undefined)
    throw new CommandError(`${place}: a canary has a name, and a password or a code, as texts.`);
  // Casts: just checked.
  return {
    name,
    ...(password !== undefined && { password: password as string }),
    ...(code !== undefined && { code: code as string }),
  };
}
