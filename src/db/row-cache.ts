import type { Schema } from './schema.ts';

/**
 * The tables whose rows may be remembered, each with the column that names the user whom a row belongs to; null where
 * it belongs to the project itself. A commit that changes a row drops everything that is remembered of its owner.
 */
export const rememberedTables = {
  projects: null,
  keys: null,
  users: 'id',
  targets: 'user_id',
  sessions: 'user_id',
} as const satisfies { readonly [T in keyof Schema]?: keyof Schema[T] | null };

export type RememberedTable = keyof typeof rememberedTables;

/** Stands for the project itself where a user is named. */
export const PROJECT_ITSELF = '';

/** Maps, keys and objects of an owner, beside what is remembered. Measured. */
const ENTRY_BYTES = 600;
const FIELD_BYTES = 12;
const OBJECT_BYTES = 48;
const TEXT_BYTES = 24;
/** Characters of a text made of a value. */
const DERIVED_AT_MOST = 16_384;

type Value = { readonly value: object; readonly bytes: number; derived: Map<string, string> | undefined };
type Entry = {
  readonly project: string;
  readonly user: string;
  readonly values: Map<string, Value>;
  bytes: number;
  isUsed: boolean;
};

/** Whether what is remembered can be used now. Drops it first if it may be out of date. */
export type Freshness = (cache: RowCache) => boolean;

/**
 * What was read of rows, by owner: a user of a project, or the project itself. An owner is dropped as a whole. Values are
 * frozen. Bounded in bytes, estimated; owners that were not asked for lately go first (CLOCK).
 */
export class RowCache {
  readonly #most: number;
  readonly #isFresh: Freshness;
  /** By project, then by user: to join both into one key takes longer than two look-ups. */
  readonly #entries = new Map<string, Map<string, Entry>>();
  /** In the order in which they are looked at to make room. */
  readonly #order = new Set<Entry>();
  #bytes = 0;
  /** How often a value was asked for that was remembered, and that was not. */
  hits = 0;
  misses = 0;

  constructor(most: number, isFresh: Freshness) {
    this.#most = most;
    this.#isFresh = isFresh;
  }

  /** The estimated bytes of everything remembered. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Returns what is remembered of the owner by this name. */
  find(project: string, user: string, name: string): object | undefined {
    const entry = this.#isFresh(this) ? this.#entries.get(project)?.get(user) : undefined;
    if (entry) entry.isUsed = true;
    const value = entry?.values.get(name)?.value;
    if (value) this.hits++;
    else this.misses++;
    return value;
  }

  /**
   * Returns what is remembered of several users by this name, in their order, with the estimated bytes of all values
   * together; `undefined` if that of one is missing.
   */
  findAll(
    project: string,
    users: readonly string[],
    name: string,
  ): { readonly values: readonly object[]; readonly bytes: number } | undefined {
    const entries = this.#isFresh(this) ? this.#entries.get(project) : undefined;
    const values: object[] = [];
    let bytes = 0;
    for (const user of users) {
      const entry = entries?.get(user);
      const known = entry?.values.get(name);
      if (!entry || !known) {
        this.misses++;
        return undefined;
      }
      entry.isUsed = true;
      values.push(known.value);
      bytes += known.bytes;
    }
    this.hits += values.length;
    return { values, bytes };
  }

  /** Remembers a value, read in this turn of the event loop without awaiting anything since. */
  keep(project: string, user: string, name: string, value: object): void {
    if (!this.#isFresh(this)) return;
    const entry = this.#entries.get(project)?.get(user) ?? this.#add(project, user);
    if (entry.values.has(name)) return;
    const bytes = sizeOf(value);
    entry.values.set(name, { value: frozen(value), bytes, derived: undefined });
    this.#grow(entry, sizeOf(name) + bytes);
  }

  /** Returns the text that was made of the value, if that is still what is remembered. */
  findDerived(of: Derived): string | undefined {
    return this.#valueOf(of)?.derived?.get(of.as);
  }

  /** Remembers a text that was made of the value, and nothing if the value was dropped meanwhile. */
  keepDerived(of: Derived, derived: string): void {
    const known = this.#valueOf(of);
    const entry = this.#entries.get(of.project)?.get(of.user);
    if (!known || !entry || derived.length > DERIVED_AT_MOST) return;
    known.derived ??= new Map();
    if (known.derived.has(of.as)) return;
    known.derived.set(of.as, derived);
    this.#grow(entry, sizeOf(of.as) + sizeOf(derived));
  }

  drop(project: string, user: string): void {
    const entry = this.#entries.get(project)?.get(user);
    if (entry) this.#remove(entry);
  }

  dropAll(): void {
    this.#entries.clear();
    this.#order.clear();
    this.#bytes = 0;
  }

  #valueOf({ project, user, name, from }: Derived): Value | undefined {
    const known = this.#entries.get(project)?.get(user)?.values.get(name);
    return known?.value === from ? known : undefined;
  }

  #add(project: string, user: string): Entry {
    const bytes = ENTRY_BYTES + sizeOf(user);
    const entry: Entry = { project, user, values: new Map(), bytes, isUsed: false };
    const users = this.#entries.get(project) ?? new Map<string, Entry>();
    this.#entries.set(project, users.set(user, entry));
    this.#order.add(entry);
    // Nothing is evicted before it has its value: it could be this entry.
    this.#bytes += bytes;
    return entry;
  }

  #grow(entry: Entry, bytes: number): void {
    entry.bytes += bytes;
    this.#bytes += bytes;
    if (this.#bytes > this.#most) this.#evict();
  }

  #evict(): void {
    for (const entry of this.#order) {
      if (this.#bytes <= this.#most) return;
      if (entry.isUsed) {
        // To the end of the order, once.
        entry.isUsed = false;
        this.#order.delete(entry);
        this.#order.add(entry);
      } else this.#remove(entry);
    }
  }

  #remove(entry: Entry): void {
    const users = this.#entries.get(entry.project);
    users?.delete(entry.user);
    if (users?.size === 0) this.#entries.delete(entry.project);
    this.#order.delete(entry);
    this.#bytes -= entry.bytes;
  }
}

/** A text made of a remembered value: of which, and the name by which it is kept. */
export type Derived = {
  readonly project: string;
  readonly user: string;
  readonly name: string;
  readonly from: object;
  readonly as: string;
};

/** Estimates the bytes of a value: data without cycles. */
function sizeOf(value: unknown): number {
  if (typeof value === 'string') {
    const isAscii = Buffer.byteLength(value) === value.length;
    return TEXT_BYTES + value.length * (isAscii ? 1 : 2);
  }
  if (typeof value !== 'object' || value === null) return FIELD_BYTES;
  let bytes = OBJECT_BYTES;
  for (const part of value instanceof Set ? value : Object.values(value)) bytes += FIELD_BYTES + sizeOf(part);
  return bytes;
}

/** Freezes a value with all its parts: every later request gets the same. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) frozen(part);
  return value;
}
