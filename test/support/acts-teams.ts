import { accept } from '../../src/core/memberships/invitations.ts';
import { newMembership } from '../../src/core/memberships/membership.ts';
import { addMember, removeMember, setRoles } from '../../src/core/memberships/memberships.ts';
import { findMemberOf, insertMembership } from '../../src/core/memberships/store.ts';
import type { TeamId } from '../../src/core/teams/team.ts';
import { createTeam, removeTeam, renameTeam, setTeamPrefs } from '../../src/core/teams/teams.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { getUser } from '../../src/core/users/users.ts';
import { digest } from '../../src/crypto/tokens.ts';
import type { Step } from './acts.ts';
import type { Directory } from './directory.ts';

const ann = 'ann' as UserId;
const team = 'blue' as TeamId;
const aboutTeam = () => ({ teamId: team });
const aboutMembership = (_: unknown, answer: unknown) => ({
  teamId: team,
  membershipId: (answer as { readonly id: string }).id,
});

/** What is done to teams and their members; the user is there. `secret` is in all secrets. */
export function teamSteps(secret: string): readonly Step[] {
  return [
    {
      act: 'team.create',
      run: ({ core }, actor) => createTeam(core, actor, { id: team, name: 'Blue', roles: [] }),
      details: aboutTeam,
    },
    {
      act: 'team.update',
      run: ({ core }, actor) => renameTeam(core, actor, { id: team, name: 'Green' }),
      details: aboutTeam,
    },
    {
      act: 'team.prefs.update',
      run: ({ core }, actor) => setTeamPrefs(core, actor, { id: team, prefs: { a: 1 } }),
      details: aboutTeam,
    },
    {
      act: 'membership.create',
      run: ({ core }, actor) => addMember(core, actor, { team, user: ann, roles: [] }),
      user: ann,
      details: aboutMembership,
    },
    {
      act: 'membership.update',
      run: async (here, actor) =>
        setRoles(here.core, actor, { team, id: await ownId(here, actor), roles: ['owner'] }),
      user: ann,
      details: (_, answer) => ({ ...aboutMembership(_, answer), role: 'admin' }),
    },
    {
      act: 'membership.delete',
      run: async (here, actor) => {
        const id = await ownId(here, actor);
        await removeMember(here.core, actor, { team, id });
        return { id };
      },
      user: ann,
      details: aboutMembership,
    },
    accepting(`${secret}-invitation`),
    { act: 'team.delete', run: ({ core }, actor) => removeTeam(core, actor, team), details: aboutTeam },
  ];
}

/** The invitation is one that nobody recorded. */
function accepting(secret: string): Step {
  return {
    act: 'membership.accept',
    run: async ({ core, engine }, actor) => {
      const { email } = await getUser(core, actor, ann);
      const invitation = { secretHash: digest(secret), sentTo: email ?? '', typed: null };
      const asked = newMembership(core, { team, user: ann, roles: [], joined: false, invitation });
      await engine.transact((tx) => insertMembership(tx, actor.project.id, asked));
      // One that an earlier try has left, else the one just made.
      const id = (await ownId({ core }, actor)) || asked.id;
      const { opened } = await accept(core, actor, { team, id, user: ann, secret });
      return { id, secret: opened?.secret };
    },
    user: ann,
    details: aboutMembership,
  };
}

async function ownId({ core }: Pick<Directory, 'core'>, actor: Parameters<Step['run']>[1]): Promise<string> {
  return (await findMemberOf(core.read, actor.project.id, { team, user: ann }))?.id ?? '';
}
