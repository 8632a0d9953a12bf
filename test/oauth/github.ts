import type { Actor } from '../../src/core/actor.ts';
import type { Core } from '../../src/core/core.ts';
import { beginSignIn, endSignIn, type Landed } from '../../src/core/oauth/flow.ts';
import type { Outbound } from '../../src/core/oauth/outbound.ts';
import { setProvider } from '../../src/core/oauth/setups.ts';
import type { NewSession } from '../../src/core/sessions/opening.ts';
import type { UserId } from '../../src/core/users/user.ts';

/** Whoever signs in at the provider, as the provider has them. */
export type Somebody = {
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
}: Somebody): Outbound {
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
export function withProvider(core: Core, outbound: Outbound): Core {
  return { ...core, reach: { ...core.reach, outbound } };
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
  const { at, mark } = await beginSignIn(core, actor, { ...begun, flow });
  return { state: new URL(at).searchParams.get('state') ?? '', mark };
}

/** Comes back to the server in the browser of that mark. */
export function comeBack(
  core: Core,
  actor: Actor,
  { state, mark }: { readonly state: string; readonly mark: string | undefined },
): Promise<Landed> {
  return endSignIn(
    core,
    { ...actor, visit: { mark, local: undefined } },
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
  somebody: Somebody,
): Promise<{ readonly user: UserId; readonly opened: NewSession } | string> {
  const there = withProvider(core, answeringAs(somebody));
  const landed = await comeBack(there, actor, await begin(there, actor));
  if ('failed' in landed.with) return landed.with.failed.code;
  if (!('opened' in landed.with)) throw new Error('a session was asked for');
  return { user: landed.with.opened.session.userId as UserId, opened: landed.with.opened };
}
