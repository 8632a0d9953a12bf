import { isIP } from 'node:net';
import { z } from 'zod';
import { type Actor, may } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import type { Scope } from '../core/keys/scopes.ts';
import { networkOf } from '../core/limits/network.ts';
import { refund } from '../core/limits/rates.ts';
import type { ContractName } from '../core/old-systems/old-system.ts';
import { type LeavingUser, lookUpLeaving, verifyLeaving } from '../core/sign-in/leaving.ts';
import { userUuid } from '../crypto/uuid.ts';
import type { Model } from '../http/endpoint.ts';
import { consumeLimits } from '../http/limits.ts';
import { input, length, optional, storable } from '../http/param.ts';
import { type Call, endpoint, type MigrateEndpoint, type Reply } from './route.ts';

/** Guesses of a network at one login, as many as at a sign-in. A right password resets them. */
const PER_LOGIN = { most: 10, seconds: 3_600 };
/** Of one key. Another system asks for all of its users. */
const PER_KEY = [{ most: 3_000, seconds: 60, by: ['user'] }] as const;
const LOGIN_LENGTH = 320;
const PASSWORD_LENGTH = 256;
/** The word that the published script of Auth0 looks for, so that a wrong key is no wrong password. */
const WRONG = 'credentials_wrong';

const loginText = storable.refine((text) => length(text) >= 1 && length(text) <= LOGIN_LENGTH);
const passwordText = storable.refine((text) => length(text) >= 1 && length(text) <= PASSWORD_LENGTH);
const login = input(
  loginText,
  `must be a text of 1 to ${LOGIN_LENGTH} characters`,
  'Email address or username.',
);
const password = input(
  passwordText,
  `must be a text of 1 to ${PASSWORD_LENGTH} characters`,
  'The password to verify.',
);
const projectInPath = {
  ...input(storable, 'must be the id of a project', 'Id of the project.'),
  place: 'path',
} as const;

const echoed = input(
  storable.refine((text) => length(text) <= LOGIN_LENGTH),
  `must be a text of at most ${LOGIN_LENGTH} characters`,
  'Comes back as it is.',
);

type Attempt = {
  readonly contract: ContractName;
  readonly login: string;
  readonly password: string;
  /** The address of the user, if the contract has it. */
  readonly ip?: string | null | undefined;
};

/**
 * Verifies under the limits of a sign-in: of guesses at the user in the core and, where the contract names the address of
 * the user, of the network. Without it, a limit for a login would let any caller lock its user out.
 */
async function verify(core: Core, { actor }: Call, attempt: Attempt): Promise<LeavingUser | undefined> {
  const { ip, ...asked } = attempt;
  if (!ip || isIP(ip) === 0) return verifyLeaving(core, actor, asked);
  const key = ['migrate', networkOf(ip), asked.login.trim().toLowerCase()].join('\n');
  const limits = [{ key, ...PER_LOGIN }];
  await consumeLimits(core, actor.project.id, limits);
  const found = await verifyLeaving(core, { ...actor, ip, forVisitor: true }, asked);
  if (found) await refund(core, actor.project.id, limits);
  return found;
}

/** Fails with `scope_missing`. */
function withScope({ actor }: Call, scope: Scope): Actor {
  if (!may(actor, scope)) throw new Failure('scope_missing');
  return actor;
}

function answers(name: string, schema: z.ZodType): Model<Reply, Call> {
  return { name, schema, view: ({ body }) => body };
}

/** One row for each request of a contract; `docs/guide/first-sign-in.md` shows them to operators. */
function contract(
  name: ContractName,
  of: { readonly operation: string; readonly summary: string; readonly path?: string },
) {
  return {
    method: 'POST',
    path: `/v1/:project/${of.path ?? name}`,
    ...{ operation: of.operation, summary: of.summary, tag: name, limits: PER_KEY },
    meta: { contract: name, scope: 'users.verify' },
  } as const;
}

const okta = endpoint({
  ...contract('okta', { operation: 'oktaImportPassword', summary: 'Password import inline hook of Okta' }),
  input: {
    project: projectInPath,
    data: input(
      z.object({
        context: z.object({
          request: z.object({ ipAddress: z.string().nullish() }).nullish(),
          credential: z.object({ username: loginText, password: passwordText }),
        }),
      }),
      'must be that of the event com.okta.user.credential.password.import',
      'Data of the event.',
    ),
  },
  output: {
    status: 200,
    model: answers(
      'oktaCommands',
      z.object({
        commands: z.array(
          z.object({
            type: z.literal('com.okta.action.update'),
            value: z.object({ credential: z.enum(['VERIFIED', 'UNVERIFIED']) }),
          }),
        ),
      }),
    ),
  },
  run: async (core, call, { data: { context } }) => {
    const { username, password } = context.credential;
    const ip = context.request?.ipAddress;
    const found = await verify(core, call, { contract: 'okta', login: username, password, ip });
    const credential = found ? 'VERIFIED' : 'UNVERIFIED';
    return { status: 200, body: { commands: [{ type: 'com.okta.action.update', value: { credential } }] } };
  },
});

const kratos = endpoint({
  ...contract('kratos', {
    operation: 'kratosVerifyPassword',
    summary: 'Password migration hook of Ory Kratos',
  }),
  input: { project: projectInPath, identifier: login, password },
  output: {
    status: 200,
    model: answers('kratosMatch', z.object({ status: z.enum(['password_match', 'password_mismatch']) })),
    others: [{ status: 403, description: 'Wrong password, or unknown user.' }],
  },
  run: async (core, call, { identifier, password }) => {
    const found = await verify(core, call, { contract: 'kratos', login: identifier, password });
    return found
      ? { status: 200, body: { status: 'password_match' } }
      : { status: 403, body: { status: 'password_mismatch' } };
  },
});

const fusionauth = endpoint({
  ...contract('fusionauth', { operation: 'fusionAuthConnect', summary: 'Generic connector of FusionAuth' }),
  input: {
    project: projectInPath,
    loginId: login,
    password,
    applicationId: optional(input(z.uuid(), 'must be a UUID', 'The application that the user signs in to.')),
    eventInfo: optional(
      input(
        z.object({ ipAddress: z.string().nullish() }),
        'must be an object',
        'Where the user is; the address counts for limits.',
      ),
    ),
  },
  output: {
    status: 200,
    model: answers(
      'fusionAuthUser',
      z.object({
        user: z.object({
          ...{ id: z.uuid(), active: z.boolean(), verified: z.boolean() },
          ...{
            email: z.string().optional(),
            username: z.string().optional(),
            fullName: z.string().optional(),
          },
          mobilePhone: z.string().optional(),
          registrations: z
            .array(z.object({ applicationId: z.uuid(), roles: z.array(z.string()) }))
            .optional(),
        }),
      }),
    ),
    others: [{ status: 404, description: 'Wrong password, or unknown user.' }],
  },
  run: async (core, call, { loginId, password, applicationId, eventInfo }) => {
    const attempt = { contract: 'fusionauth', login: loginId, password, ip: eventInfo?.ipAddress } as const;
    const found = await verify(core, call, attempt);
    if (!found) return { status: 404 };
    const registrations = applicationId ? { registrations: [{ applicationId, roles: [] }] } : {};
    return { status: 200, body: { user: { ...fusionAuthUser(call, found), ...registrations } } };
  },
});

const cognito = endpoint({
  ...contract('cognito', { operation: 'cognitoMigrateUser', summary: 'User migration trigger of Cognito' }),
  input: {
    project: projectInPath,
    triggerSource: input(
      z.enum(['UserMigration_Authentication', 'UserMigration_ForgotPassword']),
      'must be that of a user migration',
      'What the user does. Forgotten passwords need the scope users.lookup.',
    ),
    userName: login,
    request: optional(
      input(
        z.looseObject({ password: passwordText.nullish() }),
        'must be that of the event',
        'The request of the event, with the password.',
      ),
    ),
    version: optional(echoed),
    region: optional(echoed),
    userPoolId: optional(echoed),
    callerContext: optional(input(z.looseObject({}), 'must be that of the event', 'Comes back as it is.')),
  },
  output: {
    status: 200,
    model: answers(
      'cognitoEvent',
      z.looseObject({ response: z.looseObject({ userAttributes: z.record(z.string(), z.string()) }) }),
    ),
    others: [
      { status: 403, description: 'Wrong password, or unknown user.' },
      { status: 404, description: 'Unknown user, where no password was sent.' },
    ],
  },
  run: async (core, call, { triggerSource, userName, request, project: _, ...event }) => {
    const isSignIn = triggerSource === 'UserMigration_Authentication';
    const password = request?.password ?? '';
    const found = isSignIn
      ? await verify(core, call, { contract: 'cognito', login: userName, password })
      : await lookUpLeaving(core, withScope(call, 'users.lookup'), userName);
    if (!found) return { status: isSignIn ? 403 : 404 };
    const response = {
      userAttributes: cognitoAttributes(found),
      ...{ finalUserStatus: 'CONFIRMED', messageAction: 'SUPPRESS', forceAliasCreation: false },
    };
    // All of the event but its request, which has the password.
    return { status: 200, body: { ...event, triggerSource, userName, response } };
  },
});

const auth0Profile = answers(
  'auth0Profile',
  z.object({
    ...{ user_id: z.string(), email: z.string().optional(), email_verified: z.boolean() },
    ...{ username: z.string().optional(), name: z.string().optional() },
    user_metadata: z.record(z.string(), z.unknown()),
    mfa_factors: z.array(z.object({ totp: z.object({ secret: z.string() }) })).optional(),
  }),
);

const auth0Login = endpoint({
  ...contract('auth0', {
    ...{ operation: 'auth0Login', path: 'auth0/login' },
    summary: 'For the script Login of a custom database of Auth0',
  }),
  input: { project: projectInPath, identifier: login, password },
  output: {
    ...{ status: 200, model: auth0Profile },
    others: [{ status: 401, description: 'Wrong password, or unknown user.' }],
  },
  run: async (core, call, { identifier, password }) => {
    const found = await verify(core, call, { contract: 'auth0', login: identifier, password });
    return found ? { status: 200, body: auth0User(found) } : { status: 401, body: { error: WRONG } };
  },
});

const auth0GetUser = endpoint({
  ...contract('auth0', {
    ...{ operation: 'auth0GetUser', path: 'auth0/user' },
    summary: 'For the script Get User of a custom database of Auth0',
  }),
  meta: { contract: 'auth0', scope: 'users.lookup' },
  input: { project: projectInPath, identifier: login },
  output: {
    ...{ status: 200, model: auth0Profile },
    others: [{ status: 404, description: 'Unknown user.' }],
  },
  run: async (core, call, { identifier }) => {
    const found = await lookUpLeaving(core, call.actor, identifier);
    return found ? { status: 200, body: auth0User(found) } : { status: 404 };
  },
});

/** The endpoints of all contracts. */
export const endpoints: readonly MigrateEndpoint[] = [
  okta,
  kratos,
  fusionauth,
  cognito,
  auth0Login,
  auth0GetUser,
];

function fusionAuthUser({ actor }: Call, { user, username }: LeavingUser) {
  const { id, email, name, phone } = user;
  return {
    id: userUuid(actor.project.id, id),
    ...{ active: true, verified: user.emailVerifiedAt !== null },
    ...(email !== null && { email }),
    ...(username !== undefined && { username }),
    ...(name !== '' && { fullName: name }),
    ...(phone !== null && { mobilePhone: phone }),
  };
}

/** Texts only. Cognito sends no code to an address that is not verified. */
function cognitoAttributes({ user, username }: LeavingUser): Readonly<Record<string, string>> {
  const { email, phone, name, emailVerifiedAt, phoneVerifiedAt } = user;
  return {
    ...(email !== null && { email, email_verified: String(emailVerifiedAt !== null) }),
    ...(phone !== null && { phone_number: phone, phone_number_verified: String(phoneVerifiedAt !== null) }),
    ...(name !== '' && { name }),
    ...(username !== undefined && { username }),
  };
}

function auth0User({ user, username, totp }: LeavingUser) {
  const { id, email, name, prefs, emailVerifiedAt } = user;
  return {
    user_id: id,
    ...(email !== null && { email }),
    email_verified: emailVerifiedAt !== null,
    ...(username !== undefined && { username }),
    ...(name !== '' && { name }),
    user_metadata: prefs,
    ...(totp !== undefined && { mfa_factors: [{ totp: { secret: totp } }] }),
  };
}
