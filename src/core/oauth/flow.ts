import { digest } from '../../crypto/tokens.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { recordRefusal } from '../limits/refusal.ts';
import { foreignHost } from '../links.ts';
import type { NewSession } from '../sessions/open-session.ts';
import type { UserId } from '../users/user.ts';
import { authorizeUrl, exchangeCode } from './exchange.ts';
import { externalProfileOf } from './external-profile.ts';
import type { ExternalProfile } from './match-user.ts';
import {
  browserBindingOf,
  challengeOf,
  consumePending,
  type Flow,
  freshVerifier,
  type PendingSignIn,
  savePending,
} from './pending-sign-in.ts';
import { getEnabledProvider } from './provider-configs.ts';
import { keepSignInError } from './provider-errors.ts';
import { errorCodeOf, ProviderError, providerFailure } from './provider-request.ts';
import type { ProviderKey } from './providers/table.ts';
import { redirectTarget } from './redirect-target.ts';
import { openSessionOrToken } from './session-or-token.ts';

export type ExternalSignIn = {
  readonly provider: ProviderKey;
  readonly flow: Flow;
  /** The URL to which the browser is redirected. */
  readonly success: string;
  readonly failure: string;
  /** The URL scheme of the project's apps. */
  readonly scheme: string;
  readonly scopes: readonly string[];
  /** The callback URL at the provider. */
  readonly redirectUri: string;
};

/** The authorization URL, and the cookie that recognises the browser when it returns. */
export type AuthorizationRedirect = { readonly url: string; readonly browserBinding: string | undefined };

/**
 * Begins a sign-in with an external account. For a signed-in user it links the account. Fails with
 * `provider_disabled`, `argument_invalid` for a page of a foreign host, `provider_failed` when the provider does not
 * respond, and with `not_allowed` for an impersonator.
 */
export async function beginSignIn(
  core: Core,
  actor: Actor,
  input: ExternalSignIn,
): Promise<AuthorizationRedirect> {
  if (actor.impersonatorId !== undefined) throw new Failure('not_allowed');
  const enabled = await getEnabledProvider(core, actor, input.provider);
  const { provider } = enabled;
  const { scheme } = input;
  const [success, failure] = (['success', 'failure'] as const).map((name) => {
    const page = redirectTarget(core, actor, { text: input[name], scheme });
    if (page === undefined) {
      if (!/[\\\s]/.test(input[name])) throw foreignHost(name, input[name]);
      throw new Failure({ code: 'argument_invalid', field: name, rule: 'url_characters' });
    }
    return page;
  }) as [string, string];
  const isServer = actor.kind === 'key';
  const browserBinding = isServer ? undefined : browserBindingOf(actor);
  const verifier = provider.pkce ? freshVerifier() : null;
  const pending: PendingSignIn = {
    provider: input.provider,
    flow: input.flow,
    success,
    failure,
    redirectUri: input.redirectUri,
    nonce: freshVerifier(),
    verifier,
    browserBinding: browserBinding === undefined ? null : digest(browserBinding),
    user: actor.user?.id ?? null,
  };
  const state = await savePending(core, actor, pending);
  const request = {
    redirectUri: input.redirectUri,
    state,
    nonce: pending.nonce,
    challenge: verifier === null ? undefined : challengeOf(verifier),
    scopes: [...new Set([...provider.scopes, ...input.scopes])],
  };
  try {
    return { url: await authorizeUrl(core, enabled, request), browserBinding };
  } catch (error) {
    await keepSignInError(core, actor, { key: input.provider, step: 'authorize', error });
    throw providerFailure(provider.name, error);
  }
}

export type CallbackParameters = {
  readonly provider: ProviderKey;
  readonly state: string;
  readonly code: string | undefined;
  readonly error: string | undefined;
  readonly errorDescription: string | undefined;
  readonly iss: string | undefined;
  /** Sent by the provider with the first sign-in only, as Apple does. */
  readonly name: string | undefined;
  readonly scheme: string;
};

/** The redirect target and its parameters. */
export type SignInOutcome = {
  readonly redirectTo: string;
  readonly result:
    | { readonly opened: NewSession }
    | { readonly user: UserId; readonly secret: string }
    | { readonly failed: Failure };
};

/**
 * Completes a sign-in that returned from the provider. Once the pages are known to be the project's, failures go to
 * the failure page. Fails with `oauth_state_invalid`, `success_page_refused` and `failure_page_refused`.
 */
export async function finishSignIn(
  core: Core,
  actor: Actor,
  callback: CallbackParameters,
): Promise<SignInOutcome> {
  const pending = await consumePending(core, actor, callback);
  const { scheme } = callback;
  const success = redirectTarget(core, actor, { text: pending.success, scheme });
  if (success === undefined) throw new Failure('success_page_refused');
  const failure = redirectTarget(core, actor, { text: pending.failure, scheme });
  if (failure === undefined) throw new Failure('failure_page_refused');
  try {
    const signIn = await fetchProfile(core, actor, { pending, callback });
    return {
      redirectTo: success,
      result: await openSessionOrToken(core, actor, { ...signIn, flow: pending.flow }),
    };
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'unavailable' || error.code === 'internal') throw error;
    if (error.code !== 'user_blocked')
      await recordRefusal(core, actor, {
        user: pending.user === null ? undefined : (pending.user as UserId),
        factor: 'oauth2',
        reason: 'wrong',
        attempts: [],
      });
    return { redirectTo: failure, result: { failed: error } };
  }
}

async function fetchProfile(
  core: Core,
  actor: Actor,
  { pending, callback }: { readonly pending: PendingSignIn; readonly callback: CallbackParameters },
): Promise<{ readonly external: ExternalProfile; readonly caller: UserId | undefined }> {
  const enabled = await getEnabledProvider(core, actor, pending.provider);
  const { name } = enabled.provider;
  if (callback.error !== undefined) {
    const error = new ProviderError(200, errorCodeOf(callback.error));
    await keepSignInError(core, actor, { key: pending.provider, step: 'redirect', error });
    throw providerRefusal(name, callback);
  }
  if (callback.code === undefined || callback.code === '')
    throw new Failure({ code: 'provider_refused', provider: name, reason: 'no_code' });
  const caller = callerOf(actor, pending);
  const result = await exchangeCode(core, enabled, {
    redirectUri: pending.redirectUri,
    code: callback.code,
    state: callback.state,
    iss: callback.iss,
    nonce: pending.nonce,
    verifier: pending.verifier ?? undefined,
  }).catch(async (error: unknown) => {
    await keepSignInError(core, actor, { key: pending.provider, step: 'exchange', error });
    throw providerFailure(name, error);
  });
  return { external: externalProfileOf(enabled, result, callback.name), caller };
}

/**
 * A sign-in begun by a signed-in user links the account, and must be completed by the same user. Others link nothing.
 */
function callerOf(actor: Actor, pending: PendingSignIn): UserId | undefined {
  if (actor.impersonatorId !== undefined) throw new Failure('not_allowed');
  if (pending.user === null) return undefined;
  if (actor.user?.id !== pending.user) throw new Failure('request_refused');
  return actor.user.id;
}

const DESCRIPTION_AT_MOST = 200;

function providerRefusal(name: string, { error, errorDescription }: CallbackParameters): Failure {
  const description = [...(errorDescription ?? '')].slice(0, DESCRIPTION_AT_MOST).join('');
  return new Failure({
    code: 'provider_refused',
    provider: name,
    reason: 'error',
    error: errorCodeOf(error) || 'error',
    ...(description !== '' && { description }),
  });
}
