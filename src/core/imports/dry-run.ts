import type { SourceItem } from '../../imports/source.ts';
import { isSecretField, isSecretText } from '../users/imported-secrets.ts';
import { conflictOrSame, lookAt, mergeOutcome, type Running, type Settled } from './batch.ts';
import type { BatchRow, Candidate } from './candidate.ts';
import { decide } from './decide.ts';
import { type Counts, type ImportSource, noCounts, type Outcome } from './import.ts';
import type { Judging } from './judge.ts';
import { judgedRows } from './judged.ts';
import { compareReadable } from './readable-passwords.ts';
import { count, type Survey, type Tally } from './survey.ts';

const ROWS_AT_ONCE = 1_000;
const SAMPLES = 10;

/** A row before and after, without secrets. */
export type Sample = {
  readonly outcome: Outcome;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
};

/** What an import would do, without doing it. */
export type DryRun = {
  readonly counts: Counts;
  /** Why rows are refused or in conflict, with their number. */
  readonly reasons: Tally;
  /** Addresses and ids that several rows have. */
  readonly duplicates: Tally;
  readonly leftOut: Tally;
  readonly samples: readonly Sample[];
};

/** Compares all rows with who is here. Writes nothing. */
export async function compareSource(
  running: Running,
  source: ImportSource,
  {
    judging,
    survey,
    onRow = () => {},
    onProgress = () => {},
  }: {
    readonly judging: Judging;
    readonly survey: Survey;
    readonly onRow?: (settled: Settled) => void;
    readonly onProgress?: (rows: number) => void;
  },
): Promise<DryRun> {
  const counts: Record<Outcome, number> = { ...noCounts };
  const [reasons, duplicates, leftOut] = [new Map(), new Map(), new Map()] as Map<string, number>[];
  const samples: Sample[] = [];
  let batch: { readonly row: BatchRow; readonly item: SourceItem }[] = [];
  let rows = 0;
  const settle = async () => {
    const settled = await settledOf(
      running,
      source.system,
      batch.map(({ row }) => row),
    );
    for (const [at, each] of settled.entries()) {
      counts[each.outcome]++;
      if (each.reason !== undefined && reasons) count(reasons, each.reason);
      const item = batch[at]?.item;
      if (samples.length < SAMPLES && item?.kind === 'user' && 'candidate' in each.row)
        samples.push({
          outcome: each.outcome,
          before: shownItem(item),
          after: shownCandidate(each.row.candidate),
        });
      onRow(each);
    }
    rows += batch.length;
    onProgress(rows);
    batch = [];
  };
  for await (const judged of judgedRows(source, judging, { duplicates: survey.duplicates })) {
    if ('team' in judged) continue;
    const { notes } = judged;
    if (notes?.duplicate !== undefined && duplicates) count(duplicates, notes.duplicate);
    for (const text of new Set(notes?.leftOut)) if (leftOut) count(leftOut, text);
    batch.push(judged);
    if (batch.length >= ROWS_AT_ONCE) await settle();
  }
  await settle();
  return {
    ...{ counts, samples },
    reasons: reasons ?? new Map(),
    duplicates: duplicates ?? new Map(),
    leftOut: leftOut ?? new Map(),
  };
}

async function settledOf(
  running: Running,
  system: string,
  rows: readonly BatchRow[],
): Promise<readonly Settled[]> {
  const { core, actor, plan, teams } = running;
  const { existing, made } = await lookAt(running, core.read, system, rows);
  const batch = await compareReadable(running, rows, { existing, made });
  return batch.map((row): Settled => {
    if (!('candidate' in row)) return { row, outcome: row.outcome, reason: row.reason };
    const { candidate } = row;
    const decision = decide(candidate, existing, { plan, made });
    if (decision.does === 'create') return { row, outcome: 'new', user: candidate.id };
    if (decision.does === 'conflict') return { row, outcome: 'conflict', reason: decision.reason };
    const { into } = decision;
    const merging = { core, actor, teams, existing, stamp: made.get(into.id)?.stamp ?? null };
    const outcome = mergeOutcome(merging, candidate, { plan, into });
    if (outcome === 'update') return { row, outcome, user: into.id };
    return { row, ...conflictOrSame(outcome), user: into.id };
  });
}

/** Hides what fields without a place, preferences and metadata hold of secrets: samples are shown on terminals and pages. */
function withoutSecrets<T>(value: T): T {
  // Cast: texts take the place of texts, lists and objects within fields that are shown only.
  return hidden(value) as T;
}

function hidden(value: unknown): unknown {
  if (isSecretText(value)) return 'hidden';
  if (Array.isArray(value)) return value.map(hidden);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, isSecretField(name, each) ? 'hidden' : hidden(each)]),
  );
}

function shownItem(item: Extract<SourceItem, { kind: 'user' }>): Sample['before'] {
  const { kind: _, password, totp, recoveryCodes, passkeys, ...shown } = item;
  return {
    ...withoutSecrets(shown),
    ...(password && { password: `${password.family} (${password.scheme})` }),
    ...(totp && { totp: 'an authenticator' }),
    ...(recoveryCodes?.length && { recoveryCodes: recoveryCodes.length }),
    ...(passkeys?.length && { passkeys: passkeys.length }),
  };
}

function shownCandidate(candidate: Candidate): Sample['after'] {
  const { password, totp, recoveryCodes, ...rest } = candidate;
  const { position: _, file: _file, row: _row, freeBytes: _bytes, ...shown } = rest;
  return {
    ...withoutSecrets(shown),
    hasPassword: Boolean(password),
    hasAuthenticator: totp !== null,
    recoveryCodes: recoveryCodes.length,
  };
}
