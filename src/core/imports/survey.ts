import { ImportRefused, type SourceItem, type SourceTeam } from '../../imports/source.ts';
import type { Core } from '../core.ts';
import { type Canary, CanaryRows } from './canaries.ts';
import type { Notes } from './candidate.ts';
import { type Duplicates, findDuplicates } from './duplicates.ts';
import type { CanaryResult, ImportPlan, ImportSource } from './import.ts';
import type { Judging } from './judge.ts';
import { judgedRows } from './judged.ts';

/** More are refused: they are kept in memory. */
const TEAMS_AT_MOST = 100_000;
/** Different texts that are counted each; others count as `other`. */
const COUNTED_AT_MOST = 200;

export type Tally = ReadonlyMap<string, number>;

/** What a first pass over all rows finds. */
export type Survey = {
  /** Rows, without teams. */
  readonly rows: number;
  readonly users: number;
  /** Fields without a place, with how many rows have them. */
  readonly fields: Tally;
  /** Parts that are left out or cut. */
  readonly leftOut: Tally;
  /** Families of hashes. */
  readonly families: Tally;
  /** Why hashes cannot be used. */
  readonly badHashes: Tally;
  readonly malformed: Tally;
  readonly unknownProviders: Tally;
  /** How many passwords are in clear text. */
  readonly plainPasswords: number;
  /** How many users have an authenticator, of which one code should be tried. */
  readonly authenticators: number;
  readonly teams: ReadonlyMap<string, Pick<SourceTeam, 'name' | 'prefs' | 'createdAt'>>;
  readonly duplicates: Duplicates;
  readonly canaries: readonly CanaryResult[];
};

type Counting = { readonly [K in keyof Survey as Survey[K] extends Tally ? K : never]: Map<string, number> };

/** Reads all rows once: what they claim together, what they lack, and whether the canaries can sign in. */
export async function surveySource(
  core: Core,
  source: ImportSource,
  judging: Judging,
  {
    canaries,
    onProgress = () => {},
  }: { readonly canaries: readonly Canary[]; readonly onProgress?: (rows: number) => void },
): Promise<Survey> {
  const counting = {
    ...{ fields: new Map(), leftOut: new Map(), families: new Map(), badHashes: new Map() },
    ...{ malformed: new Map(), unknownProviders: new Map() },
  } as Omit<Counting, 'teams'>;
  const teams = new Map<string, Pick<SourceTeam, 'name' | 'prefs' | 'createdAt'>>();
  const duplicates = findDuplicates(judging.plan);
  const canaryRows = new CanaryRows(canaries, judging.plan.secrets);
  let [rows, users, plainPasswords, authenticators] = [0, 0, 0, 0];
  for await (const judged of judgedRows(source, judging)) {
    if ('team' in judged) {
      const { sourceId, name, prefs, createdAt } = judged.team;
      teams.set(sourceId, {
        name,
        ...(prefs !== undefined && { prefs }),
        ...(createdAt !== undefined && { createdAt }),
      });
      continue;
    }
    onProgress(++rows);
    if (judged.notes) note(counting, judged.notes);
    if (judged.notes?.hasPlainPassword) plainPasswords++;
    if (!('candidate' in judged.row)) {
      canaryRows.seeRefused(namesOf(judged.item), judged.row.reason);
      continue;
    }
    const { candidate } = judged.row;
    users++;
    if (candidate.totp !== null) authenticators++;
    duplicates.add(candidate);
    canaryRows.see(candidate);
    for (const { team } of candidate.teams) if (!teams.has(team)) teams.set(team, { name: team });
    if (teams.size > TEAMS_AT_MOST)
      throw new ImportRefused(`There are more than ${TEAMS_AT_MOST} teams in the files`);
  }
  // A file of another system, or of another shape, has no row that anyone could count.
  if (rows === 0 && teams.size === 0)
    throw new ImportRefused('The files have neither users nor teams, so there is nothing to import');
  duplicates.seal();
  const results = await canaryRows.results(core);
  return { ...counting, rows, users, plainPasswords, authenticators, teams, duplicates, canaries: results };
}

function namesOf(item: SourceItem): readonly (string | undefined)[] {
  return item.kind === 'user'
    ? [item.sourceId, item.email?.trim().toLowerCase(), item.phone, item.username]
    : [item.sourceId];
}

function note(counting: Omit<Counting, 'teams'>, notes: Notes): void {
  for (const name of notes.fields) count(counting.fields, name);
  for (const text of new Set(notes.leftOut)) count(counting.leftOut, text);
  for (const name of new Set(notes.unknownProviders)) count(counting.unknownProviders, name);
  if (notes.family !== undefined) count(counting.families, notes.family);
  if (notes.hashRefused !== undefined) count(counting.badHashes, notes.hashRefused);
  if (notes.malformed !== undefined) count(counting.malformed, notes.malformed);
}

export function count(tally: Map<string, number>, name: string): void {
  const key = tally.has(name) || tally.size < COUNTED_AT_MOST ? name : 'other';
  tally.set(key, (tally.get(key) ?? 0) + 1);
}

/** Fails with `ImportRefused` for what an operator must decide before anything is written. */
export function requireDecided(survey: Survey, plan: Pick<ImportPlan, 'providers'>): void {
  const unknown = [...survey.unknownProviders].filter(([name]) => !Object.hasOwn(plan.providers, name));
  if (unknown.length > 0) {
    const names = unknown.map(([name, rows]) => `${name} (${rows})`).join(', ');
    throw new ImportRefused(
      `The files name providers that are not known here: ${names}. Say which they are with --provider THEIRS=OURS, or leave their accounts out with --provider THEIRS=none`,
    );
  }
  const red = survey.canaries.filter(({ problem }) => problem !== null);
  if (red.length === 0) return;
  const list = red.map(({ name, problem }) => `${name}: ${problem}`).join('; ');
  throw new ImportRefused(`These sign-ins would fail, so nothing is written. ${list}`);
}
