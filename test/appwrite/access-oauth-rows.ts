import type { Outcome, Row } from './access-rows.ts';

const wrong: Outcome = [400, 'general_argument_invalid'];

const starts = (path: string): Row => ({ needs: 'sessions.write', client: true, path, allowed: wrong });
const own = (path: string, allowed: Outcome): Row => ({ needs: 'account', client: true, path, allowed });

/** Every operation with accounts elsewhere, as `operations` has those of servers. */
export const oauthOperations: Readonly<Record<string, Row>> = {
  accountCreateOAuth2Session: starts('GET /account/sessions/oauth2/-'),
  accountCreateOAuth2Token: starts('GET /account/tokens/oauth2/-'),
  accountReturnFromOAuth2: {
    needs: 'nothing',
    allowed: wrong,
    path: 'GET /account/sessions/oauth2/callback/-/test',
  },
  accountPostFromOAuth2: {
    needs: 'nothing',
    allowed: wrong,
    path: 'POST /account/sessions/oauth2/callback/-/test',
  },
  // The state is enough, whoever shows it.
  accountCompleteOAuth2: {
    needs: 'a project',
    client: true,
    allowed: wrong,
    path: 'GET /account/sessions/oauth2/-/redirect',
  },
  usersListIdentities: { needs: 'users.read', path: 'GET /users/identities?total=perhaps', allowed: wrong },
  usersDeleteIdentity: { needs: 'users.write', path: 'DELETE /users/identities/-', allowed: wrong },
  accountListIdentities: own('GET /account/identities', [200, undefined]),
  accountDeleteIdentity: own('DELETE /account/identities/-', wrong),
};
