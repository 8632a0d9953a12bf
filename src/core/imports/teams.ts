import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { createdAt, MICROS_PER_MILLI, type Sequence } from '../instant.ts';
import { findTeam, insertTeam } from '../teams/store.ts';
import { type Team, type TeamId, teamIdOf } from '../teams/team.ts';
import type { Import, ImportPlan, JournalRow } from './import.ts';
import { addJournalRows, listTeamRows } from './journal-store.ts';
import { derivedId } from './judge.ts';
import type { Survey } from './survey.ts';

const NAME_LENGTH = 128;
const PREFS_BYTES = 65_535;
const TEAMS_AT_ONCE = 200;

type Given = Survey['teams'] extends ReadonlyMap<string, infer T> ? T : never;
type Naming = { readonly system: string; readonly plan: ImportPlan };

/** Returns the teams here by those of the source, as an import would name them. */
export function namesOfTeams(survey: Survey, naming: Naming): ReadonlyMap<string, string> {
  return new Map([...survey.teams.keys()].map((sourceId) => [sourceId, teamIdFor(sourceId, naming)]));
}

/**
 * Creates the teams that are not here yet, also those that were deleted since the import was interrupted. A team here with the id and the name of one of the source is taken for it;
 * with another name, the team gets another id. Returns the teams here by those of the source.
 */
export async function createTeams(
  core: Core,
  actor: Actor,
  made: Import,
  { survey, plan }: { readonly survey: Survey; readonly plan: ImportPlan },
): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  const all = [...survey.teams];
  for (let from = 0; from < all.length; from += TEAMS_AT_ONCE) {
    const some = all.slice(from, from + TEAMS_AT_ONCE);
    const placed = await core.write(
      actor,
      (settled: readonly Placed[]) =>
        settled
          .filter(({ isNew }) => isNew)
          .map(({ team }) => ({ act: 'team.create', details: { teamId: team.id } }) as const),
      async (tx) => {
        const project = actor.project.id;
        // Those of one transaction stand in the journal together, or none does.
        const first = -(from + some.length);
        const known = await listTeamRows(tx, project, { id: made.id, after: first - 1, most: some.length });
        const before = new Map(
          known
            .filter(({ position }) => position <= -(from + 1))
            .map(({ sourceId, madeId }) => [sourceId ?? madeId, madeId]),
        );
        const settled: Placed[] = [];
        for (const [at, [sourceId, given]] of some.entries()) {
          const id = before.get(sourceId) ?? undefined;
          const here = id && (await findTeam(tx, project, { id }));
          const placed = here
            ? { team: here, isNew: false }
            : await placeTeam(core, actor, tx, { sourceId, given, naming: { system: made.system, plan } });
          settled.push({ ...placed, sourceId, position: -(from + at + 1) });
        }
        if (before.size === 0) await addJournalRows(tx, { project, id: made.id }, settled.map(journalRowOf));
        return settled;
      },
    );
    for (const { sourceId, team } of placed) ids.set(sourceId, team.id);
  }
  return ids;
}

type Placed = {
  readonly sourceId: string;
  readonly position: number;
  readonly team: Pick<Team, 'id' | 'updatedAt'>;
  readonly isNew: boolean;
};

async function placeTeam(
  core: Core,
  actor: Actor,
  tx: Parameters<typeof insertTeam>[0],
  { sourceId, given, naming }: { readonly sourceId: string; readonly given: Given; readonly naming: Naming },
): Promise<Pick<Placed, 'team' | 'isNew'>> {
  const project = actor.project.id;
  const name = Array.from(given.name.toWellFormed().replaceAll('\0', '')).slice(0, NAME_LENGTH).join('');
  // Cast: 20 hex digits are a valid id.
  const ids = [teamIdFor(sourceId, naming), derivedId(naming.system, `team ${sourceId}`) as string as TeamId];
  for (const [at, id] of ids.entries()) {
    const here = await findTeam(tx, project, { id });
    if (here && (here.name === name || at > 0)) return { team: here, isNew: false };
    if (here) continue;
    const team = newTeam(core, { id, name, given });
    if (await insertTeam(tx, project, team)) return { team, isNew: true };
  }
  throw new Error('a team was created meanwhile');
}

function newTeam(
  core: Core,
  { id, name, given }: { readonly id: TeamId; readonly name: string; readonly given: Given },
): Team {
  const isKnown = given.createdAt !== undefined && given.createdAt > 0 && given.createdAt <= core.clock.now();
  const sequence = (
    isKnown ? Math.trunc(given.createdAt ?? 0) * MICROS_PER_MILLI : core.clock.nextSequence()
  ) as Sequence;
  const fits = Buffer.byteLength(JSON.stringify(given.prefs ?? {})) <= PREFS_BYTES;
  return {
    ...{ id, name, sequence, createdAt: createdAt(sequence), updatedAt: core.clock.now(), total: 0 },
    prefs: fits ? (given.prefs ?? {}) : {},
  };
}

function teamIdFor(sourceId: string, { system, plan }: Naming): TeamId {
  const wanted = plan.id === 'keep' || plan.id === 'fresh' ? sourceId : plan.id.prefix + sourceId;
  const id = plan.id === 'fresh' ? undefined : teamIdOf(wanted);
  // Cast: 20 hex digits are a valid id.
  return id ?? (derivedId(system, `team ${sourceId}`) as string as TeamId);
}

function journalRowOf({ sourceId, position, team, isNew }: Placed): JournalRow {
  return {
    ...{ position, kind: 'team', outcome: isNew ? 'new' : 'same', madeId: team.id },
    sourceId: sourceId === team.id ? null : sourceId,
    stamp: isNew ? String(team.updatedAt) : null,
  };
}
