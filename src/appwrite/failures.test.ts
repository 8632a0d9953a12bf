import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everyFailure } from '../../test/support/failures.ts';
import { Failure, type FailureData } from '../core/failure.ts';
import { messageOf } from './failure-words.ts';
import { AppwriteError, answerTo, failures } from './failures.ts';

const param = (name: string, text: string) => `Invalid \`${name}\` param: ${text}`;
const argument = { code: 'argument_invalid', field: 'name' } as const;
const body = { code: 'body_invalid' } as const;
const refused = { code: 'provider_refused', provider: 'GitHub' } as const;
const failed = { code: 'provider_failed', provider: 'GitHub' } as const;
const missing = { project: 'p', scopes: ['users.read', 'teams.read'] } as const;
const HOST = 'URL host must be one of the hosts of the project. Add it with: denizen';
const NARROWER =
  'Narrow it by an attribute that few users share, such as email, phone, a label or the beginning of a name.';

/** What is told of each code that has more than one sentence. */
const sentences: readonly (readonly [FailureData, string])[] = [
  [{ ...argument, rule: 'required' }, 'Param "name" is not optional.'],
  [{ ...argument, rule: 'malformed', expected: 'must be so' }, param('name', 'Value must be so.')],
  [{ ...argument, rule: 'malformed' }, param('name', 'Value is not valid.')],
  [
    { ...argument, rule: 'length', least: 1, most: 9 },
    param('name', 'Value must be a text of 1 to 9 characters.'),
  ],
  [
    { ...argument, rule: 'list', most: 5, lengthMost: 9 },
    param('name', 'Value must be an array of at most 5 texts, each of 1 to 9 characters.'),
  ],
  [{ ...argument, rule: 'too_few_bytes', least: 8 }, param('name', 'Value must have at least 8 bytes.')],
  [
    { ...argument, rule: 'too_common' },
    param('name', 'Value is one of the most common passwords. Choose another.'),
  ],
  [{ code: 'project_missing' }, 'The request names no project. Send the project ID as X-Appwrite-Project.'],
  [
    { code: 'project_missing', hasKey: true },
    'The request has an API key and no project. Send the project ID as X-Appwrite-Project.',
  ],
  [
    { code: 'content_type_unsupported', contentType: 'application/x-www-form-urlencoded', isJson: true },
    'The body is JSON, but its content type is application/x-www-form-urlencoded. Send application/json.',
  ],
  [{ ...argument, rule: 'not_same', other: 'b' }, param('name', 'Value must be the same as `b`.')],
  [
    { ...argument, field: 'url', rule: 'foreign_host', host: 'localhost:3000' },
    param('url', `${HOST} platforms add web localhost:3000`),
  ],
  [
    { ...argument, field: 'success', rule: 'foreign_host' },
    param('success', `${HOST} platforms add web HOST`),
  ],
  [
    { code: 'argument_invalid', rule: 'one_of_required', fields: ['user', 'email', 'phone'] },
    'One of the params "userId", "email" and "phone" is needed.',
  ],
  [{ ...body, rule: 'malformed' }, 'The body cannot be read.'],
  [{ ...body, rule: 'not_json' }, 'The body is not valid JSON.'],
  [{ ...body, rule: 'not_object' }, 'The body must be a JSON object.'],
  [{ ...body, rule: 'not_utf8' }, 'The body is not valid UTF-8.'],
  [{ ...body, rule: 'number_too_large' }, 'A number is too large.'],
  [{ ...body, rule: 'proto_field' }, 'A field must not be named "__proto__".'],
  [{ ...body, rule: 'text_not_storable' }, 'A text holds a NUL character or half of a surrogate pair.'],
  [{ ...body, rule: 'too_deep', most: 64 }, 'The body is nested deeper than 64 levels.'],
  [{ code: 'content_type_unsupported' }, 'The content type is not understood. Send application/json.'],
  [
    { code: 'content_type_unsupported', contentType: null },
    'The body has no content type. Send application/json.',
  ],
  [
    { code: 'content_type_unsupported', contentType: 'text/"x' },
    'The content type "text/\\"x" is not understood. Send application/json.',
  ],
  [
    { code: 'cursor_not_found', collection: 'teams', id: 't 1' },
    "Team 't 1' for the 'cursor' value not found.",
  ],
  [{ code: 'invite_mismatch' }, 'The invitation is for another user. Sign in as the one who was invited.'],
  [{ code: 'invite_mismatch', callerEmail: 'a@b.de' }, 'Invite does not belong to current user (a@b.de)'],
  [{ code: 'invite_mismatch', callerEmail: null }, 'Invite does not belong to current user ()'],
  [{ code: 'not_allowed' }, 'The user is not allowed to do this.'],
  [{ code: 'not_allowed', action: 'invite' }, 'User is not allowed to send invitations for this team'],
  [{ code: 'not_allowed', action: 'set_roles' }, 'User is not allowed to modify roles'],
  [{ code: 'not_allowed', action: 'sign_in_without_email' }, 'OAuth provider failed to return email.'],
  [{ code: 'password_hash_refused', reason: 'It is none.' }, param('password', 'It is none.')],
  [{ ...failed, reason: 'unreachable' }, "GitHub couldn't be reached. Please try again."],
  [{ ...failed, reason: 'error' }, "GitHub couldn't complete sign-in. Please try again."],
  [
    { ...failed, reason: 'error', error: 'invalid_grant' },
    "GitHub couldn't complete sign-in (invalid_grant). Please try again.",
  ],
  [{ ...refused, reason: 'refused' }, 'The provider refused the sign-in.'],
  [{ ...refused, reason: 'unreachable' }, "GitHub couldn't be reached."],
  [{ ...refused, reason: 'no_code' }, 'The GitHub OAuth2 provider returned no code.'],
  [{ ...refused, reason: 'error', error: 'error' }, 'The GitHub OAuth2 provider returned an error: error'],
  [
    { ...refused, reason: 'error', error: 'denied', description: 'Not you' },
    'The GitHub OAuth2 provider returned an error: denied: Not you',
  ],
  [
    { code: 'query_invalid', rule: 'attribute_hidden', attribute: 'userId' },
    'The project hides the users of memberships from members.',
  ],
  [{ code: 'query_invalid', rule: 'malformed' }, 'The query cannot be run.'],
  [
    { code: 'query_too_broad', mostRows: 20_000 },
    `This query would have to look at more than 20,000 rows. ${NARROWER}`,
  ],
  [
    { code: 'rate_limited', limit: 'requests', retryAfterSeconds: 1 },
    'Too many requests. Wait and try again.',
  ],
  [
    { code: 'rate_limited', limit: 'attempts', retryAfterSeconds: 1 },
    'Too many wrong tries. Wait before the next one, or sign in another way.',
  ],
  [{ code: 'request_invalid' }, 'The request cannot be read.'],
  [{ code: 'request_invalid', rule: 'content_length' }, 'The body is not as long as Content-Length says.'],
  [
    { code: 'request_invalid', rule: 'headers_too_large', mostBytes: 65_536 },
    'The request line and headers are too large: 64 KiB at most.',
  ],
  [{ code: 'request_invalid', rule: 'not_http' }, 'The request is not valid HTTP.'],
  [{ code: 'request_invalid', rule: 'path' }, 'The path is not a valid URL path.'],
  [{ code: 'request_invalid', rule: 'too_slow' }, 'The request took too long to arrive.'],
  [{ code: 'scope_missing' }, 'The caller lacks a scope.'],
  [
    { code: 'scope_missing', missing: { ...missing, caller: 'key' } },
    'app.p@service (role: applications) missing scopes (["users.read","teams.read"])',
  ],
  [
    { code: 'scope_missing', missing: { ...missing, caller: 'user' } },
    'User (role: users) missing scopes (["users.read","teams.read"])',
  ],
  [
    { code: 'scope_missing', missing: { ...missing, caller: 'guest' } },
    'User (role: guests) missing scopes (["users.read","teams.read"])',
  ],
  [{ code: 'target_invalid_email' }, 'The identifier is not a valid email address.'],
  [{ code: 'target_invalid_email', source: 'provider' }, 'The provider gave no valid email address.'],
  [
    { code: 'unavailable' },
    'The service cannot answer right now. Nothing was changed; try again in a moment.',
  ],
  [
    { code: 'unavailable', reason: 'outcome_unknown' },
    'The database broke off while it was storing the change, which may stand or not. Look before you try again.',
  ],
  [
    { code: 'unavailable', reason: 'passwords_busy' },
    'Too many passwords are being checked right now. Try again in a moment.',
  ],
  [
    { code: 'unavailable', reason: 'old_system_failed' },
    'The password cannot be checked right now. Try again in a moment.',
  ],
  [
    { code: 'unavailable', reason: 'damaged' },
    'The database is damaged. The operator of this server must restore it.',
  ],
  [
    { code: 'unavailable', reason: 'stopping' },
    'The server is stopping. Nothing was changed; try again in a moment.',
  ],
  [
    { code: 'unavailable', reason: 'device_requests_full' },
    'Too many devices are asking. Try again in a while.',
  ],
];

describe('a refusal in the words of Appwrite', () => {
  it('follows from the data of its code', () => {
    const found = sentences.map(([data]) => messageOf(answerTo(new Failure(data)).words));
    assert.deepEqual(
      found,
      sentences.map(([, sentence]) => sentence),
    );
  });

  it('is the row’s own where the protocol alone knows the words', () => {
    const error = new AppwriteError('provider_disabled', 'No address is known.');
    assert.deepEqual(answerTo(error), {
      status: 412,
      type: 'project_provider_disabled',
      words: 'No address is known.',
    });
  });

  it('is no error of ours unless the code is one, also where no row was foreseen', () => {
    const ours = everyFailure.filter((failure) => answerTo(failure).status >= 500).map(({ code }) => code);
    const rowless = everyFailure.filter(({ code }) => !Object.hasOwn(failures, code));
    assert.deepEqual(ours.toSorted(), [
      ...['auth_method_disabled', 'internal', 'mail_disabled', 'sms_disabled', 'unavailable'],
    ]);
    assert.ok(rowless.length > 0);
    assert.deepEqual(
      new Set(rowless.map((failure) => answerTo(failure).type)),
      new Set(['general_bad_request']),
    );
  });
});
