import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BEHIND_PROXY, PAGE } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { call, type Started, serving } from '../support/server.ts';
import { freshName } from './account-fixtures.ts';
import { type Fields, person, type Teams, type TeamsPackage, teamsPackages } from './teams-packages.ts';

type Outcome = 'done' | readonly [code: number, type: string];
type Place = {
  readonly teamId: string;
  readonly cat: unknown;
  readonly eve: unknown;
  readonly eveId: string;
};

/** How somebody stands to the team. */
const standings = ['key', 'owner', 'member', 'invited', 'stranger', 'guest'] as const;
type Standing = (typeof standings)[number];

const none: Outcome = [404, 'team_not_found'];
const denied: Outcome = [401, 'user_unauthorized'];
const unknown: Outcome = [401, 'general_unauthorized_scope'];

/** In this order: key, owner, member, invited, stranger, guest. */
const anyUser = ['done', 'done', 'done', 'done', 'done', unknown] as const;
const anyMember = ['done', 'done', 'done', none, none, unknown] as const;
const anyOwner = ['done', 'done', denied, none, none, unknown] as const;
const wrongSecret = standings.map(() => [401, 'team_invalid_secret'] as const);

/** Every method of the service with what each is told who calls it; what takes the most away comes last. */
const methods: readonly (readonly [
  method: string,
  input: (place: Place) => Fields,
  outcomes: readonly Outcome[],
])[] = [
  ['list', () => ({}), anyUser],
  ['create', () => ({ teamId: 'unique()', name: 'Another' }), anyUser],
  ['get', ({ teamId }) => ({ teamId }), anyMember],
  ['getPrefs', ({ teamId }) => ({ teamId }), anyMember],
  ['listMemberships', ({ teamId }) => ({ teamId }), anyMember],
  ['getMembership', ({ teamId, cat }) => ({ teamId, membershipId: cat }), anyMember],
  ['updateName', ({ teamId }) => ({ teamId, name: 'Green' }), anyOwner],
  ['updatePrefs', ({ teamId }) => ({ teamId, prefs: { a: 1 } }), anyOwner],
  ['createMembership', ({ teamId }) => invitation(teamId, `${freshName()}@example.com`), anyOwner],
  ['updateMembership', ({ teamId, cat }) => ({ teamId, membershipId: cat, roles: [] }), anyOwner],
  [
    'updateMembershipStatus',
    ({ teamId, eve, eveId }) => ({ teamId, membershipId: eve, userId: eveId, secret: 'f00f00' }),
    wrongSecret,
  ],
  ['deleteMembership', ({ teamId, cat }) => ({ teamId, membershipId: cat }), anyOwner],
  ['delete', ({ teamId }) => ({ teamId }), anyOwner],
];

onAnyEngine('who may do what with a team, through official clients', (database) => {
  const server = serving(database, BEHIND_PROXY);
  for (const one of teamsPackages) {
    describe(one.name, () => {
      for (const [at, standing] of standings.entries()) {
        if (standing === 'key' && !one.withKey) continue;
        it(`${standing}: what every method answers`, async () => {
          const { teams, ...place } = await placed(one, server.get(), standing);
          const outcomes: [string, Outcome][] = [];
          for (const [method, input] of methods)
            outcomes.push([method, await outcomeOf(teams(method, input(place)))]);
          assert.deepEqual(
            outcomes,
            methods.map(([method, , expected]) => [method, expected[at]]),
          );
        });
      }
    });
  }

  it('has a row for every method of every package', () => {
    const told = methods.map(([method]) => method).toSorted();
    for (const one of teamsPackages) {
      // What is installed in a team is none of ours.
      const named = one.methods.filter((method) => !method.includes('Installation'));
      assert.deepEqual(named, told);
    }
  });
});

/** A team of Ann's with the members Bob and Cat, which Eve was asked to join; and one of them or somebody else. */
async function placed(
  one: TeamsPackage,
  to: Started,
  standing: Standing,
): Promise<Place & { readonly teams: Teams }> {
  const [ann, bob, cat, eve] = [
    await person(one, to),
    await person(one, to),
    await person(one, to),
    await person(one, to),
  ];
  const made = await ann.teams('create', { teamId: 'unique()', name: 'Blue' });
  const { $id: teamId } = made as { readonly $id: string };
  const joined = async (userId: string) =>
    (await call(to.endpoint, 'POST', `/teams/${teamId}/memberships`, { body: { userId, roles: ['a'] } }))
      .body as Fields;
  await joined(bob.id);
  const asked = (await ann.teams('createMembership', invitation(teamId, eve.email))) as Fields;
  const callers: Readonly<Record<Standing, () => Promise<Teams> | Teams>> = {
    key: () => one.withKey?.(to) ?? assert.fail('the package has no keys'),
    owner: () => ann.teams,
    member: () => bob.teams,
    invited: () => eve.teams,
    stranger: async () => (await person(one, to)).teams,
    guest: () => one.caller(to).teams,
  };
  const { $id: catsMembership } = await joined(cat.id);
  return { teamId, cat: catsMembership, eve: asked.$id, eveId: eve.id, teams: await callers[standing]() };
}

function invitation(teamId: string, email: string): Fields {
  return { teamId, roles: ['player'], email, userId: undefined, phone: undefined, url: PAGE };
}

async function outcomeOf(work: Promise<unknown>): Promise<Outcome> {
  try {
    await work;
    return 'done';
  } catch (error) {
    const { code, type } = error as { readonly code: number; readonly type: string };
    return [code, type];
  }
}
