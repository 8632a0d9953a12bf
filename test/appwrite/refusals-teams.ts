import { freshName, freshPhone } from './account-fixtures.ts';
import {
  a,
  BAD_IDS,
  type Cases,
  emails,
  ids,
  NO_TEXTS,
  names,
  optional,
  phones,
  type Rows,
  required,
  userCases,
  userIdInPath,
  withoutEmpty,
} from './refusals-cases.ts';
import { given, inPath } from './refusals-credentials.ts';

type Fields = Readonly<Record<string, unknown>>;
export type Outcome = readonly [status: number, type: string];

const listing = userCases.usersList ?? {};
const teamId: Cases = { ...ids, refuses: [...BAD_IDS, 'unique()', '\0'] };
const membershipId = inPath;
const prefs = userCases.usersUpdatePrefs?.prefs ?? given;
const name = withoutEmpty(names);
const NO_ROLES = [[''], ['a b'], ['a/b'], ['_a'], ['.a'], ['-a'], ['ä'], ['a\n'], [7], [null], [['a']], [{}]];

function roles(most: number): Cases {
  return {
    takes: [[], ['owner'], ['b', 'a', 'b'], ['A.b-c_d'], [a(most)], Array(100).fill('a')],
    refuses: [
      '',
      'a',
      'bad string',
      7,
      true,
      {},
      { a: 'b' },
      ...NO_ROLES,
      [a(most + 1)],
      Array(101).fill('a'),
    ],
  };
}

const url: Cases = {
  takes: ['http://localhost', 'https://localhost:3000/a?b=c#d', `http://127.0.0.1/${a(2_031)}`],
  refuses: [
    ...NO_TEXTS,
    '',
    'localhost',
    '//localhost',
    '/a',
    'http://',
    'javascript:alert(1)',
    'ftp://localhost',
    `http://127.0.0.1/${a(2_032)}`,
  ],
};

/** The rows of teams and their members. */
export const teamCases: Rows = {
  teamsList: listing,
  teamsCreate: {
    teamId: required({ takes: [...ids.takes, 'unique()'], refuses: [...NO_TEXTS, '', ...ids.refuses] }),
    name: required(name),
    roles: optional(roles(36)),
  },
  teamsGet: { teamId },
  teamsUpdateName: { teamId, name: required(name) },
  teamsDelete: { teamId },
  teamsGetPrefs: { teamId },
  teamsUpdatePrefs: { teamId, prefs },
  teamsCreateMembership: {
    teamId,
    email: optional(withoutEmpty(emails)),
    userId: optional({ takes: [], refuses: ['unique()', ...given.refuses] }),
    phone: optional(withoutEmpty(phones)),
    roles: required(roles(81)),
    url: optional(url),
    name: optional(name),
  },
  teamsListMemberships: { teamId, ...listing },
  teamsGetMembership: { teamId, membershipId },
  teamsUpdateMembership: { teamId, membershipId, roles: required(roles(81)) },
  teamsUpdateMembershipStatus: {
    teamId,
    membershipId,
    userId: required({ ...given, refuses: ['unique()', ...given.refuses] }),
    secret: required({
      takes: ['1', a(256), '😀'.repeat(256)],
      refuses: [...NO_TEXTS, '', 482913, a(257)],
    }),
  },
  teamsDeleteMembership: { teamId, membershipId },
  usersListMemberships: { userId: userIdInPath, ...listing },
};

/** What each of these operations takes beside the parameter that is looked at; nothing that was tried before. */
export const teamOthers: Readonly<Record<string, (looked: string) => Fields>> = {
  teamsCreate: () => ({ teamId: 'unique()', name: 'Blue' }),
  teamsUpdateName: () => ({ name: 'Green' }),
  teamsUpdatePrefs: () => ({ prefs: { other: true } }),
  teamsCreateMembership: (looked) => ({
    ...(looked === 'phone' ? { email: `${freshName()}@example.com` } : { phone: freshPhone() }),
    roles: ['player'],
  }),
  teamsUpdateMembership: () => ({ roles: ['player'] }),
  teamsUpdateMembershipStatus: () => ({ userId: freshName(), secret: 'f00f00' }),
};

const noTeam: Outcome = [404, 'team_not_found'];
const noMembership: Outcome = [404, 'membership_not_found'];

/** What comes of an id in a path that fits and leads nowhere, and of other parameters where it is not the best. */
export function teamOutcome(operation: string, name: string): Outcome | undefined {
  const own: Readonly<Record<string, Outcome>> = {
    'teamsDeleteMembership.membershipId': [404, 'team_invite_not_found'],
    'teamsUpdateMembershipStatus.userId': [401, 'team_invalid_secret'],
    'teamsUpdateMembershipStatus.secret': [401, 'team_invalid_secret'],
    'usersListMemberships.userId': [404, 'user_not_found'],
  };
  const known = own[`${operation}.${name}`];
  if (known || operation === 'teamsCreate') return known;
  return name === 'teamId' ? noTeam : name === 'membershipId' ? noMembership : undefined;
}
