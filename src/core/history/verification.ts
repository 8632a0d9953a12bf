import { setImmediate } from 'node:timers/promises';
import type { Core } from '../core.ts';
import { hours } from '../instant.ts';
import { type Checkpoint, checkpointOf, signatures } from './checkpoints.ts';
import { isMovedWithin } from './displaced.ts';
import { entryHash, GENESIS_HASH, hasPersonalDetails, NO_DETAILS, personalHash } from './encoding.ts';
import { type ChainedRow, findHead, findOldestWaiting, listChained, listCheckpoints } from './store.ts';

const ROWS_AT_ONCE = 2_000;
const CHECKPOINTS_AT_ONCE = 500;
const LONG_MS = hours(1) / 6;

/** What is wrong, at which position, and in which entry, if any. */
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

/** How far the chain of a project was verified and what was found. Verification stops at the first wrong entry. */
export type VerificationReport = {
  readonly project: string;
  readonly entries: number;
  /** Verified entries whose personal fields were erased. */
  readonly erased: number;
  readonly checkpoints: number;
  /** Where verification stopped. */
  readonly position: number;
  readonly hash: string;
  readonly findings: readonly Finding[];
};

type VerificationState = {
  position: number;
  hash: string;
  entries: number;
  erased: number;
  checkpoints: number;
  readonly findings: Finding[];
};

/**
 * Verifies the chain of a project in batches, from the beginning or from a checkpoint whose signature was verified.
 * Includes entries chained meanwhile.
 */
export async function verifyHistory(
  core: Core,
  project: string,
  from?: Checkpoint,
): Promise<VerificationReport> {
  const state: VerificationState = {
    position: from?.position ?? 0,
    hash: from?.hash ?? GENESIS_HASH,
    entries: 0,
    erased: 0,
    checkpoints: 0,
    findings: [],
  };
  // Read first: servers that chain meanwhile only move the head forward.
  const head = await findHead(core.read, project);
  const last = head?.position ?? 0;
  if (from) await compareStart(core, state, from);
  if (state.findings.length === 0) await verifyBatch(core, state, project, last);
  if (state.findings.length === 0) await compareHead(core, state, project, last);
  if (state.findings.length === 0) await checkBeyondHead(core, state, project);
  if (state.findings.length === 0) await checkLastCheckpoint(core, state, project, head?.signed_position);
  await checkUnchained(core, state, project);
  return { project, ...state };
}

/** The entry of the starting checkpoint must exist with the signed hash. */
async function compareStart({ read }: Core, state: VerificationState, from: Checkpoint): Promise<void> {
  if (from.position === 0) return;
  const [row] = await listChained(read, from.project, { after: from.position - 1, most: 1 });
  if (row?.position !== from.position) return addFinding(state, row ? 'removed' : 'cut', from.position);
  if (row.hash !== from.hash) addFinding(state, 'contradicted', from.position, row.id);
}

async function verifyBatch(
  core: Core,
  state: VerificationState,
  project: string,
  last: number,
): Promise<void> {
  const passed = await checkpointsFrom(core, state, project);
  for (;;) {
    const rows = await listChained(core.read, project, { after: state.position, most: ROWS_AT_ONCE });
    for (const [at, row] of rows.entries()) {
      if (!verifyEntry(state, row, rows, at)) return;
      // Awaiting at every position alone would cost a tenth of the whole.
      if (passed.next() === state.position && !(await passed.isRight())) return;
    }
    // Reads on SQLite are synchronous: yield, so that signals are handled.
    await setImmediate();
    if (rows.length < ROWS_AT_ONCE || state.position > last + ROWS_AT_ONCE) return;
  }
}

/** Returns whether verification goes on. */
function verifyEntry(
  state: VerificationState,
  row: ChainedRow,
  rows: readonly ChainedRow[],
  at: number,
): boolean {
  if (row.position !== state.position + 1) {
    addFinding(state, 'removed', state.position + 1);
    return false;
  }
  const { personal_hash: personal } = row;
  const right = personal !== null && entryHash(state.hash, row, personal);
  if (right === false || right !== row.hash) {
    addFinding(state, isMovedWithin(rows, at) ? 'reordered' : 'edited', row.position, row.id);
    return false;
  }
  if (!isPersonalRight(row, personal)) {
    addFinding(state, 'edited', row.position, row.id);
    return false;
  }
  state.position = row.position;
  state.hash = right;
  state.entries++;
  if (row.salt === null) state.erased++;
  return true;
}

/** An erased entry must hold no personal data; any other must match its hash. */
function isPersonalRight(row: ChainedRow, hash: string | null): boolean {
  const { salt } = row;
  if (salt !== null) return personalHash(row, salt) === hash;
  const hasDetails = hasPersonalDetails(row.act) && row.details !== NO_DETAILS;
  return row.ip === null && row.user_agent === null && !hasDetails;
}

/** The head must be where verification stopped, or where servers moved it since. */
async function compareHead(
  { read }: Core,
  state: VerificationState,
  project: string,
  last: number,
): Promise<void> {
  if (state.position < last) return addFinding(state, 'cut', state.position + 1);
  const { position, hash } = (await findHead(read, project)) ?? { position: 0, hash: GENESIS_HASH };
  if (position < state.position || (position === state.position && hash !== state.hash))
    addFinding(state, 'head', position);
}

/**
 * The checkpoints met on the way: the position of the next one, and whether it is right; checking it moves to the
 * next.
 */
async function checkpointsFrom(core: Core, state: VerificationState, project: string) {
  const isSigned = signatures(core);
  const after = async (position: number) => {
    const rows = await listCheckpoints(core.read, project, { after: position, most: CHECKPOINTS_AT_ONCE });
    return rows.map(checkpointOf).toReversed();
  };
  let waiting = await after(state.position);
  const isRight = async (): Promise<boolean> => {
    const checkpoint = waiting.pop();
    if (!checkpoint) return true;
    if (waiting.length === 0) waiting = await after(checkpoint.position);
    state.checkpoints++;
    if (!isSigned(checkpoint)) addFinding(state, 'forged', checkpoint.position);
    else if (checkpoint.hash !== state.hash) addFinding(state, 'contradicted', checkpoint.position);
    return state.findings.length === 0;
  };
  return { next: () => waiting.at(-1)?.position, isRight };
}

/** A checkpoint beyond the end means that the chain was longer, or that the checkpoint is forged. */
async function checkBeyondHead(core: Core, state: VerificationState, project: string): Promise<void> {
  const [row] = await listCheckpoints(core.read, project, { after: state.position, most: 1 });
  // The chain may have grown since.
  if (!row || ((await findHead(core.read, project))?.position ?? 0) >= row.position) return;
  addFinding(state, signatures(core)(checkpointOf(row)) ? 'cut' : 'forged', row.position);
}

/** Checks the checkpoint that the head names. A missing earlier one hides nothing: the last one covers it. */
async function checkLastCheckpoint(
  { read }: Core,
  state: VerificationState,
  project: string,
  at = 0,
): Promise<void> {
  if (at === 0) return;
  const [row] = await listCheckpoints(read, project, { after: at - 1, most: 1 });
  if (row?.position !== at) addFinding(state, 'unsigned', at);
}

async function checkUnchained(core: Core, state: VerificationState, project: string): Promise<void> {
  const oldest = await findOldestWaiting(core.read, project);
  if (oldest && oldest.at < core.clock.now() - LONG_MS)
    state.findings.push({ kind: 'unchained', position: null, entry: oldest.id });
}

function addFinding(
  state: VerificationState,
  kind: Finding['kind'],
  position: number,
  entry: string | null = null,
): void {
  state.findings.push({ kind, position, entry });
}
