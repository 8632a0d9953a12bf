import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import type { Failure } from '../core/failure.ts';
import { beginSignIn, finishSignIn, type SignInOutcome } from '../core/oauth/flow.ts';
import type { ProviderKey } from '../core/oauth/providers/table.ts';
import { withParameters } from '../core/oauth/redirect-target.ts';
import { optional } from '../http/param.ts';
import { messageOf } from './failure-words.ts';
import { AppwriteError, answerTo } from './failures.ts';
import { FAILURE_PATH, SUCCESS_PATH, schemeOf } from './oauth-pages.ts';
import * as oauthParams from './oauth-params.ts';
import { type Redirect, type Route, route } from './route.ts';
import { sessionCookies } from './session-cookies.ts';

const PREFIX = '/v1';
const { providerInPath: provider } = oauthParams;
const limits = [{ most: 50, by: ['ip'] }] as const;

const startRoute = {
  method: 'GET',
  tag: 'account',
  scope: 'sessions.write',
  client: true,
  redirects: true,
  status: 301,
  limits,
  params: {
    provider,
    success: optional(oauthParams.redirectPage('after a sign-in')),
    failure: optional(oauthParams.redirectPage('after a failed sign-in')),
    scopes: optional(oauthParams.scopes),
  },
} as const;

const callbackParams = {
  state: optional(oauthParams.providerParam('State that the sign-in was started with.')),
  code: optional(oauthParams.providerParam('Authorization code of the provider.', 4_096)),
  error: optional(oauthParams.providerParam('Error code of the provider.')),
  error_description: optional(oauthParams.providerParam('Error description of the provider.')),
  iss: optional(oauthParams.providerParam('Issuer identifier of the provider.')),
  user: optional(
    oauthParams.providerParam('Profile that the provider sends on the first sign-in only, as JSON.'),
  ),
};

const callbackRoute = {
  path: '/account/sessions/oauth2/callback/:provider/:projectId',
  tag: 'account',
  scope: null,
  inProject: false,
  redirects: true,
  anyOrigin: true,
  status: 301,
  params: { provider, projectId: oauthParams.projectInPath, ...callbackParams },
} as const;

/** OAuth sign-in: redirect to the provider, callback, redirect to a page of the project. */
export const oauthRoutes: readonly Route[] = [
  route({
    ...startRoute,
    path: '/account/sessions/oauth2/:provider',
    operation: 'accountCreateOAuth2Session',
    summary: 'Start a sign-in at an OAuth provider that ends in a session',
    run: (core, actor, input) => begin(core, actor, { flow: 'session', ...input }),
  }),
  route({
    ...startRoute,
    path: '/account/tokens/oauth2/:provider',
    operation: 'accountCreateOAuth2Token',
    summary: 'Start a sign-in at an OAuth provider that ends in a token for a session',
    run: (core, actor, input) => begin(core, actor, { flow: 'token', ...input }),
  }),
  route({
    ...callbackRoute,
    method: 'GET',
    operation: 'accountReturnFromOAuth2',
    summary: 'Receive the redirect of a provider',
    run: async (core, actor, input) => handleCallback(core, actor, input),
  }),
  route({
    ...callbackRoute,
    method: 'POST',
    operation: 'accountPostFromOAuth2',
    summary: 'Receive the form post of a provider',
    run: async (core, actor, input) => handleCallback(core, actor, input),
  }),
  route({
    method: 'GET',
    path: '/account/sessions/oauth2/:provider/redirect',
    operation: 'accountCompleteOAuth2',
    summary: 'Complete a sign-in at an OAuth provider',
    tag: 'account',
    scope: null,
    client: true,
    redirects: true,
    completesSignIn: true,
    session: 'may-open',
    status: 301,
    limits,
    params: { provider, ...callbackParams },
    run: (core, actor, input) => redirectWithOutcome(core, actor, input),
  }),
];

type BeginInput = {
  readonly flow: 'session' | 'token';
  readonly provider: ProviderKey;
  readonly success?: string;
  readonly failure?: string;
  readonly scopes?: readonly string[];
};

async function begin(core: Core, actor: Actor, input: BeginInput): Promise<Redirect> {
  const base = baseOf(core, actor);
  const { url, browserBinding } = await beginSignIn(core, actor, {
    provider: input.provider,
    flow: input.flow,
    success: input.success ?? `${base}${SUCCESS_PATH}`,
    failure: input.failure ?? `${base}${FAILURE_PATH}`,
    scheme: schemeOf(actor.project.id),
    scopes: input.scopes ?? [],
    redirectUri: `${base}/account/sessions/oauth2/callback/${input.provider}/${actor.project.id}`,
  });
  return { location: url, ...(browserBinding !== undefined && { browserBinding }) };
}

type CallbackInput = {
  readonly provider: ProviderKey;
  readonly state?: string;
  readonly code?: string;
  readonly error?: string;
  readonly error_description?: string;
  readonly iss?: string;
  readonly user?: string;
};

/** Redirects the callback to this server once more: the browser sends its cookies with that request. */
function handleCallback(
  core: Core,
  actor: Actor,
  input: CallbackInput & { readonly projectId: string },
): Redirect {
  const { provider: key, projectId, ...parameters } = input;
  const query = { ...parameters, project: projectId };
  const address = `${baseOf(core, actor)}/account/sessions/oauth2/${key}/redirect`;
  return { location: withParameters(address, query) };
}

async function redirectWithOutcome(core: Core, actor: Actor, input: CallbackInput): Promise<Redirect> {
  const outcome = await finishSignIn(core, actor, {
    provider: input.provider,
    state: input.state ?? '',
    code: input.code,
    error: input.error,
    errorDescription: input.error_description,
    iss: input.iss,
    name: nameIn(input.user),
    scheme: schemeOf(actor.project.id),
  });
  const parameters = parametersOf(core, actor, outcome);
  const opened = 'opened' in outcome.result && { opened: outcome.result.opened };
  if (isOurs(core, actor, outcome, SUCCESS_PATH))
    return { location: outcome.redirectTo, handover: parameters, ...opened };
  return { location: withParameters(outcome.redirectTo, parameters), ...opened };
}

/** Whether the browser is sent to that page of this server. */
function isOurs(core: Core, actor: Actor, { redirectTo }: SignInOutcome, path: string): boolean {
  return redirectTo.split(/[?#]/, 1)[0] === baseOf(core, actor) + path;
}

/**
 * Returns the parameters for a page. A page of this server passes more to an app without pages of its own, by a
 * cookie.
 */
function parametersOf(core: Core, actor: Actor, outcome: SignInOutcome): Readonly<Record<string, string>> {
  const isOwn = [SUCCESS_PATH, FAILURE_PATH].some((path) => isOurs(core, actor, outcome, path));
  const project = actor.project.id;
  if ('failed' in outcome.result) {
    return { error: errorText(outcome.result.failed), ...(isOwn && { project }) };
  }
  if ('secret' in outcome.result) {
    const { secret, user } = outcome.result;
    return { secret, userId: user, ...(isOwn && { project }) };
  }
  if (!isOwn) return {};
  const [key] = sessionCookies(project);
  return {
    project,
    domain: new URL(baseOf(core, actor)).hostname,
    key,
    secret: outcome.result.opened.secret,
  };
}

/** Parameters of a failure page. */
function errorText(failure: Failure): string {
  const { status, type, words } = answerTo(failure);
  return JSON.stringify({ message: messageOf(words), type, code: status });
}

const NEEDS_ADDRESS =
  'This server does not know its own address, which providers must know. Its operator sets DENIZEN_PUBLIC_URL.';

/** Returns the origin of this server. A `Host` header is trusted only if it names the loopback interface. */
function baseOf(core: Core, actor: Actor): string {
  const origin = core.urls.publicUrl?.origin ?? actor.browser?.loopbackOrigin;
  if (origin === undefined) throw new AppwriteError('provider_disabled', NEEDS_ADDRESS);
  return origin + PREFIX;
}

/** Reads only the name from `{"name": {"firstName", "lastName"}}`, since a browser can forge it. */
function nameIn(user: string | undefined): string | undefined {
  try {
    const { name } = JSON.parse(user ?? '') as { readonly name?: Readonly<Record<string, unknown>> };
    const parts = [name?.firstName, name?.lastName].filter((part) => typeof part === 'string' && part !== '');
    return parts.join(' ') || undefined;
  } catch {
    return undefined;
  }
}
