import { createHash } from 'node:crypto';
import type { Core } from '../core.ts';
import { type Checkpoint, type Head, isHeads, summaryOf } from './checkpoints.ts';
import { type Base, type Cut, isProven, provenCut } from './cuts.ts';
import {
  entryHash,
  GENESIS_HASH,
  hasPersonalDetails,
  NO_DETAILS,
  type Placed,
  personalHash,
} from './encoding.ts';
import { type ChainedRow, listChained } from './store.ts';

const FORMAT = 'history archive 1';
const ROWS_AT_ONCE = 2_000;
/** Longer than any entry. */
export const LINE_BYTES_AT_MOST = 1_048_576;

/** The first line of a file. */
type Header = {
  readonly denizen: typeof FORMAT;
  readonly project: string;
  /** `2026-10`, for people: the checkpoint says what the file covers. */
  readonly month: string;
  readonly from: Base;
};
/** The last line. */
type End = { readonly entries: number; readonly cut: Cut };
/** A line of an entry: its row without what the rest of the file says. */
type EntryLine = Omit<ChainedRow, 'project_id' | 'place' | 'hash'>;

export type ArchiveInput = {
  readonly month: string;
  readonly from: Base;
  readonly checkpoint: Checkpoint;
};

/** An entry that the file needs is missing in the database, or the end of the chain is not the one that was signed. */
export class ArchiveRefused extends Error {
  override readonly name = 'ArchiveRefused';
}

/**
 * Yields the lines of a file with the entries after `from` up to the checkpoint, each with its line break; the last
 * one signs the rest. Fails with `ArchiveRefused` when the entries are not those of the checkpoint.
 */
export async function* archiveLines(
  core: Core,
  { month, from, checkpoint }: ArchiveInput,
): AsyncGenerator<string, Cut> {
  const { project } = checkpoint;
  const digest = createHash('sha256');
  const line = (value: unknown) => {
    const text = `${JSON.stringify(value)}\n`;
    digest.update(text);
    return text;
  };
  yield line({ denizen: FORMAT, project, month, from } satisfies Header);
  for (const [lane, upTo] of headsIn(checkpoint)) {
    let after = from.heads.find((head) => head[0] === lane)?.[1] ?? 0;
    while (after < upTo) {
      const rows = await listChained(core.read, { project, lane }, { after, most: ROWS_AT_ONCE });
      const wanted = rows.filter(({ position }) => position <= upTo);
      if (wanted.length === 0) throw new ArchiveRefused(`entry ${after + 1} of ${project} is missing`);
      yield wanted.map((row) => line(lineOf(row))).join('');
      after = wanted.at(-1)?.position ?? after;
    }
  }
  const cut = provenCut(core, {
    kind: 'archive',
    fromPosition: from.position,
    checkpoint,
    digest: digest.digest('hex'),
    madeAt: core.clock.now(),
  });
  yield `${JSON.stringify({ entries: checkpoint.position - from.position, cut } satisfies End)}\n`;
  return cut;
}

function headsIn({ heads, position, hash }: Checkpoint): readonly Head[] {
  return heads ?? [[0, position, hash]];
}

function lineOf({ project_id: _project, place: _place, hash: _hash, ...rest }: ChainedRow): EntryLine {
  return rest;
}

/** What a file holds that is proven. */
export type ProvenArchive = {
  readonly project: string;
  readonly month: string;
  readonly entries: number;
  readonly erased: number;
  readonly cut: Cut;
};

/** Why a file is refused, and at which line. */
export type ArchiveProblem = {
  readonly problem: 'unreadable' | 'edited' | 'shortened' | 'continued' | 'contradicted' | 'forged';
  readonly line: number;
};

type Walk = {
  header: Header | undefined;
  readonly heads: Map<number, readonly [position: number, hash: string]>;
  end: End | undefined;
  entries: number;
  erased: number;
  lines: number;
};

/**
 * Proves a file by its own lines and the sealing key: every entry follows from the one before, and the end is signed
 * with all before it. Stops at the first line that is wrong.
 */
export async function verifyArchive(
  core: Pick<Core, 'seal'>,
  lines: AsyncIterable<string>,
): Promise<ProvenArchive | ArchiveProblem> {
  const walk: Walk = { header: undefined, heads: new Map(), end: undefined, entries: 0, erased: 0, lines: 0 };
  const digest = createHash('sha256');
  for await (const line of lines) {
    walk.lines++;
    const problem = takeLine(walk, line);
    if (problem) return { problem, line: walk.lines };
    if (!walk.end) digest.update(`${line}\n`);
  }
  const { header, end, lines: count } = walk;
  if (!header || !end) return { problem: 'shortened', line: count + 1 };
  const { cut } = end;
  if (!isProven(core, cut) || cut.kind !== 'archive') return { problem: 'forged', line: count };
  const { position, hash } = summaryOf(headsOfWalk(walk));
  const { checkpoint } = cut;
  const isWhole =
    cut.digest === digest.digest('hex') &&
    checkpoint.project === header.project &&
    checkpoint.position === position &&
    checkpoint.hash === hash &&
    cut.fromPosition === header.from.position &&
    cut.fromPosition + walk.entries === position &&
    end.entries === walk.entries;
  if (!isWhole) return { problem: 'contradicted', line: count };
  return { project: header.project, month: header.month, entries: walk.entries, erased: walk.erased, cut };
}

function headsOfWalk({ heads }: Walk): readonly Head[] {
  return [...heads]
    .map(([lane, [position, hash]]) => [lane, position, hash] as const)
    .toSorted(([one], [other]) => one - other);
}

/** Returns what is wrong with the line, if anything. */
function takeLine(walk: Walk, line: string): ArchiveProblem['problem'] | undefined {
  if (walk.end) return 'continued';
  const value = parsed(line);
  if (value === undefined) return 'unreadable';
  if (!walk.header) {
    if (!isHeader(value)) return 'unreadable';
    walk.header = value;
    for (const [lane, position, hash] of value.from.heads) walk.heads.set(lane, [position, hash]);
    return undefined;
  }
  if (isEnd(value)) {
    walk.end = value;
    for (const [lane, position] of headsIn(value.cut.checkpoint))
      if (!walk.heads.has(lane) && position === 0) walk.heads.set(lane, [0, GENESIS_HASH]);
    return undefined;
  }
  if (!isEntry(value)) return 'unreadable';
  return takeEntry(walk, walk.header.project, value);
}

function takeEntry(walk: Walk, project: string, line: EntryLine): 'edited' | undefined {
  const [position, before] = walk.heads.get(line.lane) ?? [0, GENESIS_HASH];
  const personal = line.personal_hash;
  if (line.position !== position + 1 || personal === null) return 'edited';
  const entry: Placed = { ...line, project_id: project };
  const isErased =
    line.ip === null &&
    line.user_agent === null &&
    !(hasPersonalDetails(line.act) && line.details !== NO_DETAILS);
  if (line.salt === null ? !isErased : personalHash(line, line.salt) !== personal) return 'edited';
  walk.heads.set(line.lane, [line.position, entryHash(before, entry, personal)]);
  walk.entries++;
  if (line.salt === null) walk.erased++;
  return undefined;
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  if (line.length > LINE_BYTES_AT_MOST) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isHeader(value: Readonly<Record<string, unknown>>): value is Header & typeof value {
  const { denizen, project, month, from } = value;
  return (
    denizen === FORMAT &&
    typeof project === 'string' &&
    typeof month === 'string' &&
    isRecord(from) &&
    Number.isSafeInteger(from.position) &&
    isHeads(from.heads)
  );
}

function isEnd(value: Readonly<Record<string, unknown>>): value is End & typeof value {
  const { entries, cut } = value;
  if (!Number.isSafeInteger(entries) || !isRecord(cut) || !isRecord(cut.checkpoint)) return false;
  const { project, position, hash, at, signature, heads } = cut.checkpoint;
  return (
    [cut.kind, cut.digest, cut.proof, project, hash, signature].every((text) => typeof text === 'string') &&
    [cut.fromPosition, cut.madeAt, position, at].every((count) => Number.isSafeInteger(count)) &&
    (heads === undefined || isHeads(heads))
  );
}

function isEntry(value: Readonly<Record<string, unknown>>): value is EntryLine & typeof value {
  const { lane, position, at, id, act, details, actor_kind: kind } = value;
  const texts = [value.actor_id, value.acting_as, value.user_id, value.request_id, value.ip];
  return (
    [lane, position, at].every((count) => Number.isSafeInteger(count)) &&
    [id, act, details, kind].every((text) => typeof text === 'string') &&
    [...texts, value.user_agent, value.personal_hash, value.salt].every(
      (text) => text === null || typeof text === 'string',
    )
  );
}
