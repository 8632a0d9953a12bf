import { ExportRefused, type ExportSource, type ExportUser, type TargetOptions } from './target.ts';
import { idThere } from './writing.ts';

/** Names, ids and options in the forms that several targets ask for. */

const USERNAME = /^[a-z0-9_.-]{3,255}$/;

/**
 * A sign-in name where the target needs one, unique without regard to case: the username, the address, else the id as an
 * address that leads nowhere. Usernames hold no `@`, so that they are told apart from addresses. With a system whose ids
 * are sign-in names, the one that the user had there goes before.
 */
export function loginName(user: ExportUser, form: RegExp, system?: string): string {
  const { id, username, email } = user;
  const own = system === undefined ? undefined : idThere(user, system);
  // A name that is no username here cannot be another user's.
  const isOwn = own !== undefined && (own.toLowerCase() === username || !USERNAME.test(own.toLowerCase()));
  const names = [isOwn ? own : null, username, email];
  return names.find((name) => name && form.test(name)) ?? `${id}@denizen`;
}

/**
 * Numbers users where keys are integers: those that came from there keep theirs, the others follow the highest one.
 * Holds the kept numbers in memory: some 40 bytes each.
 */
export class UserNumbers {
  readonly #system: string;
  readonly #taken = new Set<number>();
  #next: number;

  private constructor(system: string, next: number) {
    this.#system = system;
    this.#next = next;
  }

  /** Reads all users once. `first` is the lowest number of those without one. */
  static async read(source: ExportSource, system: string, first: number): Promise<UserNumbers> {
    let next = first;
    for await (const user of source.users()) {
      const own = ownNumber(user, system);
      if (own !== undefined && own >= next) next = own + 1;
    }
    return new UserNumbers(system, next);
  }

  numberOf(user: ExportUser): number {
    const own = ownNumber(user, this.#system);
    if (own === undefined || this.#taken.has(own)) return this.#next++;
    this.#taken.add(own);
    return own;
  }
}

function ownNumber(user: ExportUser, system: string): number | undefined {
  const id = idThere(user, system);
  return id !== undefined && /^[1-9]\d{0,14}$/.test(id) ? Number(id) : undefined;
}

/**
 * Names of teams that are unique without regard to case, by the teams' ids: the second team of a name has its id behind
 * it, since two groups of one name would be one. Held in memory.
 */
export async function teamNames(source: ExportSource): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for await (const { id, name } of source.teams()) {
    const isFree = name !== '' && !taken.has(name.toLowerCase());
    const unique = isFree ? name : `${name} (${id})`.trimStart();
    taken.add(unique.toLowerCase());
    names.set(id, unique);
  }
  return names;
}

/** Returns an option that is one of a few words. */
export function choice<Word extends string>(
  options: TargetOptions,
  name: string,
  words: readonly [Word, ...Word[]],
): Word {
  const value = options[name] ?? words[0];
  const word = words.find((each) => each === value);
  if (word === undefined) throw new ExportRefused(`The option ${name} is one of ${words.join(', ')}.`);
  return word;
}

/** Returns an option that is a positive integer. */
export function positive(options: TargetOptions, name: string, usual: number): number {
  const value = options[name] ?? String(usual);
  if (!/^[1-9]\d{0,14}$/.test(value)) throw new ExportRefused(`The option ${name} is a positive integer.`);
  return Number(value);
}

/** Returns an option that is a list of words with commas. */
export function list(options: TargetOptions, name: string, usual = ''): readonly string[] {
  return (options[name] ?? usual)
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}

/** Returns an option that becomes a name of a table, or its beginning. */
export function tableName(options: TargetOptions, name: string, usual: string): string {
  const value = options[name] ?? usual;
  if (!/^[A-Za-z_][A-Za-z0-9_$]{0,62}$|^$/.test(value))
    throw new ExportRefused(`The option ${name} is a name of letters, digits and underscores.`);
  return value;
}
