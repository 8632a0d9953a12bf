import type { Actor } from '../../src/core/actor.ts';
import type { Core } from '../../src/core/core.ts';
import { beginSignIn, finishSignIn, type SignInOutcome } from '../../src/core/oauth/flow.ts';
import type { HttpClient } from '../../src/core/oauth/http-client.ts';
import { setProvider } from '../../src/core/oauth/provider-configs.ts';
import type { NewSession } from '../../src/core/sessions/open-session.ts';
import type { UserId } from '../../src/core/users/user.ts';

/** Whoever signs in at the provider, as the provider has them. */
export type GithubAccount = {
  readonly uid: number;
  readonly email?: string;
  readonly verified?: boolean;
  readonly name?: string;
  /** Stands in the tokens. */
  readonly secret?: string;
};

export const PAGE = 'http://localhost/page';

/** A provider in this process that answers as GitHub does. */
export function answeringAs({
  uid,
  email = '',
  verified = true,
  name = '',
  secret = '',
}: GithubAccount): HttpClient {
  const answers: Readonly<Record<string, unknown>> = {
    '/login/oauth/access_token': {
      access_token: `${secret}access-${uid}`,
      refresh_token: `${secret}refresh`,
      expires_in: 60,
    },
    '/user': { id: uid, email, name },
    '/user/emails': email === '' ? [] : [{ email, primary: true, verified }],
  };
  return async ({ url }) => ({ status: 200, headers: {}, body: JSON.stringify(answers[url.pathname] ?? {}) });
}

/** The core, with nobody elsewhere but this one. */
export function withProvider(core: Core, httpClient: HttpClient): Core {
  return { ...core, httpClient };
}

export async function setUpGithub(core: Core, actor: Actor): Promise<void> {
  await setProvider(core, actor, {
    key: 'github',
    clientId: 'client',
    secret: 'secret',
    options: [],
    enabled: true,
  });
}

const begun = {
  provider: 'github',
  success: PAGE,
  failure: `${PAGE}/failure`,
  scheme: 'app',
  scopes: [],
  redirectUri: 'http://localhost/back',
} as const;

/** Begins and answers the state and the mark of the browser. */
export async function begin(core: Core, actor: Actor, flow: 'session' | 'token' = 'session') {
  const { url, browserBinding } = await beginSignIn(core, actor, { ...begun, flow });
  return { state: new URL(url).searchParams.get('state') ?? '', browserBinding };
}

/** Comes back to the server in the browser of that mark. */
export function comeBack(
  core: Core,
  actor: Actor,
  { state, browserBinding }: { readonly state: string; readonly browserBinding: string | undefined },
): Promise<SignInOutcome> {
  return finishSignIn(
    core,
    { ...actor, browser: { browserBinding, loopbackOrigin: undefined } },
    {
      provider: 'github',
      state,
      code: 'code',
      scheme: 'app',
      error: undefined,
      errorDescription: undefined,
      iss: undefined,
      name: undefined,
    },
  );
}

/** What became of it: the user that is signed in, or why not. */
export async function signIn(
  core: Core,
  actor: Actor,
  somebody: GithubAccount,
): Promise<{ readonly user: UserId; readonly opened: NewSession } | string> {
  const there = withProvider(core, answeringAs(somebody));
  const landed = await comeBack(there, actor, await begin(there, actor));
  if ('failed' in landed.result) return landed.result.failed.code;
  if (!('opened' in landed.result)) throw new Error('a session was asked for');
  return { user: landed.result.opened.session.userId as UserId, opened: landed.result.opened };
}
