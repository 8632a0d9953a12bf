import { Failure } from '../failure.ts';
import { acts } from './acts.ts';
import type { HistoryFilter } from './search.ts';

/** What is searched for as texts, as protocols and commands take it. */
export type HistoryTerms = {
  /** Names of acts with commas between them. `session.*` stands for all that begin with `session.`. */
  readonly act?: string | undefined;
  /** A kind of actor, an id, or both: `cli`, `ann`, `key:6a1f`. */
  readonly actor?: string | undefined;
  readonly user?: string | undefined;
  readonly from?: HistoryFilter['from'] | undefined;
  readonly to?: HistoryFilter['to'] | undefined;
};

const KINDS = ['guest', 'user', 'key', 'admin', 'cli', 'system'];
const ACTS_AT_MOST = 100;
const ACT = /^[a-z][a-z-]*(?:\.[a-z-]+)*(?:\.\*)?$/;

/** Returns the filter of the terms. Fails with `argument_invalid`. */
export function historyFilterOf({ act, actor, user, from, to }: HistoryTerms): HistoryFilter {
  return {
    ...(act !== undefined && { acts: actsOf(act) }),
    ...(actor !== undefined && { actor: actorOf(actor) }),
    ...(user !== undefined && { user }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  };
}

function actsOf(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.length > ACTS_AT_MOST || !names.every((name) => ACT.test(name))) {
    const expected = 'must be names of acts with commas between them, as in session.create or session.*';
    throw new Failure({ code: 'argument_invalid', field: 'act', rule: 'malformed', expected });
  }
  return [...new Set(names.flatMap(namedBy))];
}

function namedBy(name: string): readonly string[] {
  if (!name.endsWith('.*')) return [name];
  const beginning = name.slice(0, -1);
  return Object.keys(acts).filter((each) => each.startsWith(beginning));
}

function actorOf(text: string): NonNullable<HistoryFilter['actor']> {
  if (KINDS.includes(text)) return { kind: text };
  const [kind = '', ...rest] = text.split(':');
  return rest.length > 0 && KINDS.includes(kind) ? { kind, id: rest.join(':') } : { id: text };
}
