import { PART_LETTERS } from './substrings.ts';

/** So many trigrams are judged, of so many parts. */
const TRIGRAMS_JUDGED = 24;
const PARTS_JUDGED = 3;
/** Of those that rows of the sample have, so many are joined at most. */
const TRIGRAMS_ADDED = 4;
/** Parts of which trigrams are joined: each is one comparison of the index. */
const PARTS_JOINED = 2;
/**
 * What takes how long, in entries of the rarest trigram, as measured with a million users: an entry of another one, of which most are
 * stepped over, and a row that is read and compared.
 */
const COSTS = { ofOther: 0.22, ofRow: 38 };
/** Counts for what no row of the sample has: somewhere in the table, some rows may have it. */
const UNSEEN = 0.5;

/** Where a trigram begins in its part. */
type Trigram = { readonly part: number; readonly at: number; readonly text: string };
type Judged = Trigram & { readonly rows: ReadonlySet<number> };

/**
 * Returns patterns for `like`, one or two, which the index answers by few trigrams. All rows with the parts match them, and perhaps others.
 * The index reads the rows of each trigram of a pattern, so those that most rows of the sample have are left out. Of what none has nothing
 * is left out: it may be common elsewhere. `sample` has the words of some rows.
 */
export function selectivePatterns(parts: readonly string[], sample: readonly string[]): readonly string[] {
  const judged = judgedTrigrams(parts, sample);
  const chosen = inFewParts(judged.filter(({ rows }) => rows.size === 0));
  let cost = costOf(chosen);
  for (let added = 0; added < TRIGRAMS_ADDED; added++) {
    const others = inFewParts([...chosen, ...judged]).filter((one) => !chosen.includes(one));
    const [next] = others
      .map((one) => ({ one, cost: costOf([...chosen, one]) }))
      .sort((a, b) => a.cost - b.cost);
    if (!next || next.cost >= cost) break;
    chosen.push(next.one);
    cost = next.cost;
  }
  const each = Map.groupBy(chosen, ({ part }) => part);
  return [...each].map(([part, trigrams]) => patternOf(parts[part] ?? '', trigrams));
}

/** Leaves trigrams out that are in other parts than the first ones. */
function inFewParts(trigrams: readonly Judged[]): Judged[] {
  const parts = new Set([...new Set(trigrams.map(({ part }) => part))].slice(0, PARTS_JOINED));
  return trigrams.filter(({ part }) => parts.has(part));
}

function judgedTrigrams(parts: readonly string[], sample: readonly string[]): readonly Judged[] {
  const some = parts.slice(0, PARTS_JUDGED);
  const each = Math.floor(TRIGRAMS_JUDGED / some.length);
  const trigrams = some.flatMap((part, index) => trigramsOf(part, index, each));
  return trigrams.map((one) => ({ ...one, rows: new Set(placesOf(one.text, sample)) }));
}

/** Returns the trigrams of a part, evenly chosen if it has more than `most`. */
function trigramsOf(text: string, part: number, most: number): readonly Trigram[] {
  const letters = Array.from(text);
  const count = letters.length - PART_LETTERS + 1;
  const step = Math.max(1, count / most);
  return Array.from({ length: Math.min(count, most) }, (_, index) => {
    const at = Math.floor(index * step);
    return { part, at, text: letters.slice(at, at + PART_LETTERS).join('') };
  });
}

function placesOf(trigram: string, sample: readonly string[]): readonly number[] {
  return sample.flatMap((words, at) => (words.includes(trigram) ? [at] : []));
}

/** Guesses what it costs to find the rows that have all trigrams. */
function costOf(trigrams: readonly Judged[]): number {
  const [rarest, ...others] = trigrams.toSorted((a, b) => a.rows.size - b.rows.size);
  if (!rarest) return Number.POSITIVE_INFINITY;
  let joint: ReadonlySet<number> = rarest.rows;
  for (const { rows } of others) joint = joint.intersection(rows);
  // Neighbors are in the same rows, so only trigrams that are apart make what was not seen rarer still.
  const rows = Math.max(joint.size, UNSEEN ** runsOf(trigrams).length);
  const ofOthers = others.reduce((sum, { rows: some }) => sum + some.size, 0);
  return rarest.rows.size + ofOthers * COSTS.ofOther + rows * COSTS.ofRow;
}

type Run = { readonly part: number; readonly from: number; to: number };

/** The letters of trigrams that overlap, in the order of the parts. */
function runsOf(trigrams: readonly Trigram[]): readonly Run[] {
  const runs: Run[] = [];
  for (const { part, at } of trigrams.toSorted((a, b) => a.part - b.part || a.at - b.at)) {
    const last = runs.at(-1);
    if (last?.part === part && at < last.to) last.to = at + PART_LETTERS;
    else runs.push({ part, from: at, to: at + PART_LETTERS });
  }
  return runs;
}

/** The letters of the trigrams, with anything between them. */
function patternOf(part: string, trigrams: readonly Trigram[]): string {
  const letters = Array.from(part);
  const runs = runsOf(trigrams).map(({ from, to }) => letters.slice(from, to).join(''));
  return `%${runs.join('%')}%`;
}
