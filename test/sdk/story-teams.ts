import { PAGE } from '../support/browser-client.ts';
import type { Calls } from './kits.ts';
import { type Story, step } from './story.ts';

/** Every method of the Teams service. */
export async function teamsStory(story: Story): Promise<void> {
  const asServer = story.kit.connect(story.to, { key: true });
  const teamId = 'staff';
  await step(story, asServer, 'teams.create', { teamId, name: 'Staff', roles: ['owner', 'desk'] });
  await step(story, asServer, 'teams.create', { teamId, name: 'Staff' });
  await step(story, asServer, 'teams.get', { teamId });
  await step(story, asServer, 'teams.updateName', { teamId, name: 'All staff' });
  await step(story, asServer, 'teams.updatePrefs', { teamId, prefs: { colour: 'red' } });
  await step(story, asServer, 'teams.getPrefs', { teamId });
  await ofMembers(story, asServer, teamId);
  await step(story, asServer, 'teams.list', { queries: [], search: 'staff', total: true });
  await step(story, asServer, 'teams.delete', { teamId });
  await step(story, asServer, 'teams.get', { teamId });
}

async function ofMembers(story: Story, asServer: Calls, teamId: string): Promise<void> {
  const userId = 'fay';
  await step(story, asServer, 'users.create', { userId, email: 'fay@example.com' });
  const { secret } = await step(story, asServer, 'users.createSession', { userId });
  const fay = story.kit.connect(story.to, { session: String(secret) });
  await step(story, fay, 'teams.create', { teamId: 'crew', name: 'Crew' });
  const input = { teamId: 'crew', roles: ['player'], email: 'gus@example.com' };
  const unsaid = { userId: undefined, phone: undefined };
  const asked = await step(story, fay, 'teams.createMembership', {
    ...input,
    ...unsaid,
    url: PAGE,
    name: 'Gus',
  });
  const shown = {
    teamId: 'crew',
    membershipId: String(asked.$id),
    ...(await story.box.link('gus@example.com')),
  };
  const guest = story.kit.connect(story.to, {});
  await step(story, guest, 'teams.updateMembershipStatus', shown);
  await step(story, fay, 'teams.listMemberships', { teamId: 'crew', queries: [] });
  const of = { teamId: 'crew', membershipId: asked.$id };
  await step(story, fay, 'teams.getMembership', of);
  await step(story, fay, 'teams.updateMembership', { ...of, roles: ['coach'] });
  await step(story, fay, 'teams.deleteMembership', of);
  await step(story, fay, 'teams.deleteMembership', of);
  await step(story, asServer, 'teams.listMemberships', { teamId });
}
