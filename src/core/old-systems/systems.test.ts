import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { SystemName, SystemOptions } from './old-system.ts';
import { endpointOf, type Question, systems, verdictOf } from './systems.ts';

const AT = Date.parse('2026-01-17T21:23:56.000Z');

function question(options: SystemOptions = {}): Question {
  return {
    ...{ url: new URL('https://old.example.com/ask'), secret: 'a secret', options },
    ...{ login: 'ann@example.com', password: 'p&ss word', userId: undefined },
    ...{ attempt: '6f3d7a52-0000-4000-8000-000000000001', at: AT, ip: '192.0.2.1' },
  };
}

/** What leaves to each system: headers, and the body parsed. */
const requests: readonly (readonly [SystemName, SystemOptions, object, unknown])[] = [
  [
    'auth0',
    { clientId: 'c', realm: 'Users' },
    { 'Content-Type': 'application/x-www-form-urlencoded' },
    {
      ...{ grant_type: 'http://auth0.com/oauth/grant-type/password-realm', realm: 'Users' },
      ...{ username: 'ann@example.com', password: 'p&ss word', client_id: 'c' },
      ...{ scope: 'openid profile email', client_secret: 'a secret' },
    },
  ],
  [
    'oauth',
    { clientId: 'c', scope: 'openid' },
    { 'Content-Type': 'application/x-www-form-urlencoded' },
    {
      ...{ grant_type: 'password', username: 'ann@example.com', password: 'p&ss word', client_id: 'c' },
      ...{ scope: 'openid', client_secret: 'a secret' },
    },
  ],
  [
    'okta',
    {},
    { Authorization: 'a secret' },
    {
      ...{ eventId: question().attempt, eventTime: '2026-01-17T21:23:56.000Z' },
      ...{ eventType: 'com.okta.user.credential.password.import', eventTypeVersion: '1.0' },
      ...{ contentType: 'application/json', cloudEventVersion: '0.1', source: 'https://old.example.com' },
      data: {
        context: {
          request: {
            ...{ id: question().attempt, method: 'POST', url: { value: '/api/v1/authn' } },
            ipAddress: '192.0.2.1',
          },
          credential: { username: 'ann@example.com', password: 'p&ss word' },
        },
        action: { credential: 'UNVERIFIED' },
      },
    },
  ],
  [
    'cognito',
    { header: 'X-Api-Key', region: 'eu-west-1', userPoolId: 'eu-west-1_x' },
    { 'X-Api-Key': 'a secret' },
    {
      ...{ version: '1', triggerSource: 'UserMigration_Authentication', region: 'eu-west-1' },
      ...{ userPoolId: 'eu-west-1_x', userName: 'ann@example.com', callerContext: {} },
      request: { password: 'p&ss word', validationData: {}, clientMetadata: {} },
      response: { userAttributes: null, finalUserStatus: null, messageAction: null },
    },
  ],
  ['kratos', {}, { Authorization: 'a secret' }, { identifier: 'ann@example.com', password: 'p&ss word' }],
  [
    'fusionauth',
    { username: 'denizen', applicationId: 'a' },
    { Authorization: `Basic ${Buffer.from('denizen:a secret').toString('base64')}` },
    {
      ...{ applicationId: 'a', loginId: 'ann@example.com', password: 'p&ss word' },
      ...{ newDevice: false, noJWT: true, eventInfo: { ipAddress: '192.0.2.1' } },
    },
  ],
];

const idToken = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
const ann = { email: 'ann@example.com', name: 'Ann' };

/** What comes back from each system, and what it means; `undefined` is outside the contract. */
const answers: readonly (readonly [SystemName, number, unknown, string | undefined])[] = [
  ['url', 200, { result: 'match' }, 'match'],
  ['url', 200, { result: 'mismatch' }, 'mismatch'],
  ['url', 404, '', 'unknown'],
  ['url', 200, [], undefined],
  ['url', 403, { result: 'match' }, undefined],
  [
    'auth0',
    200,
    { access_token: 't', id_token: idToken({ ...ann, email_verified: true }) },
    'match Ann verified',
  ],
  ['auth0', 200, { access_token: 't' }, 'match'],
  ['auth0', 403, { error: 'invalid_grant' }, 'mismatch'],
  ['auth0', 403, { error: 'mfa_required' }, 'second_factor'],
  ['auth0', 403, { error: 'access_denied' }, undefined],
  ['auth0', 401, { error: 'invalid_client' }, undefined],
  ['auth0', 429, { error: 'too_many_attempts' }, undefined],
  ['oauth', 400, { error: 'invalid_grant' }, 'mismatch'],
  ['oauth', 200, {}, undefined],
  ['okta', 200, oktaSays('VERIFIED'), 'match'],
  ['okta', 200, oktaSays('UNVERIFIED'), 'mismatch'],
  ['okta', 200, oktaSays('PERHAPS'), undefined],
  ['okta', 200, { commands: [{ type: 'com.okta.other', value: { credential: 'VERIFIED' } }] }, undefined],
  ['okta', 204, '', 'mismatch'],
  ['okta', 400, oktaSays('VERIFIED'), undefined],
  [
    'cognito',
    200,
    { response: { userAttributes: { ...ann, email_verified: 'true' } } },
    'match Ann verified',
  ],
  ['cognito', 200, { response: { userAttributes: { ...ann, email_verified: 'false' } } }, 'match Ann'],
  ['cognito', 200, { response: { userAttributes: null } }, 'mismatch'],
  ['cognito', 403, '', 'mismatch'],
  ['cognito', 404, '', 'unknown'],
  ['cognito', 502, '', undefined],
  ['kratos', 200, { status: 'password_match' }, 'match'],
  ['kratos', 200, { status: 'password_other' }, 'mismatch'],
  ['kratos', 403, '', 'mismatch'],
  ['kratos', 401, '', undefined],
  ['fusionauth', 200, { user: { email: ann.email, fullName: 'Ann', verified: true } }, 'match Ann verified'],
  ['fusionauth', 404, '', 'mismatch'],
  ['fusionauth', 200, {}, undefined],
  ['fusionauth', 401, '', undefined],
];

function oktaSays(credential: string): object {
  return { commands: [{ type: 'com.okta.action.update', value: { credential } }] };
}

describe('an old system', () => {
  for (const [system, options, headers, body] of requests) {
    it(`is asked in its own contract: ${system}`, () => {
      const sent = systems[system].request(question(options));
      const isForm = 'Content-Type' in sent.headers;
      const parsed = isForm ? Object.fromEntries(new URLSearchParams(sent.body)) : JSON.parse(sent.body);
      assert.deepEqual([sent.headers, parsed], [headers, body]);
    });
  }

  for (const [system, status, body, expected] of answers) {
    it(`says ${expected ?? 'nothing'} with ${status} ${JSON.stringify(body)}: ${system}`, () => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const verdict = verdictOf(system, { status, headers: {}, body: text });
      const profile = verdict?.result === 'match' ? verdict.profile : undefined;
      const said = [verdict?.result, profile?.name, profile?.emailVerified ? 'verified' : ''];
      assert.equal(said.filter(Boolean).join(' ') || undefined, expected);
    });
  }

  it('is asked at the token endpoint of its domain, if no path is given', () => {
    const urls = ['https://a.example', 'https://a.example/other'].map((url) =>
      [endpointOf('auth0', new URL(url)), endpointOf('url', new URL(url))].map(({ href }) => href),
    );
    assert.deepEqual(urls, [
      ['https://a.example/oauth/token', 'https://a.example/'],
      ['https://a.example/other', 'https://a.example/other'],
    ]);
  });
});
