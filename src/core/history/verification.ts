import { setImmediate } from 'node:timers/promises';
import type { Core } from '../core.ts';
import { hours } from '../instant.ts';
import { type Checkpoint, checkpointOf, type Head, headsOf, signatures, summaryOf } from './checkpoints.ts';
import { type Cut, findLastCut, isProven } from './cuts.ts';
import { findCut } from './cuts-store.ts';
import { isMovedWithin } from './displaced.ts';
import { entryHash, GENESIS_HASH, hasPersonalDetails, NO_DETAILS, personalHash } from './encoding.ts';
import { placeOf } from './lanes.ts';
import {
  type ChainedRow,
  findOldestWaiting,
  listChained,
  listCheckpoints,
  listHeads,
  listLanes,
  listLastCheckpoints,
} from './store.ts';

const ROWS_AT_ONCE = 2_000;
const CHECKPOINTS_AT_ONCE = 500;
const LONG_MS = hours(1) / 6;

/** What is wrong, at which position, and in which entry, if any; and in which lane, unless it is 0. */
export type Finding = {
  readonly kind:
    | 'edited'
    | 'reordered'
    | 'removed'
    | 'duplicate'
    | 'cut'
    | 'head'
    | 'forged'
    | 'contradicted'
    | 'unsigned'
    | 'unchained'
    | 'cut-forged'
    | 'returned';
  readonly position: number | null;
  readonly entry: string | null;
  readonly lane?: number;
};

/**
 * How far the chains of a project were verified and what was found. Verification of a chain stops at its first wrong
 * entry.
 */
export type VerificationReport = {
  readonly project: string;
  readonly entries: number;
  /** Verified entries whose personal fields were erased. */
  readonly erased: number;
  readonly checkpoints: number;
  /** Where verification stopped: position and hash of all chains, as in a checkpoint. */
  readonly position: number;
  readonly hash: string;
  /** What was removed before the history that is there, if anything: it begins after this position. */
  readonly removed?: { readonly position: number; readonly kind: Cut['kind']; readonly at: number };
  /** The ends of all chains, if there are several. */
  readonly heads?: readonly Head[];
  readonly findings: readonly Finding[];
};

/** The verification of one chain. */
type ChainState = {
  readonly project: string;
  readonly lane: number;
  position: number;
  hash: string;
  /** The entry at `position`, once it was read. */
  entry: string | undefined;
  entries: number;
  erased: number;
  checkpoints: number;
  readonly findings: Finding[];
};

/** How often a history is verified of which entries are removed meanwhile. */
const TRIES = 3;

/**
 * Verifies the chains of a project in batches, from the beginning, from the last cut, or from a checkpoint whose
 * signature was verified. Includes entries chained meanwhile.
 */
export async function verifyHistory(
  core: Core,
  project: string,
  from?: Checkpoint,
): Promise<VerificationReport> {
  for (let tries = 1; ; tries++) {
    const cut = await findLastCut(core, project);
    const report = await verifySince(core, project, { cut, from });
    if (report.findings.length === 0 || tries === TRIES) return report;
    // Entries that were removed meanwhile look like a gap.
    const later = await findLastCut(core, project);
    if (later?.checkpoint.position === cut?.checkpoint.position) return report;
  }
}

async function verifySince(
  core: Core,
  project: string,
  { cut, from }: { readonly cut: Cut | undefined; readonly from: Checkpoint | undefined },
): Promise<VerificationReport> {
  // Read next: servers that chain meanwhile only move the heads forward.
  const heads = await listHeads(core.read, project);
  const isFromCut = cut !== undefined && cut.checkpoint.position >= (from?.position ?? 0);
  const start = isFromCut ? cut.checkpoint : from;
  const starts = start ? headsOf(start) : [];
  const states: ChainState[] = [];
  for (const lane of await lanesOf(core, project, [
    ...starts,
    ...heads.map((head) => [head.lane] as const),
  ])) {
    const state = stateAt(project, startOf(lane, starts));
    const last = heads.find((head) => head.lane === lane)?.position ?? 0;
    await verifyChain(core, state, { last, after: start?.position ?? 0, isFromCut });
    states.push(state);
  }
  const findings = states.flatMap((state) => state.findings);
  if (findings.every(({ kind }) => kind === 'unchained'))
    findings.unshift(...(await checkLastCheckpoint(core, project, heads[0]?.signed_position)));
  if (cut) findings.unshift(...(await checkCut(core, project, cut)));
  const sum = (field: 'entries' | 'erased') => states.reduce((all, state) => all + state[field], 0);
  const summary = summaryOf(states.map((state) => [state.lane, state.position, state.hash]));
  return {
    project,
    entries: sum('entries'),
    erased: sum('erased'),
    checkpoints: states[0]?.checkpoints ?? 0,
    ...summary,
    ...(cut && { removed: { position: cut.checkpoint.position, kind: cut.kind, at: cut.madeAt } }),
    findings,
  };
}

/** A cut must be signed, and what it removed must be gone: nothing proves an entry before it. */
async function checkCut({ read, seal }: Core, project: string, cut: Cut): Promise<readonly Finding[]> {
  const { position } = cut.checkpoint;
  if (!isProven({ seal }, cut)) return [{ kind: 'cut-forged', position, entry: null }];
  if ((await findCut(read, project, { position }))?.removed_at === null) return [];
  for (const [lane, upTo] of headsOf(cut.checkpoint)) {
    const [row] = await listChained(read, { project, lane }, { after: Number.MIN_SAFE_INTEGER, most: 1 });
    if (row && row.position <= upTo)
      return [{ kind: 'returned', position: row.position, entry: row.id, ...(lane === 0 ? {} : { lane }) }];
  }
  return [];
}

/** The lanes of the entries, the given heads, and the last checkpoint; at least lane 0. */
async function lanesOf(
  { read }: Core,
  project: string,
  heads: readonly (readonly [lane: number, ...unknown[]])[],
): Promise<readonly number[]> {
  const signed = (await listLastCheckpoints(read, project)).map(checkpointOf);
  const named = [...heads, ...signed.flatMap(headsOf)].map(([lane]) => lane);
  return [...new Set([0, ...(await listLanes(read, project)), ...named])].toSorted((a, b) => a - b);
}

function startOf(lane: number, heads: readonly Head[]): Head {
  return heads.find(([each]) => each === lane) ?? [lane, 0, GENESIS_HASH];
}

function stateAt(project: string, [lane, position, hash]: Head): ChainState {
  const counts = { entries: 0, erased: 0, checkpoints: 0 };
  return { project, lane, position, hash, entry: undefined, ...counts, findings: [] };
}

/** `last` is the position of the head, `after` the position of the checkpoint or cut to start from. */
async function verifyChain(
  core: Core,
  state: ChainState,
  start: { readonly last: number; readonly after: number; readonly isFromCut: boolean },
): Promise<void> {
  const { last, after, isFromCut } = start;
  const passed = await checkpointsFrom(core, state, after);
  const isFine = () => state.findings.length === 0;
  if (state.position > 0 && !isFromCut) await compareStart(core, state);
  if (isFine()) await verifyBatch(core, state, { last, passed });
  if (isFine()) await compareHead(core, state, last);
  if (isFine()) await checkBeyondHead(core, state, await passed.nextAfter(state.position));
  await checkUnchained(core, state);
}

/** The entry of the starting checkpoint must exist with the signed hash. */
async function compareStart({ read }: Core, state: ChainState): Promise<void> {
  const [row] = await listChained(read, state, { after: state.position - 1, most: 1 });
  if (row?.position !== state.position) return addFinding(state, row ? 'removed' : 'cut', state.position);
  if (row.hash !== state.hash) addFinding(state, 'contradicted', state.position, row.id);
  state.entry = row.id;
}

async function verifyBatch(
  core: Core,
  state: ChainState,
  { last, passed }: { readonly last: number; readonly passed: PassedCheckpoints },
): Promise<void> {
  if (!(await passed.areRight())) return;
  for (;;) {
    // The last entry is read again: no other may have its position.
    const isFirst = state.position === 0 && state.entry === undefined;
    const isRead = state.entry !== undefined;
    const after = isFirst ? Number.MIN_SAFE_INTEGER : isRead ? state.position - 1 : state.position;
    const batch = await listChained(core.read, state, { after, most: ROWS_AT_ONCE });
    const rows = batch[0] && batch[0].id === state.entry ? batch.slice(1) : batch;
    for (const [at, row] of rows.entries()) {
      if (!verifyEntry(state, row, rows, at)) return;
      // Awaiting at every position alone would cost a tenth of the whole.
      if (passed.next() <= state.position && !(await passed.areRight())) return;
    }
    // Reads on SQLite are synchronous: yield, so that signals are handled.
    await setImmediate();
    if (batch.length < ROWS_AT_ONCE || state.position > last + ROWS_AT_ONCE) return;
  }
}

/** Returns whether verification goes on. */
function verifyEntry(state: ChainState, row: ChainedRow, rows: readonly ChainedRow[], at: number): boolean {
  if (row.position <= state.position) {
    addFinding(state, 'duplicate', row.position, row.id);
    return false;
  }
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
  // Another place would hide the entry from the logs of its user.
  if (!isPersonalRight(row, personal) || row.place !== placeOf(row)) {
    addFinding(state, 'edited', row.position, row.id);
    return false;
  }
  state.position = row.position;
  state.hash = right;
  state.entry = row.id;
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
async function compareHead({ read }: Core, state: ChainState, last: number): Promise<void> {
  if (state.position < last) return addFinding(state, 'cut', state.position + 1);
  const { position, hash } = await headOf(read, state);
  if (position < state.position || (position === state.position && hash !== state.hash))
    addFinding(state, 'head', position);
}

async function headOf(read: Core['read'], { project, lane }: ChainState) {
  const heads = await listHeads(read, project);
  return heads.find((head) => head.lane === lane) ?? { position: 0, hash: GENESIS_HASH };
}

/** The checkpoints met on the way along a chain. */
type PassedCheckpoints = {
  /** The position of the next one in the chain; infinite without one. */
  readonly next: () => number;
  /** Checks those at the position that was reached, and moves on to the next. */
  readonly areRight: () => Promise<boolean>;
  /** Returns the next one beyond a position of the chain, also of those that were signed meanwhile. */
  readonly nextAfter: (position: number) => Promise<PassedCheckpoint | undefined>;
};
type PassedCheckpoint = { readonly checkpoint: Checkpoint; readonly position: number; readonly hash: string };

async function checkpointsFrom(core: Core, state: ChainState, start: number): Promise<PassedCheckpoints> {
  const isSigned = signatures(core);
  const { project, lane } = state;
  let after = start;
  let waiting: PassedCheckpoint[] = [];
  const load = async () => {
    const rows = await listCheckpoints(core.read, project, { after, most: CHECKPOINTS_AT_ONCE });
    after = rows.at(-1)?.position ?? after;
    waiting = rows
      .map(checkpointOf)
      .map((checkpoint) => {
        const [, position, hash] = startOf(lane, headsOf(checkpoint));
        return { checkpoint, position, hash };
      })
      .toReversed();
  };
  const areRight = async (): Promise<boolean> => {
    for (let one = waiting.at(-1); one && one.position <= state.position; one = waiting.at(-1)) {
      waiting.pop();
      if (waiting.length === 0) await load();
      state.checkpoints++;
      if (!isSigned(one.checkpoint)) addFinding(state, 'forged', one.position);
      else if (one.hash !== state.hash) addFinding(state, 'contradicted', one.position);
      if (state.findings.length > 0) return false;
    }
    return true;
  };
  const nextAfter = async (position: number) => {
    if (waiting.length === 0) await load();
    return waiting.findLast((one) => one.position > position);
  };
  await load();
  return { next: () => waiting.at(-1)?.position ?? Number.POSITIVE_INFINITY, areRight, nextAfter };
}

/** A checkpoint beyond the end means that the chain was longer, or that the checkpoint is forged. */
async function checkBeyondHead(
  core: Core,
  state: ChainState,
  beyond: PassedCheckpoint | undefined,
): Promise<void> {
  // The chain may have grown since.
  if (!beyond || (await headOf(core.read, state)).position >= beyond.position) return;
  addFinding(state, signatures(core)(beyond.checkpoint) ? 'cut' : 'forged', beyond.position);
}

/** Checks the checkpoint that the head names. A missing earlier one hides nothing: the last one covers it. */
async function checkLastCheckpoint(
  { read }: Core,
  project: string,
  position = 0,
): Promise<readonly Finding[]> {
  if (position === 0) return [];
  const [row] = await listCheckpoints(read, project, { after: position - 1, most: 1 });
  return row?.position === position ? [] : [{ kind: 'unsigned', position, entry: null }];
}

async function checkUnchained(core: Core, state: ChainState): Promise<void> {
  const oldest = await findOldestWaiting(core.read, state);
  if (oldest && oldest.at < core.clock.now() - LONG_MS) addFinding(state, 'unchained', null, oldest.id);
}

function addFinding(
  state: ChainState,
  kind: Finding['kind'],
  position: number | null,
  entry: string | null = null,
): void {
  const lane = state.lane === 0 ? {} : { lane: state.lane };
  state.findings.push({ kind, position, entry, ...lane });
}
