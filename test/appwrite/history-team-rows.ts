import type { ActName } from '../../src/core/audit/acts.ts';
import { freshName } from './account-fixtures.ts';
import { type Change, type HistoryFixture, PAGE, type Request, type Somebody } from './history-fixtures.ts';

type Team = { readonly id: string; readonly owner: Somebody };
type Member = Team & { readonly who: Somebody; readonly membership: string };

async function teamOf(here: HistoryFixture): Promise<Team> {
  const owner = await here.somebody();
  const { $id } = await owner.does('POST', '/teams', { teamId: 'unique()', name: 'Red' });
  return { id: String($id), owner };
}

/** Somebody whom a server has put into the team, or whom its owner has invited. */
async function memberOf(here: HistoryFixture, way: 'joined' | 'invited'): Promise<Member> {
  const [team, who] = [await teamOf(here), await here.somebody()];
  const path = `/teams/${team.id}/memberships`;
  const body = { email: who.email, roles: ['one'] };
  const { $id } =
    way === 'joined'
      ? await here.manage('POST', path, { ...body, userId: who.id })
      : await team.owner.does('POST', path, { ...body, url: PAGE });
  return { ...team, who, membership: String($id) };
}

/** What the owner of a team does to it, which is done to no user. */
const toTeam = (act: ActName, request: (team: Team) => Request): Change => ({
  acts: [act],
  ask: async (here) => {
    const team = await teamOf(here);
    return { ...team.owner.asks(...request(team)), user: null };
  },
});

/** What the owner does to a member. */
const toMember = (act: ActName, request: (member: Member) => Request): Change => ({
  acts: [act],
  ask: async (here) => {
    const member = await memberOf(here, 'joined');
    return { ...member.owner.asks(...request(member)), user: member.who.id };
  },
});

const at = ({ id, membership }: Member) => `/teams/${id}/memberships/${membership}`;

/** Every operation of the Teams service that changes something. */
export const teamChanges: Readonly<Record<string, Change>> = {
  // Whoever makes a team belongs to it.
  teamsCreate: {
    acts: ['team.create'],
    ask: async (here) =>
      (await here.somebody()).asks('POST', '/teams', { teamId: freshName(), name: 'Blue' }),
  },
  teamsUpdateName: toTeam('team.update', ({ id }) => ['PUT', `/teams/${id}`, { name: 'Green' }]),
  teamsDelete: toTeam('team.delete', ({ id }) => ['DELETE', `/teams/${id}`]),
  teamsUpdatePrefs: toTeam('team.prefs.update', ({ id }) => [
    'PUT',
    `/teams/${id}/prefs`,
    { prefs: { a: 1 } },
  ]),
  teamsCreateMembership: {
    acts: ['membership.create'],
    ask: async (here) => {
      const [{ id, owner }, who] = [await teamOf(here), await here.somebody()];
      const body = { email: who.email, roles: [], url: PAGE };
      return { ...owner.asks('POST', `/teams/${id}/memberships`, body), user: who.id };
    },
  },
  teamsUpdateMembership: toMember('membership.update', (member) => ['PATCH', at(member), { roles: ['two'] }]),
  teamsUpdateMembershipStatus: {
    acts: ['membership.accept'],
    ask: async (here) => {
      const member = await memberOf(here, 'invited');
      await here.manage('PATCH', `/users/${member.who.id}/verification`, { emailVerification: true });
      const { secret } = await here.box.link(member.who.email);
      return here.byGuest(
        ['PATCH', `${at(member)}/status`, { userId: member.who.id, secret }],
        member.who.id,
      );
    },
  },
  teamsDeleteMembership: toMember('membership.delete', (member) => ['DELETE', at(member)]),
};

/** An invitation that is accepted with another secret. */
export async function wrongInvitation(here: HistoryFixture) {
  const member = await memberOf(here, 'invited');
  const body = { userId: member.who.id, secret: 'f00f00' };
  return here.byGuest(['PATCH', `${at(member)}/status`, body], member.who.id);
}

/** Operations that make somebody on the way leave an entry for that as well. */
export const making: Readonly<Record<string, Change>> = {
  'a code for an address that nobody has': {
    acts: ['user.create', 'token.create'],
    ask: async (here) => {
      const id = freshName();
      const body = { userId: id, email: `${id}@example.com` };
      return here.byGuest(['POST', '/account/tokens/email', body], id);
    },
  },
  'an invitation to an address that nobody has': {
    acts: ['user.create', 'membership.create'],
    ask: async (here) => {
      const { id, owner } = await teamOf(here);
      const email = `${freshName()}@example.com`;
      const asked = owner.asks('POST', `/teams/${id}/memberships`, { email, roles: [], url: PAGE });
      // The answer hides who was invited; a server may look.
      const query = encodeURIComponent(
        JSON.stringify({ method: 'equal', attribute: 'email', values: [email] }),
      );
      const user = async () => {
        const { users } = await here.manage('GET', `/users?queries[]=${query}`);
        return (users as { readonly $id: string }[])[0]?.$id ?? '';
      };
      return { ...asked, user };
    },
  },
};
