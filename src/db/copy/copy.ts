import { setTimeout } from 'node:timers/promises';
import { DatabaseDamaged, DatabaseRefused } from '../database.ts';
import { TableDigest } from './digest.ts';
import { agreedTables, type Batch, type End, type Key, type Table } from './end.ts';
import {
  beginSource,
  type Change,
  countChanges,
  findSource,
  forgetChanges,
  listChanges,
  setReadOnly,
  setWritable,
} from './source.ts';
import {
  beginTarget,
  findTarget,
  finishTarget,
  listProgress,
  prepareMonths,
  refuseFilled,
  restoreIndexes,
  restoreTriggers,
  saveProgress,
  type TableProgress,
} from './target.ts';

const CHANGES_AT_ONCE = 2_000;
/** Two rows have one value of a unique index until a later change is copied too: then more changes are copied at once. */
const CHANGES_AT_MOST = 256_000;
/** What remains is copied after the switch if that is expected to take no longer. */
const REST_MS = 500;
const IDLE_MS = 50;

export type Pair = { readonly from: Table; readonly to: Table };

/** The two sides, and the tables that both have. */
export type Copying = {
  readonly source: End;
  readonly target: End;
  readonly pairs: readonly Pair[];
  /** Called with what is being done, often. */
  readonly report: (step: string, rows?: number) => void;
  readonly now: () => number;
};

/** The state of a finished table, for the operator. */
export type CopiedTable = { readonly name: string; readonly rows: number; readonly digest: string };

type Sides = Omit<Copying, 'pairs'> & {
  /** How each side is named to the other, without secrets. */
  readonly names: { readonly source: string; readonly target: string };
};

/**
 * Begins a copy or finds the one that was begun. Without `follows` the source is read-only from here on. Returns
 * nothing when the copy was finished before.
 */
export async function beginCopy(sides: Sides, follows: boolean): Promise<Copying | undefined> {
  const { source, target, names, report, now } = sides;
  const pairs = agreedTables(await source.tables(), await target.tables());
  const copying = { source, target, pairs, report, now };
  const [begun, filled] = [await findSource(source), await findTarget(target)];
  if (filled && filled.source_id !== begun?.id) {
    throw new DatabaseRefused(
      `The target was filled from ${filled.source}, by a copy that this source does not know. Nothing is overwritten. Name an empty database.`,
    );
  }
  if (filled?.finished_at != null) return undefined;
  if (!filled)
    await refuseFilled(
      target,
      pairs.map(({ to }) => to),
    );
  const tables = pairs.map(({ from }) => from);
  const { id } = await beginSource(source, tables, { target: names.target, follows, now: now() });
  if (!follows) await setReadOnly(source, tables, now());
  if (!filled) {
    await prepareMonths(target, await source.months(), now());
    await beginTarget(
      target,
      pairs.map(({ to }) => to),
      { sourceId: id, source: names.source, now: now() },
    );
  }
  return copying;
}

/** Copies all rows that were not, makes the indexes, and reads every row of the target again. */
export async function copyRows(copying: Copying): Promise<void> {
  const { source, target, pairs, report } = copying;
  for (const progress of await listProgress(target)) {
    if (progress.isCopied) continue;
    const { from, to } = pairOf(pairs, progress.name);
    await copyTable({ source, target, report }, { from, to }, progress);
  }
  await restoreIndexes(target, (name) => report(`index ${name}`));
}

/** Compares what the target holds with what was read from the source. Called before changes are copied. */
export async function verifyRows({ target, pairs, report }: Copying): Promise<void> {
  for (const progress of await listProgress(target)) {
    if (progress.isVerified) continue;
    const read = await digestOf(target, pairOf(pairs, progress.name).to, (rows) =>
      report(`verifying ${progress.name}`, rows),
    );
    if (read.text() !== progress.digest.text() || read.rows !== progress.digest.rows) {
      throw new DatabaseDamaged(
        `The rows of ${progress.name} in the target are not those that were copied. Look for the reason, empty the target and begin again.`,
      );
    }
    await target.transaction(() => saveProgress(target, { ...progress, isVerified: true }));
  }
}

/** Copies changes until the rest will take less than a moment. */
export async function followSource(copying: Copying): Promise<void> {
  const { source, report } = copying;
  for (;;) {
    const waiting = await countChanges(source);
    report('changes waiting', waiting);
    if (waiting === 0) return;
    const began = performance.now();
    const copied = await copyChanges(copying, waiting);
    const msPerChange = (performance.now() - began) / Math.max(1, copied);
    if ((await countChanges(source)) * msPerChange < REST_MS) return;
    await setTimeout(IDLE_MS);
  }
}

/** Makes the source read-only, copies the last changes, and compares the numbers of rows on both sides. */
export async function switchSource(copying: Copying): Promise<void> {
  const { source, target, pairs, report, now } = copying;
  await setReadOnly(
    source,
    pairs.map(({ from }) => from),
    now(),
  );
  for (let left = await countChanges(source); left > 0; left = await countChanges(source))
    await copyChanges(copying, left);
  for (const { name, digest } of await listProgress(target)) {
    report(`counting ${name}`);
    const { from, to } = pairOf(pairs, name);
    const [here, there] = await Promise.all([source.count(from), target.count(to)]);
    if (here === digest.rows && there === digest.rows) continue;
    throw new DatabaseDamaged(
      `${name} has ${here} rows in the source, ${digest.rows} were copied, and ${there} are in the target. Look for the reason, empty the target and begin again.`,
    );
  }
}

/**
 * Lets a source that notes its changes take writes again, after the switch to a target that is not complete has failed:
 * another run goes on with what was noted.
 */
export async function takeBack({ source, target }: Copying): Promise<void> {
  if ((await findTarget(target))?.finished_at != null) return;
  if ((await findSource(source))?.follows === 1) await setWritable(source);
}

/** Makes the target a database like any other. Returns what it got, table by table. */
export async function finishCopy({ target, report, now }: Copying): Promise<readonly CopiedTable[]> {
  const left = await restoreIndexes(target, (name) => report(`index ${name}`));
  if (left > 0) {
    throw new DatabaseDamaged(
      'Rows of the source have the same value where it must be unique: an index of the source is damaged. Check the source.',
    );
  }
  await restoreTriggers(target);
  const tables = await listProgress(target);
  await finishTarget(target, now());
  return tables.map(({ name, digest }) => ({ name, rows: digest.rows, digest: digest.text() }));
}

type Ends = Pick<Copying, 'source' | 'target' | 'report'>;

/** Copies the rest of one table. While the target stores a batch, the next is read. */
export async function copyTable(
  { source, target, report }: Ends,
  { from, to }: Pair,
  progress: TableProgress,
): Promise<TableProgress> {
  const { digest } = progress;
  let last = progress.last;
  let writing: Promise<void> = Promise.resolve();
  const write = async ({ lines, last: end }: Batch, before: Promise<void>) => {
    await before;
    for (const line of lines) digest.add(line);
    await target.transaction(async () => {
      await target.insert(to, lines);
      await saveProgress(target, { ...progress, last: end });
    });
    last = end;
    report(`copying ${from.name}`, digest.rows);
  };
  try {
    for await (const batch of source.batches(from, last)) {
      await writing;
      writing = write(batch, writing);
      // A failure is met at the next turn.
      writing.catch(() => {});
    }
  } finally {
    await writing;
  }
  const done = { ...progress, last, isCopied: true };
  await target.transaction(() => saveProgress(target, done));
  return done;
}

export async function digestOf(
  end: End,
  table: Table,
  report: (rows: number) => void = () => {},
): Promise<TableDigest> {
  const digest = new TableDigest();
  for await (const { lines } of end.batches(table, undefined)) {
    for (const line of lines) digest.add(line);
    report(digest.rows);
  }
  return digest;
}

/** Copies the oldest changes, about so many. Returns how many. */
async function copyChanges(copying: Copying, about: number): Promise<number> {
  let copied = 0;
  for (let most = CHANGES_AT_ONCE; copied < about; ) {
    const changes = await listChanges(copying.source, most);
    if (changes.length === 0) break;
    try {
      await copyBatch(copying, changes);
    } catch (error) {
      if (!copying.target.isDuplicate(error) || most >= CHANGES_AT_MOST) throw error;
      // A change that was noted since may have freed the value.
      if (changes.length === most) most *= 2;
      else if ((await countChanges(copying.source)) <= changes.length) throw error;
      continue;
    }
    copied += changes.length;
    most = CHANGES_AT_ONCE;
    copying.report('changes copied', copied);
  }
  return copied;
}

/** Reads the rows as they are now, whatever the change was, so that doing it twice does no harm. */
async function copyBatch(copying: Copying, changes: readonly Change[]): Promise<void> {
  const { source, target, pairs } = copying;
  const changed = [...keysByTable(changes)].map(([name, keys]) => ({ pair: pairOf(pairs, name), keys }));
  const progress = new Map((await listProgress(target)).map((each) => [each.name, each]));
  const read: { readonly pair: Pair; readonly keys: readonly Key[]; readonly lines: readonly string[] }[] =
    [];
  for (const { pair, keys } of changed)
    read.push({ pair, keys, lines: await source.linesOf(pair.from, keys) });
  await target.transaction(async () => {
    for (const { pair, keys } of read) {
      const digest = progress.get(pair.from.name)?.digest;
      for (const line of await target.linesOf(keyedBy(pair), keys)) digest?.remove(line);
      await target.remove(keyedBy(pair), keys);
    }
    for (const { pair, lines } of read) {
      const state = progress.get(pair.from.name);
      if (!state) continue;
      await target.insert(pair.to, lines);
      for (const line of lines) state.digest.add(line);
      await saveProgress(target, state);
    }
  });
  for (const { pair, keys, lines } of read) {
    const stored = await target.linesOf(keyedBy(pair), keys);
    if (stored.toSorted().join('\n') === lines.toSorted().join('\n')) continue;
    throw new DatabaseDamaged(`The target does not hold the rows of ${pair.from.name} that it was given.`);
  }
  await forgetChanges(source, changes);
}

/** The table of the target, whose rows are found by the key of the source. */
function keyedBy({ from, to }: Pair): Table {
  return { ...to, key: from.key };
}

function keysByTable(changes: readonly Change[]): ReadonlyMap<string, readonly Key[]> {
  const tables = new Map<string, Map<string, Key>>();
  for (const { name, key } of changes) {
    const keys = tables.get(name) ?? new Map<string, Key>();
    tables.set(name, keys.set(JSON.stringify(key), key));
  }
  return new Map([...tables].map(([name, keys]) => [name, [...keys.values()]]));
}

function pairOf(pairs: readonly Pair[], name: string): Pair {
  const pair = pairs.find(({ from }) => from.name === name);
  if (pair) return pair;
  throw new DatabaseRefused(`The source has no table ${name} any more.`);
}
