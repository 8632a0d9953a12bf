import type { Outcome, Row } from './access-rows.ts';

const wrong: Outcome = [400, 'general_argument_invalid'];
const done: Outcome = [200, undefined];
const made: Outcome = [201, undefined];
const gone: Outcome = [204, undefined];
const unproven: Outcome = [401, 'user_challenge_required'];

type Others = Partial<Pick<Row, 'signedIn' | 'byToken' | 'owing'>>;

/** What users do with their own. */
const own = (path: string, allowed: Outcome = wrong, others: Others = {}): Row => ({
  needs: 'account',
  client: true,
  path,
  allowed,
  ...others,
});
/** What guests do as well. */
const open = (path: string, allowed: Outcome = wrong, others: Others = {}): Row => ({
  ...own(path, allowed, others),
  needs: 'sessions.write',
});
/** What makes a session: whoever shows one has it already. */
const opening = (path: string, allowed: Outcome = wrong): Row =>
  open(path, allowed, { signedIn: [401, 'user_session_already_exists'] });
/** What a secret is enough for, whoever shows it. */
const secret = (path: string): Row => ({ needs: 'a project', client: true, path, allowed: wrong });
const device = (path: string): Row => ({ needs: 'targets.write', client: true, path, allowed: wrong });

/** What completes a session that owes a second factor, or ends it. */
const exempt = (path: string, allowed: Outcome = wrong): Row => own(path, allowed, { owing: allowed });

/** Every operation of the Account service, as `operations` has those of servers. */
export const accountOperations: Readonly<Record<string, Row>> = {
  accountCreate: open('POST /account'),
  accountGet: own('GET /account', done),
  accountDelete: own('DELETE /account', gone),
  accountUpdateName: own('PATCH /account/name'),
  accountUpdateEmail: own('PATCH /account/email'),
  accountUpdatePhone: own('PATCH /account/phone'),
  accountUpdatePassword: own('PATCH /account/password'),
  accountGetPrefs: own('GET /account/prefs', done),
  accountUpdatePrefs: own('PATCH /account/prefs'),
  accountListLogs: own('GET /account/logs', done),
  accountUpdateStatus: own('PATCH /account/status', done),
  accountCreateEmailPasswordSession: opening('POST /account/sessions/email'),
  accountCreateAnonymousSession: opening('POST /account/sessions/anonymous', made),
  accountCreateSession: opening('POST /account/sessions/token'),
  accountUpdateMagicURLSession: opening('PUT /account/sessions/magic-url'),
  accountUpdatePhoneSession: opening('PUT /account/sessions/phone'),
  accountListSessions: own('GET /account/sessions', done),
  accountDeleteSessions: own('DELETE /account/sessions', gone),
  accountGetSession: own('GET /account/sessions/-'),
  accountUpdateSession: own('PATCH /account/sessions/-'),
  accountDeleteSession: exempt('DELETE /account/sessions/-'),
  accountCreateJWT: own('POST /account/jwts', made, { byToken: [403, 'user_jwt_creation_denied'] }),
  accountCreateMagicURLToken: open('POST /account/tokens/magic-url'),
  accountCreateEmailToken: open('POST /account/tokens/email'),
  accountCreatePhoneToken: open('POST /account/tokens/phone'),
  accountCreateRecovery: open('POST /account/recovery'),
  accountUpdateRecovery: open('PUT /account/recovery'),
  accountCreateEmailVerification: own('POST /account/verifications/email'),
  accountUpdateEmailVerification: secret('PUT /account/verifications/email'),
  accountCreatePhoneVerification: own('POST /account/verifications/phone', [400, 'user_phone_not_found']),
  accountUpdatePhoneVerification: secret('PUT /account/verifications/phone'),
  accountCreatePushTarget: device('POST /account/targets/push'),
  accountUpdatePushTarget: device('PUT /account/targets/-/push'),
  accountDeletePushTarget: device('DELETE /account/targets/-/push'),
  accountUpdateMFA: own('PATCH /account/mfa'),
  accountListMFAFactors: exempt('GET /account/mfa/factors', done),
  accountCreateMFAAuthenticator: own('POST /account/mfa/authenticators/-'),
  accountUpdateMFAAuthenticator: own('PUT /account/mfa/authenticators/-'),
  accountDeleteMFAAuthenticator: own('DELETE /account/mfa/authenticators/-'),
  accountCreateMFARecoveryCodes: own('POST /account/mfa/recovery-codes', made),
  accountGetMFARecoveryCodes: own('GET /account/mfa/recovery-codes', unproven),
  accountUpdateMFARecoveryCodes: own('PATCH /account/mfa/recovery-codes', unproven),
  accountCreateMFAChallenge: exempt('POST /account/mfa/challenges'),
  accountUpdateMFAChallenge: exempt('PUT /account/mfa/challenges'),
};
