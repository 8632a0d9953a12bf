import { setImmediate } from 'node:timers/promises';
import type { Core } from '../core.ts';
import { hours } from '../instant.ts';
import { type Checkpoint, checkpointOf, signatures } from './checkpoints.ts';
import { BEGINNING, entryHash, hasPersonalDetails, NO_DETAILS, personalHash } from './encoding.ts';
import { movedWithin } from './moved.ts';
import { type ChainedRow, findHead, findOldestWaiting, listChained, listCheckpoints } from './store.ts';

const ROWS_AT_ONCE = 2_000;
const CHECKPOINTS_AT_ONCE = 500;
const LONG_MS = hours(1) / 6;

/** What is wrong, where, and of which entry, if there is one. */
export type Finding = {
  readonly kind:
    | 'edited'
    | 'reordered'
    | 'removed'
    | 'cut'
    | 'head'
    | 'forged'
    | 'contradicted'
    | 'unsigned'
    | 'unchained';
  readonly position: number | null;
  readonly entry: string | null;
};

/** How far the chain of a project was walked, and what was found: the first entry that is not right ends the walk. */
export type Verdict = {
  readonly project: string;
  readonly entries: number;
  /** Of these, entries whose personal fields were erased. */
  readonly erased: number;
  readonly checkpoints: number;
  /** Where the walk ended. */
  readonly position: number;
  readonly hash: string;
  readonly findings: readonly Finding[];
};

type Walk = {
  position: number;
  hash: string;
  entries: number;
  erased: number;
  checkpoints: number;
  readonly findings: Finding[];
};

/**
 * Walks the chain of a project from its beginning, or from a checkpoint whose signature was looked at, in batches. What is
 * chained meanwhile belongs to it.
 */
export async function verifyHistory(core: Core, project: string, from?: Checkpoint): Promise<Verdict> {
  const walk: Walk = {
    position: from?.position ?? 0,
    hash: from?.hash ?? BEGINNING,
    entries: 0,
    erased: 0,
    checkpoints: 0,
    findings: [],
  };
  // Before the walk: servers that chain meanwhile only move it on.
  const head = await findHead(core.read, project);
  const last = head?.position ?? 0;
  if (from) await compareStart(core, walk, from);
  if (walk.findings.length === 0) await walkOn(core, walk, project, last);
  if (walk.findings.length === 0) await compareHead(core, walk, project, last);
  if (walk.findings.length === 0) await refuseBeyond(core, walk, project);
  if (walk.findings.length === 0) await lookForLastCheckpoint(core, walk, project, head?.signed_position);
  await lookForUnchained(core, walk, project);
  return { project, ...walk };
}

/** The entry that a checkpoint was made of has to be there, with the hash that was signed. */
async function compareStart({ read }: Core, walk: Walk, from: Checkpoint): Promise<void> {
  if (from.position === 0) return;
  const [row] = await listChained(read, from.project, { after: from.position - 1, most: 1 });
  if (row?.position !== from.position) return found(walk, row ? 'removed' : 'cut', from.position);
  if (row.hash !== from.hash) found(walk, 'contradicted', from.position, row.id);
}

async function walkOn(core: Core, walk: Walk, project: string, last: number): Promise<void> {
  const passed = await checkpointsFrom(core, walk, project);
  for (;;) {
    const rows = await listChained(core.read, project, { after: walk.position, most: ROWS_AT_ONCE });
    for (const [at, row] of rows.entries()) {
      if (!step(walk, row, rows, at)) return;
      // Not awaited where there is none: that alone would cost a tenth of the whole.
      if (passed.next() === walk.position && !(await passed.isRight())) return;
    }
    // On SQLite reading hands over to nobody by itself, and there are signals to be heard.
    await setImmediate();
    if (rows.length < ROWS_AT_ONCE || walk.position > last + ROWS_AT_ONCE) return;
  }
}

/** Answers whether the walk goes on. */
function step(walk: Walk, row: ChainedRow, rows: readonly ChainedRow[], at: number): boolean {
  if (row.position !== walk.position + 1) {
    found(walk, 'removed', walk.position + 1);
    return false;
  }
  const { personal_hash: personal } = row;
  const right = personal !== null && entryHash(walk.hash, row, personal);
  if (right === false || right !== row.hash) {
    found(walk, movedWithin(rows, at) ? 'reordered' : 'edited', row.position, row.id);
    return false;
  }
  if (!isPersonalRight(row, personal)) {
    found(walk, 'edited', row.position, row.id);
    return false;
  }
  walk.position = row.position;
  walk.hash = right;
  walk.entries++;
  if (row.salt === null) walk.erased++;
  return true;
}

/** Of an erased entry nothing personal may be there; of another, what was hashed. */
function isPersonalRight(row: ChainedRow, hash: string | null): boolean {
  const { salt } = row;
  if (salt !== null) return personalHash(row, salt) === hash;
  const hasDetails = hasPersonalDetails(row.act) && row.details !== NO_DETAILS;
  return row.ip === null && row.user_agent === null && !hasDetails;
}

/** The head has to be where the walk ended, or where servers have brought it since. */
async function compareHead({ read }: Core, walk: Walk, project: string, last: number): Promise<void> {
  if (walk.position < last) return found(walk, 'cut', walk.position + 1);
  const { position, hash } = (await findHead(read, project)) ?? { position: 0, hash: BEGINNING };
  if (position < walk.position || (position === walk.position && hash !== walk.hash))
    found(walk, 'head', position);
}

/** The checkpoints that the walk comes by: the position of the next one, and whether it is right, after which it is passed. */
async function checkpointsFrom(core: Core, walk: Walk, project: string) {
  const isSigned = signatures(core);
  const after = async (position: number) => {
    const rows = await listCheckpoints(core.read, project, { after: position, most: CHECKPOINTS_AT_ONCE });
    return rows.map(checkpointOf).toReversed();
  };
  let waiting = await after(walk.position);
  const isRight = async (): Promise<boolean> => {
    const checkpoint = waiting.pop();
    if (!checkpoint) return true;
    if (waiting.length === 0) waiting = await after(checkpoint.position);
    walk.checkpoints++;
    if (!isSigned(checkpoint)) found(walk, 'forged', checkpoint.position);
    else if (checkpoint.hash !== walk.hash) found(walk, 'contradicted', checkpoint.position);
    return walk.findings.length === 0;
  };
  return { next: () => waiting.at(-1)?.position, isRight };
}

/** Checkpoints behind the end: the chain was longer once, or somebody wants to have it believed. */
async function refuseBeyond(core: Core, walk: Walk, project: string): Promise<void> {
  const [row] = await listCheckpoints(core.read, project, { after: walk.position, most: 1 });
  // The chain may have gone on since the walk ended.
  if (!row || ((await findHead(core.read, project))?.position ?? 0) >= row.position) return;
  found(walk, signatures(core)(checkpointOf(row)) ? 'cut' : 'forged', row.position);
}

/** The checkpoint that the head speaks of: an earlier one that is gone hides nothing, since this one covers what it did. */
async function lookForLastCheckpoint({ read }: Core, walk: Walk, project: string, at = 0): Promise<void> {
  if (at === 0) return;
  const [row] = await listCheckpoints(read, project, { after: at - 1, most: 1 });
  if (row?.position !== at) found(walk, 'unsigned', at);
}

async function lookForUnchained(core: Core, walk: Walk, project: string): Promise<void> {
  const oldest = await findOldestWaiting(core.read, project);
  if (oldest && oldest.at < core.clock.now() - LONG_MS)
    walk.findings.push({ kind: 'unchained', position: null, entry: oldest.id });
}

function found(walk: Walk, kind: Finding['kind'], position: number, entry: string | null = null): void {
  walk.findings.push({ kind, position, entry });
}
