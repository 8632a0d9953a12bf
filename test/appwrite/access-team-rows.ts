import type { Outcome, Row } from './access-rows.ts';

const wrong: Outcome = [400, 'general_argument_invalid'];

const reads = (path: string): Row => ({ needs: 'teams.read', client: true, path, allowed: wrong });
const writes = (path: string): Row => ({ needs: 'teams.write', client: true, path, allowed: wrong });

/** Every operation of the Teams service, and the list of a user's teams, as `operations` has those of servers. */
export const teamOperations: Readonly<Record<string, Row>> = {
  teamsList: reads('GET /teams?total=perhaps'),
  teamsCreate: writes('POST /teams'),
  teamsGet: reads('GET /teams/-'),
  teamsUpdateName: writes('PUT /teams/-'),
  teamsDelete: writes('DELETE /teams/-'),
  teamsGetPrefs: reads('GET /teams/-/prefs'),
  teamsUpdatePrefs: writes('PUT /teams/-/prefs'),
  teamsCreateMembership: writes('POST /teams/-/memberships'),
  teamsListMemberships: reads('GET /teams/-/memberships'),
  teamsGetMembership: reads('GET /teams/-/memberships/-'),
  teamsUpdateMembership: writes('PATCH /teams/-/memberships/-'),
  // The secret is enough, whoever shows it.
  teamsUpdateMembershipStatus: {
    needs: 'a project',
    client: true,
    allowed: wrong,
    path: 'PATCH /teams/-/memberships/-/status',
  },
  teamsDeleteMembership: writes('DELETE /teams/-/memberships/-'),
  usersListMemberships: { needs: 'users.read', path: 'GET /users/-/memberships', allowed: wrong },
};
