import { sql } from 'kysely';
import type { ReplicaRead } from './database.ts';
import { replicable } from './prepared.ts';
import { PART_LETTERS } from './substrings.ts';

const TRIGRAMS_PROBED = 32;
const TRIGRAMS_JOINED = 8;
/** So many of the rarest are asked for the ends of their lists as well. */
const TRIGRAMS_SURE = 3;
/** Of as many parts one trigram each is joined, which leaves few rows to compare and reads fewer entries. */
const APART_JOINED = 3;
/** A trigram that at most so many rows have needs no rarer one. */
const ROWS_ENOUGH = 1_000;
/** Beyond so many entries, which are more if the rarest trigram has many, reading those of one more costs more than comparing the rows that it would leave out. */
const ENTRIES_JOINED = { least: 100_000, most: 400_000, ofRarest: 10 };
/** How many entries at each end of a trigram's list tell how common it is. */
const ENTRIES_SAMPLED = 200;
/** After a wrong guess, the next one is believed if it is so far below what was too many. */
const SURE = 0.75;
/** Common trigrams that still narrow others have at most this many times as many entries as results may be read. */
const ENTRIES_PER_RESULT = 10;

/** Returns the distinct trigrams of a part, evenly chosen if it has more than `most`. */
function trigramsOf(part: string, most: number): readonly string[] {
  const letters = Array.from(part);
  const count = letters.length - PART_LETTERS + 1;
  const step = Math.max(1, count / most);
  const starts = Array.from({ length: Math.min(count, most) }, (_, at) => Math.floor(at * step));
  return [...new Set(starts.map((at) => letters.slice(at, at + PART_LETTERS).join('')))];
}

type Guess = {
  /** How many rows there may be, at least. */
  readonly rows: number;
  /** How many entries are read to find them, if they are as frequent everywhere as among the first. */
  readonly entries: number;
};
type Probed = Guess & { readonly trigram: string; readonly part: string };

/** Trigrams of some parts, and how many of their trigrams they were chosen from. */
export type Selective = { readonly trigrams: readonly string[]; readonly among: number };

/**
 * Yields trigrams of the parts which so few rows may all have that the rows can be compared, and others in case that the
 * first ones have more. The rows of common ones are never all read: how common they are is guessed.
 */
export async function* selectiveTrigrams(
  read: ReplicaRead,
  parts: readonly string[],
  most: number,
): AsyncGenerator<Selective> {
  const among = { newest: await newestRow(read), most };
  const trigrams = distinctTrigrams(parts);
  const chosenFrom = async function* (enough: number) {
    const probed = await probe(read, trigrams, { ...among, enough });
    for await (const joined of joinedOf(read, probed, among))
      yield { trigrams: joined, among: probed.length };
    return probed.length;
  };
  const tried = yield* chosenFrom(Math.min(ROWS_ENOUGH, most));
  if (tried < trigrams.length) yield* chosenFrom(0);
}

async function* joinedOf(
  read: ReplicaRead,
  probed: readonly Probed[],
  among: Among,
): AsyncGenerator<readonly string[]> {
  const [first, second = first] = probed;
  if (!first || !second) return;
  if (second.rows > among.most * ENTRIES_PER_RESULT) {
    if (first.rows <= among.most) yield [first.trigram];
    return;
  }
  const apart = apartFrom(probed);
  if (first.rows <= among.most) yield apart;
  else {
    const { rows } = await guessed(read, apart, among);
    if (rows <= among.most) yield apart;
    // Trigrams that leave so few out are those of one word, as all are.
    else if (rows > first.rows * SURE) return;
  }
  // More rows than guessed have those: to read as many once more, only to know that neighbors leave none out, takes 4 ms.
  const rarest = rarestOf(probed);
  if ((await guessed(read, rarest, among)).rows <= among.most * SURE) yield rarest;
}

type Trial = Omit<Probed, keyof Guess>;
type Among = { readonly newest: number; readonly most: number };

/** Returns those with a digit first, which are rare more often. */
function distinctTrigrams(parts: readonly string[]): readonly Trial[] {
  const each = Math.max(1, Math.floor(TRIGRAMS_PROBED / parts.length));
  const all = parts.flatMap((part) => trigramsOf(part, each).map((trigram) => ({ trigram, part })));
  const distinct = [...new Map(all.map((one) => [one.trigram, one])).values()];
  return [...distinct.filter(hasDigit), ...distinct.filter((one) => !hasDigit(one))];
}

/**
 * Guesses how common trigrams are, and returns the rarest first. Stops at one that `enough` rows have. The ends of their lists, which take
 * four times as long to read as the beginnings, are asked for only if all seem too common.
 */
async function probe(
  read: ReplicaRead,
  trigrams: readonly Trial[],
  { enough, ...among }: Among & { readonly enough: number },
): Promise<readonly Probed[]> {
  const probed: Probed[] = [];
  for (const one of trigrams) {
    const guess = await guessedFromFirst(read, [one.trigram], among);
    probed.push({ ...one, ...guess });
    if (guess.rows <= enough) break;
  }
  const [rarest, ...others] = sorted(probed);
  if (!rarest || rarest.rows <= among.most) return sorted(probed);
  const again: Probed[] = [];
  for (const one of [rarest, ...others.slice(0, TRIGRAMS_SURE)])
    again.push({ ...one, ...(await guessed(read, [one.trigram], among)) });
  return sorted([...again, ...others.slice(TRIGRAMS_SURE)]);
}

function sorted(probed: readonly Probed[]): readonly Probed[] {
  return probed.toSorted((a, b) => a.rows - b.rows);
}

function hasDigit({ trigram }: Pick<Probed, 'trigram'>): boolean {
  return /\d/.test(trigram);
}

/** The rarest trigrams, neighbors too. */
function rarestOf(probed: readonly Probed[]): readonly string[] {
  return probed
    .slice(0, TRIGRAMS_JOINED)
    .filter((one, at) => at < 2 || isWorthJoining(one, probed))
    .map(({ trigram }) => trigram);
}

/** The rarest trigram of each part and two more. Neighbors share two letters, so that nearly the same rows have both. */
function apartFrom(probed: readonly Probed[]): readonly string[] {
  const [first, ...others] = probed.filter((one, at) => at === 0 || isWorthJoining(one, probed));
  if (!first) return [];
  const chosen = [first];
  for (const one of others) if (chosen.every(({ part }) => part !== one.part)) chosen.push(one);
  const joined = chosen.slice(0, APART_JOINED);
  for (const one of others.filter((other) => !chosen.includes(other)))
    if (joined.length < chosen.length + 2 && !joined.some((other) => areNeighbors(one, other)))
      joined.push(one);
  return joined.map(({ trigram }) => trigram);
}

function isWorthJoining({ entries }: Probed, [rarest]: readonly Probed[]): boolean {
  const { least, most, ofRarest } = ENTRIES_JOINED;
  return entries <= Math.max(least, Math.min(most, ofRarest * (rarest?.entries ?? 0)));
}

function areNeighbors({ trigram: a }: Probed, { trigram: b }: Probed): boolean {
  const [first, second] = [Array.from(a), Array.from(b)];
  const meet = (left: readonly string[], right: readonly string[]) =>
    left.slice(1).join('') === right.slice(0, -1).join('');
  return meet(first, second) || meet(second, first);
}

type Sampled = { readonly n: number; readonly low: number; readonly high: number };

/** Compiled once, since a search asks for dozens of them, each of which takes less time than to compile it. */
const sampledFrom = (order: 'asc' | 'desc') =>
  replicable<{ trigrams: string }, Sampled>(({ db }, { trigrams }) => {
    const query = sql<Sampled>`select count(*) as n, min(row) as low, max(row) as high from
      (select rowid as row from user_parts where user_parts match ${trigrams}
        order by rowid ${sql.raw(order)} limit ${sql.lit(ENTRIES_SAMPLED)})`;
    return { compile: () => query.compile(db) };
  });
const ends = { first: sampledFrom('asc'), last: sampledFrom('desc') };

/**
 * Guesses how many rows have the trigrams from how close together the first of them are, and the last if those seem too
 * many. The lower guess counts, since users of one kind come at once when they are imported.
 */
async function guessed(read: ReplicaRead, trigrams: readonly string[], among: Among): Promise<Guess> {
  const first = await guessedFromFirst(read, trigrams, among);
  if (first.rows <= among.most) return first;
  const { newest } = among;
  const last = await sampled(read, trigrams, 'last');
  return { ...first, rows: Math.min(first.rows, (ENTRIES_SAMPLED * newest) / (newest - last.low + 1)) };
}

async function guessedFromFirst(
  read: ReplicaRead,
  trigrams: readonly string[],
  { newest }: Among,
): Promise<Guess> {
  const { n, high } = await sampled(read, trigrams, 'first');
  const entries = n < ENTRIES_SAMPLED ? n : (ENTRIES_SAMPLED * newest) / high;
  return { rows: entries, entries };
}

async function sampled(
  read: ReplicaRead,
  trigrams: readonly string[],
  end: keyof typeof ends,
): Promise<Sampled> {
  const [found] = await ends[end](read, { trigrams: quoted(trigrams) });
  return found ?? { n: 0, low: 0, high: 0 };
}

async function newestRow(read: ReplicaRead): Promise<number> {
  const { rows } = await sql<{ row: number | null }>`select max(row) as row from user_part_rows`.execute(
    read.db,
  );
  return rows[0]?.row ?? 0;
}

/** Letters and digits only, so that nothing is to be escaped. */
export function quoted(trigrams: readonly string[]): string {
  return trigrams.map((trigram) => `"${trigram}"`).join(' AND ');
}
