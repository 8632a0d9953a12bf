import type { Table } from './conditions.ts';

/**
 * How much of a cluster a statement asks. `local`: the coordinator, or a table with a copy on every node. `one shard`:
 * that of a value which the statement names. `all shards`: each of them.
 */
export type ShardClass = 'local' | 'one shard' | 'all shards';

type Command = 'select' | 'insert' | 'update' | 'delete';

/** A statement by its command and its tables, in the order of their names. */
type Statement<T extends Table = Table> =
  | `${Command} ${T}`
  | `select ${T}, ${T}`
  | 'select authenticators, memberships, users'
  | 'select memberships, profiles, users'
  | 'select profiles, targets, users';

/**
 * Every statement on the path of a request with a session or a key and of a sign-in, except those of the requests that
 * read from all shards by nature. None asks more than one shard.
 */
export const requestStatements: Readonly<Partial<Record<Statement, Exclude<ShardClass, 'all shards'>>>> = {
  'delete attempts': 'one shard',
  'delete authenticators': 'one shard',
  'delete challenges': 'one shard',
  'delete device_codes': 'local',
  'delete device_grants': 'one shard',
  'delete identifiers': 'one shard',
  'delete identities': 'one shard',
  'delete keys': 'local',
  'delete lookups': 'one shard',
  'delete memberships': 'one shard',
  'delete mock_phones': 'local',
  'delete oauth_states': 'one shard',
  'delete outbox': 'local',
  'delete password_history': 'one shard',
  'delete profiles': 'one shard',
  'delete rate_windows': 'one shard',
  'delete recovery_codes': 'one shard',
  'delete sessions': 'one shard',
  'delete targets': 'one shard',
  'delete team_words': 'one shard',
  'delete tokens': 'one shard',
  'delete user_keys': 'one shard',
  'delete user_words': 'one shard',
  'delete users': 'one shard',
  'delete webhook_deliveries': 'local',
  'delete webhooks': 'local',
  'insert attempts': 'one shard',
  'insert audit': 'one shard',
  'insert authenticators': 'one shard',
  'insert challenges': 'one shard',
  'insert counts': 'one shard',
  'insert device_codes': 'local',
  'insert device_grants': 'one shard',
  'insert erasures': 'local',
  'insert identifiers': 'one shard',
  'insert identities': 'one shard',
  'insert lookups': 'one shard',
  'insert memberships': 'one shard',
  'insert mock_phones': 'local',
  'insert oauth_states': 'one shard',
  'insert outbox': 'local',
  'insert profiles': 'one shard',
  'insert rate_windows': 'one shard',
  'insert recovery_codes': 'one shard',
  'insert sessions': 'one shard',
  'insert targets': 'one shard',
  'insert team_words': 'one shard',
  'insert teams': 'one shard',
  'insert tokens': 'one shard',
  'insert user_keys': 'one shard',
  'insert user_words': 'one shard',
  'insert users': 'one shard',
  'insert webhooks': 'local',
  'select attempts': 'one shard',
  'select authenticators': 'one shard',
  'select authenticators, memberships, users': 'one shard',
  'select challenges': 'one shard',
  'select device_codes': 'local',
  'select device_grants': 'one shard',
  'select identifiers': 'one shard',
  'select identities': 'one shard',
  'select keys': 'local',
  'select keys, projects': 'local',
  'select lookups': 'one shard',
  'select memberships': 'one shard',
  'select mock_phones': 'local',
  'select outbox': 'local',
  'select profiles, targets, users': 'one shard',
  'select projects': 'local',
  'select providers': 'local',
  'select rate_windows': 'one shard',
  'select recovery_codes': 'one shard',
  'select sessions': 'one shard',
  'select targets': 'one shard',
  'select targets, users': 'one shard',
  'select teams': 'one shard',
  'select tokens': 'one shard',
  'select user_keys': 'one shard',
  'select webhook_deliveries': 'local',
  'select webhook_deliveries, webhooks': 'local',
  'select webhooks': 'local',
  'update attempts': 'one shard',
  'update authenticators': 'one shard',
  'update device_codes': 'local',
  'update device_grants': 'one shard',
  'update identities': 'one shard',
  'update keys': 'local',
  'update memberships': 'one shard',
  'update mock_phones': 'local',
  'update outbox': 'local',
  'update profiles': 'one shard',
  'update projects': 'local',
  'update sessions': 'one shard',
  'update targets': 'one shard',
  'update teams': 'one shard',
  'update user_keys': 'one shard',
  'update users': 'one shard',
  'update webhooks': 'local',
};

const SWEPT = 'what has expired, a bounded number at a time';
const CLOCK = 'moments of a clock that was ahead';

/** The statements that ask all shards by nature, and why. Each shard answers from its index, up to a limit. */
export const acrossShards: Readonly<Partial<Record<Statement, string>>> = {
  'select users': 'lists, searches, counts and usage of users; actors of a list of entries',
  'select targets, users': 'rows and sizes of a page of users',
  'select user_words': 'searches of users',
  'select user_words, users': 'searches of users with further conditions',
  'select teams': 'lists of teams; teams of a list of memberships',
  'select team_words': 'searches of teams',
  'select team_words, teams': 'searches of teams with further conditions',
  'select memberships': 'members of a team',
  'select memberships, users': 'sizes of a page of memberships',
  'select authenticators, memberships, users': 'rows of a page of memberships',
  'select memberships, profiles, users': 'members of an organization',
  'select identities': 'lists of the identities of all users',
  'select profiles': 'names of the users in a list of entries',
  'select sessions': 'usage',
  'select audit': 'chains; acts of a user and acts on a team; partitions',
  'delete memberships': 'members of a deleted team; expired invitations',
  'delete attempts': SWEPT,
  'delete challenges': SWEPT,
  'delete device_grants': SWEPT,
  'delete lookups': SWEPT,
  'delete oauth_states': SWEPT,
  'delete rate_windows': SWEPT,
  'delete tokens': SWEPT,
  'update challenges': CLOCK,
  'update device_grants': CLOCK,
  'update memberships': CLOCK,
  'update oauth_states': CLOCK,
  'update sessions': CLOCK,
  'update tokens': CLOCK,
};
