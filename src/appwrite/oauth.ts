import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { beginSignIn, endSignIn, type Landed } from '../core/oauth/flow.ts';
import { withParameters } from '../core/oauth/landing.ts';
import type { ProviderKey } from '../core/oauth/providers/table.ts';
import { type Answer, failures } from './failures.ts';
import { FAILURE_PATH, SUCCESS_PATH, schemeOf } from './oauth-pages.ts';
import * as oauthParams from './oauth-params.ts';
import { optional } from './param.ts';
import { type Redirect, type Route, route } from './route.ts';
import { sessionCookies } from './session-cookies.ts';

const PREFIX = '/v1';
const { providerInPath: provider } = oauthParams;
const limits = [{ most: 50, by: ['ip'] }] as const;

const starting = {
  method: 'GET',
  tag: 'account',
  scope: 'sessions.write',
  client: true,
  redirects: true,
  status: 301,
  limits,
  params: {
    provider,
    success: optional(oauthParams.landingPage('when it is signed in')),
    failure: optional(oauthParams.landingPage('when that failed')),
    scopes: optional(oauthParams.scopes),
  },
} as const;

const back = {
  state: optional(oauthParams.sentBack('What the browser was sent with.')),
  code: optional(oauthParams.sentBack('What stands for the sign-in at the provider.', 4_096)),
  error: optional(oauthParams.sentBack('Why the provider refused.')),
  error_description: optional(oauthParams.sentBack('The same in words.')),
  iss: optional(oauthParams.sentBack('Which provider it is.')),
  user: optional(oauthParams.sentBack('What the provider tells the first time only, as JSON.')),
};

const returning = {
  path: '/account/sessions/oauth2/callback/:provider/:projectId',
  tag: 'account',
  scope: null,
  inProject: false,
  redirects: true,
  anyOrigin: true,
  status: 301,
  params: { provider, projectId: oauthParams.projectInPath, ...back },
} as const;

/** Signing in with an account elsewhere: the browser is sent there, comes back, and lands on a page of the project. */
export const oauthRoutes: readonly Route[] = [
  route({
    ...starting,
    path: '/account/sessions/oauth2/:provider',
    operation: 'accountCreateOAuth2Session',
    summary: 'Sign in with an account elsewhere; the browser gets a session',
    run: (core, actor, input) => begin(core, actor, { flow: 'session', ...input }),
  }),
  route({
    ...starting,
    path: '/account/tokens/oauth2/:provider',
    operation: 'accountCreateOAuth2Token',
    summary: 'Sign in with an account elsewhere; the page gets a secret that is redeemed for a session',
    run: (core, actor, input) => begin(core, actor, { flow: 'token', ...input }),
  }),
  route({
    ...returning,
    method: 'GET',
    operation: 'accountReturnFromOAuth2',
    summary: 'Where a provider sends the browser back to',
    run: async (core, actor, input) => cameBack(core, actor, input),
  }),
  route({
    ...returning,
    method: 'POST',
    operation: 'accountPostFromOAuth2',
    summary: 'Where a provider lets the browser post back to',
    run: async (core, actor, input) => cameBack(core, actor, input),
  }),
  route({
    method: 'GET',
    path: '/account/sessions/oauth2/:provider/redirect',
    operation: 'accountCompleteOAuth2',
    summary: 'Complete a sign-in that came back from a provider',
    tag: 'account',
    scope: null,
    client: true,
    redirects: true,
    session: 'may-open',
    status: 301,
    limits,
    params: { provider, ...back },
    run: (core, actor, input) => land(core, actor, input),
  }),
];

type Begin = {
  readonly flow: 'session' | 'token';
  readonly provider: ProviderKey;
  readonly success?: string;
  readonly failure?: string;
  readonly scopes?: readonly string[];
};

async function begin(core: Core, actor: Actor, input: Begin): Promise<Redirect> {
  const base = baseOf(core, actor);
  const { at, mark } = await beginSignIn(core, actor, {
    provider: input.provider,
    flow: input.flow,
    success: input.success ?? `${base}${SUCCESS_PATH}`,
    failure: input.failure ?? `${base}${FAILURE_PATH}`,
    scheme: schemeOf(actor.project.id),
    scopes: input.scopes ?? [],
    redirectUri: `${base}/account/sessions/oauth2/callback/${input.provider}/${actor.project.id}`,
  });
  return { location: at, ...(mark !== undefined && { mark }) };
}

type Back = {
  readonly provider: ProviderKey;
  readonly state?: string;
  readonly code?: string;
  readonly error?: string;
  readonly error_description?: string;
  readonly iss?: string;
  readonly user?: string;
};

/** One step more, which the browser makes by itself: to there it brings its cookies. */
function cameBack(core: Core, actor: Actor, input: Back & { readonly projectId: string }): Redirect {
  const { provider: key, projectId, ...said } = input;
  const query = { ...said, project: projectId };
  const address = `${baseOf(core, actor)}/account/sessions/oauth2/${key}/redirect`;
  return { location: withParameters(address, query) };
}

async function land(core: Core, actor: Actor, input: Back): Promise<Redirect> {
  const landed = await endSignIn(core, actor, {
    provider: input.provider,
    state: input.state ?? '',
    code: input.code,
    error: input.error,
    errorDescription: input.error_description,
    iss: input.iss,
    name: nameIn(input.user),
    scheme: schemeOf(actor.project.id),
  });
  const location = withParameters(landed.at, parametersOf(core, actor, landed));
  return 'opened' in landed.with ? { location, opened: landed.with.opened } : { location };
}

/** What a page is told; a page of this server is told more, for it tells an app that has no cookies. */
function parametersOf(core: Core, actor: Actor, landed: Landed): Readonly<Record<string, string>> {
  const base = baseOf(core, actor);
  const isOurs = [SUCCESS_PATH, FAILURE_PATH].some((path) => landed.at.split(/[?#]/, 1)[0] === base + path);
  const project = actor.project.id;
  if ('failed' in landed.with) {
    return { error: told(landed.with.failed), ...(isOurs && { project }) };
  }
  if ('secret' in landed.with) {
    const { secret, user } = landed.with;
    return { secret, userId: user, ...(isOurs && { project }) };
  }
  if (!isOurs) return {};
  const [key] = sessionCookies(project);
  return { project, domain: new URL(base).hostname, key, secret: landed.with.opened.secret };
}

function told(failure: Failure): string {
  const { status, type, message, tell }: Answer = failures[failure.code];
  const detail = failure.detail === undefined || !tell ? failure.detail : tell(failure.detail);
  return JSON.stringify({ message: detail ?? message, type, code: status });
}

const NEEDS_ADDRESS =
  'This server does not know its own address, which providers must know. Its operator sets DENIZEN_PUBLIC_URL.';

/** Where browsers find this server. Never what a request says, but on the machine of whoever develops. */
function baseOf(core: Core, actor: Actor): string {
  const origin = core.reach.publicUrl?.origin ?? actor.visit?.local;
  if (origin === undefined) throw new Failure('provider_disabled', NEEDS_ADDRESS);
  return origin + PREFIX;
}

/** `{"name": {"firstName", "lastName"}}`, which the browser could have made up: nothing but a name. */
function nameIn(user: string | undefined): string | undefined {
  try {
    const { name } = JSON.parse(user ?? '') as { readonly name?: Readonly<Record<string, unknown>> };
    const parts = [name?.firstName, name?.lastName].filter((part) => typeof part === 'string' && part !== '');
    return parts.join(' ') || undefined;
  } catch {
    return undefined;
  }
}
