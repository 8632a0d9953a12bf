import { readConfig } from '../../src/config.ts';
import type { ActName } from '../../src/core/audit/acts.ts';
import { verifyHistory } from '../../src/core/history/verification.ts';
import { open } from '../../src/open.ts';
import { flawsIn } from './consistency.ts';
import { type Answer, callAlone, PROJECT, settingsFor } from './server.ts';

/** The name of a user; `undefined` for one who is not there. */
type State = string | undefined;
/** A change of a user, and the moments when it was asked for and acknowledged; never is infinity. */
type Step = { readonly asked: number; acknowledged: number; readonly state: State };

/** What clients asked for, user by user. Moments are numbers of any clock that does not go back. */
export type Ledger = Map<string, Step[]>;

type Change = {
  readonly endpoint: string;
  readonly ledger: Ledger;
  readonly now: () => number;
  readonly id: string;
  /** Every second one gets another name, and every fourth is deleted. */
  readonly turn: number;
  /** Is called with each answer; `undefined` if there was none. */
  readonly answered?: (answer: Answer | undefined) => void;
};

/** Creates a user and changes it. Returns false when a change was not acknowledged; then no other follows. */
export async function changeUser({ endpoint, ledger, now, id, turn, answered }: Change): Promise<boolean> {
  const steps: Step[] = [];
  ledger.set(id, steps);
  const change = async (state: State, method: string, path: string, body?: object): Promise<boolean> => {
    const step: Step = { asked: now(), acknowledged: Number.POSITIVE_INFINITY, state };
    steps.push(step);
    const answer = await callAlone(endpoint, method, path, body).catch(() => undefined);
    answered?.(answer);
    if (answer === undefined || answer.status >= 300) return false;
    step.acknowledged = now();
    return true;
  };
  const body = { userId: id, email: `${id}@example.com`, name: 'new' };
  if (!(await change('new', 'POST', '/users', body))) return false;
  if (turn % 2 === 0) return true;
  if (!(await change('renamed', 'PATCH', `/users/${id}/name`, { name: 'renamed' }))) return false;
  return turn % 4 === 1 || change(undefined, 'DELETE', `/users/${id}`);
}

/** How many changes were acknowledged, and how many were not. */
export function countSteps(ledger: Ledger): { readonly acknowledged: number; readonly unknown: number } {
  const steps = [...ledger.values()].flat();
  const acknowledged = steps.filter((step) => Number.isFinite(step.acknowledged)).length;
  return { acknowledged, unknown: steps.length - acknowledged };
}

/**
 * Users who are not as the last change acknowledged by this moment left them, nor as one would that was asked for
 * `until` then.
 */
export async function lossesAt(
  setting: string,
  ledger: Ledger,
  moment: number,
  until = moment,
): Promise<readonly string[]> {
  return inDatabase(setting, async ({ engine }) => {
    const rows = await engine.read.db.selectFrom('users').select(['id', 'name']).execute();
    const there = new Map(rows.map(({ id, name }) => [id, name]));
    return [...ledger].flatMap(([id, steps]) => {
      const last = steps.findLastIndex(({ acknowledged }) => acknowledged <= moment);
      const possible = [
        last === -1 ? undefined : steps[last]?.state,
        ...steps.slice(last + 1).flatMap(({ asked, state }) => (asked <= until ? [state] : [])),
      ];
      const found = there.get(id);
      return possible.includes(found) ? [] : [`lost: ${id} is ${found}, not ${possible.join(' or ')}`];
    });
  });
}

/** Which of these acts a database has recorded, in order. */
export async function actsAt(setting: string, names: readonly ActName[]): Promise<readonly string[]> {
  return inDatabase(setting, async ({ engine }) => {
    const { db } = engine.read;
    const rows = await db.selectFrom('audit').select('act').where('act', 'in', names).orderBy('id').execute();
    return rows.map(({ act }) => act);
  });
}

/** Damage of the file, of the history, and of what belongs together. */
export async function flawsAt(setting: string): Promise<readonly string[]> {
  const { config, secrets } = readConfig(settingsFor(setting));
  const found = await inDatabase(setting, async ({ engine, core }) => {
    const { findings } = await verifyHistory(core, PROJECT);
    return [...(await engine.integrity()), ...findings.map(({ kind }) => `the history: ${kind}`)];
  });
  return [...found, ...(await flawsIn({ config: () => config, secrets: () => secrets }))];
}

/** Opens the database as a server does, which may be the first one after a fault. */
async function inDatabase(
  setting: string,
  look: (opened: Awaited<ReturnType<typeof open>>) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const { config, secrets } = readConfig(settingsFor(setting));
  try {
    await using opened = await open(config, secrets, { migrate: true });
    return await look(opened);
  } catch (error) {
    return [`not opened: ${error instanceof Error ? error.message : error}`];
  }
}
