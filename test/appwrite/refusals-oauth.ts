import { a, type Cases, type Rows, userCases } from './refusals-cases.ts';
import { inPath } from './refusals-credentials.ts';

export type Outcome = readonly [status: number, type?: string];

const listing = userCases.usersList ?? {};
const { search: _, ...ownListing } = listing;
const NO_TEXTS = [{ a: 'b' }, ['a', 'b']];

const provider: Cases = {
  takes: ['github'],
  refuses: ['-', 'GitHub', 'github ', 'constructor', '__proto__', 'mock', a(100)],
};
const projectId: Cases = { takes: ['test', 'other'], refuses: ['.a', 'a b', 'ä', a(37)] };
const page: Cases = {
  takes: [
    'http://localhost/a?b=c#d',
    'https://127.0.0.1:3000',
    'appwrite-callback-test://a?b',
    'appwrite-callback-test://',
  ],
  refuses: [
    ...NO_TEXTS,
    '',
    '/a',
    '//localhost',
    'localhost',
    'https:localhost',
    'javascript:alert(1)',
    `http://localhost/${a(2_032)}`,
  ],
};
const scopes: Cases = {
  takes: [['a'], ['a b', 'a b'], [a(4_096)], Array.from({ length: 100 }, (_, at) => `s${at}`)],
  refuses: ['a', { a: 'b' }, [''], [a(4_097)], [['a']], Array(101).fill('a')],
};
const sent = (most: number): Cases => ({
  takes: ['', 'a', 'ä😀', a(most)],
  refuses: [...NO_TEXTS, a(most + 1)],
});
const back = {
  state: sent(2_048),
  code: sent(4_096),
  error: sent(2_048),
  error_description: sent(2_048),
  iss: sent(2_048),
  user: { ...sent(2_048), takes: ['', '{', '{"name":{"firstName":7}}', '[]', 'null', ...sent(2_048).takes] },
};
const start = { provider, success: page, failure: page, scopes };

/** The rows of accounts elsewhere, as they are sent in a query string. */
export const oauthCases: Rows = {
  accountCreateOAuth2Session: start,
  accountCreateOAuth2Token: start,
  accountReturnFromOAuth2: { provider, projectId, ...back },
  accountPostFromOAuth2: { provider, projectId, ...back },
  accountCompleteOAuth2: { provider, ...back },
  usersListIdentities: listing,
  usersDeleteIdentity: { identityId: inPath },
  accountListIdentities: ownListing,
  accountDeleteIdentity: { identityId: inPath },
  accountListConsents: ownListing,
  teamsListInstallations: { teamId: inPath, ...ownListing },
};

/** What comes of what fits, where it is not the best. */
export const oauthOutcomes: Readonly<Record<string, Outcome>> = {
  teamsListInstallations: [404, 'team_not_found'],
  accountCompleteOAuth2: [400, 'user_oauth2_bad_request'],
  usersDeleteIdentity: [404, 'user_identity_not_found'],
  accountDeleteIdentity: [404, 'user_identity_not_found'],
};
