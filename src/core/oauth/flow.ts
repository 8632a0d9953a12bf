import { digest } from '../../crypto/tokens.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import type { NewSession } from '../sessions/opening.ts';
import { recordRefusal } from '../sign-in/refusal.ts';
import { isStorable } from '../text.ts';
import { emailOf } from '../users/email.ts';
import type { UserId } from '../users/user.ts';
import { failureAt, wordOf } from './asking.ts';
import { authorizeUrl, exchangeCode } from './exchange.ts';
import { landingOf } from './landing.ts';
import type { Arrival } from './matching.ts';
import { openFor } from './opening.ts';
import {
  challengeOf,
  type Flow,
  freshVerifier,
  keepPending,
  markOf,
  type Pending,
  takePending,
} from './pending.ts';
import type { Exchanged } from './plain.ts';
import type { ProviderKey } from './providers/table.ts';
import { type Usable, usableProvider } from './setups.ts';

export type SignInElsewhere = {
  readonly provider: ProviderKey;
  readonly flow: Flow;
  /** Where the browser lands. */
  readonly success: string;
  readonly failure: string;
  /** The scheme of apps that belong to the project. */
  readonly scheme: string;
  readonly scopes: readonly string[];
  /** Where the provider sends people back to. */
  readonly redirectUri: string;
};

/** Where the browser goes to sign in, and the mark by which it is known when it comes back. */
export type Sent = { readonly at: string; readonly mark: string | undefined };

/**
 * Begins a sign-in with an account elsewhere; a user who is signed in links it. Refuses with `provider_disabled`,
 * `argument_invalid` for a page of a foreign host, `provider_failed` when the provider does not answer, and with
 * `not_allowed` somebody who acts as another user.
 */
export async function beginSignIn(core: Core, actor: Actor, input: SignInElsewhere): Promise<Sent> {
  if (actor.impersonatorId !== undefined) throw new Failure('not_allowed');
  const usable = await usableProvider(core, actor, input.provider);
  const { provider } = usable;
  const { scheme } = input;
  const [success, failure] = (['success', 'failure'] as const).map((name) => {
    const page = landingOf(core, actor, { text: input[name], scheme });
    if (page === undefined) throw foreignPage(name);
    return page;
  }) as [string, string];
  const isServer = actor.kind === 'key';
  const mark = isServer ? undefined : markOf(actor);
  const verifier = provider.pkce ? freshVerifier() : null;
  const pending: Pending = {
    provider: input.provider,
    flow: input.flow,
    success,
    failure,
    redirectUri: input.redirectUri,
    nonce: freshVerifier(),
    verifier,
    mark: mark === undefined ? null : digest(mark),
    user: actor.user?.id ?? null,
  };
  const state = await keepPending(core, actor, pending);
  const begun = {
    redirectUri: input.redirectUri,
    state,
    nonce: pending.nonce,
    challenge: verifier === null ? undefined : challengeOf(verifier),
    scopes: [...new Set([...provider.scopes, ...input.scopes])],
  };
  try {
    return { at: await authorizeUrl(core, usable, begun), mark };
  } catch (error) {
    throw failureAt(provider.name, error);
  }
}

export type CameBack = {
  readonly provider: ProviderKey;
  readonly state: string;
  readonly code: string | undefined;
  readonly error: string | undefined;
  readonly errorDescription: string | undefined;
  readonly iss: string | undefined;
  /** What a provider tells the browser but once, as Apple does. */
  readonly name: string | undefined;
  readonly scheme: string;
};

/** Where the browser lands, and with what. */
export type Landed = {
  readonly at: string;
  readonly with:
    | { readonly opened: NewSession }
    | { readonly user: UserId; readonly secret: string }
    | { readonly failed: Failure };
};

/**
 * Ends a sign-in that came back. What goes wrong after the pages are known to be the project's is told to its page for
 * failures. Refuses with `sign_in_unknown`, `success_page_refused` and `failure_page_refused`.
 */
export async function endSignIn(core: Core, actor: Actor, back: CameBack): Promise<Landed> {
  const pending = await takePending(core, actor, back);
  const { scheme } = back;
  const success = landingOf(core, actor, { text: pending.success, scheme });
  if (success === undefined) throw new Failure('success_page_refused');
  const failure = landingOf(core, actor, { text: pending.failure, scheme });
  if (failure === undefined) throw new Failure('failure_page_refused');
  try {
    const arrived = await arrive(core, actor, { pending, back });
    return { at: success, with: await openFor(core, actor, { ...arrived, flow: pending.flow }) };
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'unavailable' || error.code === 'internal') throw error;
    if (error.code !== 'user_blocked')
      await recordRefusal(core, actor, {
        user: pending.user === null ? undefined : (pending.user as UserId),
        factor: 'oauth2',
        reason: 'wrong',
        guess: undefined,
      });
    return { at: failure, with: { failed: error } };
  }
}

async function arrive(
  core: Core,
  actor: Actor,
  { pending, back }: { readonly pending: Pending; readonly back: CameBack },
): Promise<{ readonly arrival: Arrival; readonly caller: UserId | undefined }> {
  const usable = await usableProvider(core, actor, pending.provider);
  const { name } = usable.provider;
  if (back.error !== undefined) throw refusedBy(name, back);
  if (back.code === undefined || back.code === '')
    throw new Failure('provider_refused', `The ${name} OAuth2 provider returned no code.`);
  const caller = callerOf(actor, pending);
  const exchanged = await exchangeCode(core, usable, {
    redirectUri: pending.redirectUri,
    code: back.code,
    state: back.state,
    iss: back.iss,
    nonce: pending.nonce,
    verifier: pending.verifier ?? undefined,
  }).catch((error: unknown) => {
    throw failureAt(name, error);
  });
  return { arrival: arrivalOf(usable, exchanged, back.name), caller };
}

/** Whoever began while signed in links the account, and must be the same still; nobody else links anything. */
function callerOf(actor: Actor, pending: Pending): UserId | undefined {
  if (actor.impersonatorId !== undefined) throw new Failure('not_allowed');
  if (pending.user === null) return undefined;
  if (actor.user?.id !== pending.user) throw new Failure('request_refused');
  return actor.user.id;
}

const UID_AT_MOST = 255;

function arrivalOf(
  { key, provider, setup }: Usable,
  { tokens, profile }: Exchanged,
  said: string | undefined,
): Arrival {
  const { uid, verified } = profile;
  if (uid === '' || uid.length > UID_AT_MOST || !isStorable(uid)) throw new Failure('provider_uid_missing');
  const name = profile.name || (said ?? '');
  return {
    provider: key,
    issuer: provider.issuer?.(setup) ?? '',
    providerUid: uid,
    email: emailOf(profile.email),
    isOdd: profile.email !== '',
    verified,
    name: isStorable(name) ? name : '',
    tokens,
  };
}

const DESCRIPTION_AT_MOST = 200;

function refusedBy(name: string, { error, errorDescription }: CameBack): Failure {
  const described = errorDescription
    ? `: ${[...errorDescription].slice(0, DESCRIPTION_AT_MOST).join('')}`
    : '';
  const word = wordOf(error) || 'error';
  return new Failure(
    'provider_refused',
    `The ${name} OAuth2 provider returned an error: ${word}${described}`,
  );
}

function foreignPage(param: string): Failure {
  const rule =
    'URL host must be one of the hosts of the project. Add it with: denizen platforms add web HOST';
  return new Failure('argument_invalid', `Invalid \`${param}\` param: ${rule}`);
}
