import type { Actor } from '../../src/core/actor.ts';
import { listLogs } from '../../src/core/audit/logs.ts';
import type { Core } from '../../src/core/core.ts';
import { createdAt } from '../../src/core/instant.ts';
import type { Comparison, Filter, Listing, Scalar } from '../../src/core/listing/listing.ts';
import { listMembers } from '../../src/core/memberships/list.ts';
import { addMember } from '../../src/core/memberships/memberships.ts';
import { authenticateSession } from '../../src/core/sessions/authenticate.ts';
import { createServerSession } from '../../src/core/sessions/sessions.ts';
import { listTeams } from '../../src/core/teams/list.ts';
import type { TeamId } from '../../src/core/teams/team.ts';
import { createTeam } from '../../src/core/teams/teams.ts';
import { listUsers } from '../../src/core/users/list.ts';
import { findUserBy } from '../../src/core/users/store.ts';
import { getUsage } from '../../src/core/users/usage.ts';
import type { User } from '../../src/core/users/user.ts';
import { getUser } from '../../src/core/users/users.ts';
import { sequenceAt } from './people.ts';

const SAMPLE = 50;
const MEMBERS = 50;
const DAY_MS = 86_400_000;

/** Users from all over the directory, with what the questions need of them. */
export type Sample = {
  readonly users: readonly User[];
  readonly tokens: readonly string[];
  readonly team: TeamId;
};

type Place = { readonly core: Core; readonly actor: Actor; readonly sample: Sample };
type Question = (place: Place, turn: number) => Promise<unknown>;

const where = (attribute: string, is: Comparison, ...values: readonly Scalar[]): Filter => ({
  attribute,
  is,
  values,
});
const by = (attribute: string, descending = false) => ({ attribute, descending });

/** A list of 25 with its total. */
function list(of: Partial<Listing> | ((place: Place, turn: number) => Partial<Listing>)): Question {
  return ({ core, actor, sample }, turn) => {
    const listing = typeof of === 'function' ? of({ core, actor, sample }, turn) : of;
    return listUsers(core, actor, {
      filters: [],
      orders: [],
      limit: 25,
      offset: 0,
      counted: true,
      mayEndEarly: true,
      ...listing,
    });
  };
}

const user = ({ sample }: Place, turn: number): User => {
  const found = sample.users[turn % sample.users.length];
  if (!found) throw new Error('the sample is empty');
  return found;
};

/** What is asked, by name. */
export const questions: Readonly<Record<string, Question>> = {
  'a user by id': (place, turn) => getUser(place.core, place.actor, user(place, turn).id),
  'first page': list({}),
  'newest first': list({ orders: [by('createdAt', true)] }),
  'by name': list({ orders: [by('name')] }),
  'after a cursor, by name': list((place, turn) => ({
    orders: [by('name')],
    cursor: { id: user(place, turn).id, before: false },
  })),
  'before a cursor': list((place, turn) => ({ cursor: { id: user(place, turn).id, before: true } })),
  'at offset 5,000': list({ offset: 5_000 }),
  random: list({ orders: 'random' }),
  'an email': list((place, turn) => ({ filters: [where('email', 'equal', user(place, turn).email ?? '')] })),
  'names that begin with a part': list({
    filters: [where('name', 'startsWith', 'Laura Sm')],
    orders: [by('createdAt', true)],
  }),
  'blocked, by name': list({ filters: [where('active', 'equal', false)], orders: [by('name')] }),
  'not blocked, by name': list({ filters: [where('active', 'equal', true)], orders: [by('name')] }),
  'verified and blocked, by access': list({
    filters: [where('emailVerified', 'equal', true), where('active', 'equal', false)],
    orders: [by('accessedAt', true)],
  }),
  'not verified, newest first': list({
    filters: [where('emailVerified', 'equal', false)],
    orders: [by('createdAt', true)],
  }),
  'a label': list({ filters: [where('labels', 'contains', 'vip')] }),
  'a label, by access': list({
    filters: [where('labels', 'contains', 'vip')],
    orders: [by('accessedAt', true)],
  }),
  'created on a day': list((place, turn) => {
    const { createdAt } = user(place, turn);
    return { filters: [where('createdAt', 'between', createdAt - DAY_MS / 2, createdAt + DAY_MS / 2)] };
  }),
  'emails of a common domain': list({ filters: [where('email', 'endsWith', '@example.net')] }),
  'emails of a company': list((_, turn) => ({
    filters: [where('email', 'endsWith', `@company${1 + turn}.example.net`)],
  })),
  'emails with a part': list((place, turn) => ({
    filters: [where('email', 'contains', partOf(user(place, turn)))],
  })),
  'search: an address': list((place, turn) => ({ search: user(place, turn).email ?? user(place, turn).id })),
  'search: a rare name': list((place, turn) => ({ search: rareName(place, turn) })),
  'search: a common last name': list({ search: 'smith' }),
  'search: a first and a last name': list({ search: 'maria smith' }),
  'search: two last names of few': list({ search: 'weber keller' }),
  'search: a word and a label': list({ search: 'smith label:vip' }),
  'search: a word that everybody has': list({ search: 'example' }),
  'search: two words that everybody has': list({ search: 'example com' }),
  'search: a part of a word': list({ search: 'chmid' }),
  'search: two letters': list({ search: 'sm' }),
  'search: nobody': list({ search: 'zzyzx' }),
  'search, by name': list({ search: 'smith', orders: [by('name')] }),
  'usage of 30 days': ({ core, actor }) => getUsage(core, actor, '30d'),
  'a session': async ({ core, actor, sample }, turn) => {
    const found = await authenticateSession(
      core,
      actor.project,
      sample.tokens[turn % sample.tokens.length] ?? '',
    );
    if (!found) throw new Error('the session is not found');
  },
  'the user of a sign-in': ({ core, actor, sample }, turn) =>
    findUserBy(core.read, actor.project.id, 'email', user({ core, actor, sample }, turn).email ?? ''),
  'history of a user': (place, turn) =>
    listLogs(place.core, place.actor, { user: user(place, turn).id, limit: 25, offset: 0, total: true }),
  teams: ({ core, actor }) =>
    listTeams(core, actor, { filters: [], orders: [], limit: 25, offset: 0, counted: true }),
  'members of a team': ({ core, actor, sample }) =>
    listMembers(core, actor, sample.team, { filters: [], orders: [], limit: 25, offset: 0, counted: true }),
};

/** Letters and digits from the middle of an address, which few have. */
function partOf({ email, id }: User): string {
  return /\.(\w{3,}\d{3,})@/.exec(email ?? '')?.[1]?.slice(1) ?? id.slice(4);
}

function rareName(place: Place, turn: number): string {
  for (let at = turn; at < turn + place.sample.users.length; at++) {
    const last = user(place, at).name.split(' ')[1] ?? '';
    if (last.length === 9) return last;
  }
  return 'Barbarbar';
}

/** Chooses users evenly, opens a session for each, and makes a team of some: by the operations. */
export async function sampleOf(core: Core, actor: Actor, among: number): Promise<Sample> {
  const users: User[] = [];
  const tokens: string[] = [];
  for (let at = 0; at < SAMPLE; at++) {
    const since = createdAt(sequenceAt(Math.floor(((at + 0.5) * among) / SAMPLE)));
    const filters = [where('createdAt', 'greaterThanEqual', since), where('email', 'isNotNull')];
    const one: Listing = { filters, orders: [], limit: 1, offset: 0, counted: false };
    for (const found of (await listUsers(core, actor, one)).rows) {
      tokens.push((await createServerSession(core, actor, found.id)).secret);
      users.push(found);
    }
  }
  const { id: team } = await createTeam(core, actor, { id: undefined, name: 'Everybody', roles: [] });
  for (const { id } of users.slice(0, MEMBERS)) await addMember(core, actor, { team, user: id, roles: [] });
  return { users, tokens, team };
}
