import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { HttpClientError } from './http-client.ts';
import { requestTokens } from './oauth2.ts';
import { oidcTest } from './oidc.ts';
import { fromConfig } from './provider.ts';
import { type EnabledProvider, getConfiguredProvider } from './provider-configs.ts';
import { ProviderError } from './provider-request.ts';

/** For all steps together. */
const DEADLINE_MS = 10_000;
/** No provider has issued it. */
const CODE = 'denizen-test-0000';

export const testResults = ['accepted', 'refused', 'unreachable', 'unclear'] as const;
export type TestStep = 'discovery' | 'keys' | 'token';

export type ProviderTest = {
  /**
   * Whether the client id and the secret are accepted; `unclear` when the provider answers something that says neither.
   */
  readonly result: (typeof testResults)[number];
  /** The last step that was tried. */
  readonly step: TestStep;
  /** The status of the last answer; null without one. */
  readonly status: number | null;
  /** The standard error code of the last answer; empty without one. */
  readonly error: string;
};

/** RFC 6749, section 5.2, and what providers with codes of their own call the same. */
const ACCEPTED: ReadonlySet<string> = new Set([
  ...[
    'invalid_grant',
    'bad_verification_code',
    'invalid_code',
    'code_not_found',
    'invalid_authorization_code',
  ],
]);
const REFUSED: ReadonlySet<string> = new Set([
  ...['invalid_client', 'unauthorized_client', 'incorrect_client_credentials', 'invalid_client_id'],
  ...['bad_client_secret', 'invalid_client_secret'],
]);
const UNAUTHORIZED = 401;

/**
 * Asks the provider for the tokens of a code that it has not issued: its refusal tells whether it knows the client.
 * No user signs in. Bounded to ten seconds. Fails with `provider_not_found`.
 */
export async function testProvider(
  core: Core,
  actor: Actor,
  { key, redirectUri }: { readonly key: string; readonly redirectUri: string },
): Promise<ProviderTest> {
  const configured = await getConfiguredProvider(core, actor, key);
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const bounded: Core = { ...core, httpClient: (request) => core.httpClient({ ...request, signal }) };
  const result = await resultOf(bounded, configured, redirectUri);
  const act = { act: 'provider.test', details: { provider: key, result: result.result } } as const;
  await core.write(actor, act, async () => {});
  return result;
}

async function resultOf(
  core: Core,
  { provider, config }: EnabledProvider,
  redirectUri: string,
): Promise<ProviderTest> {
  let step: TestStep = 'token';
  const onStep = (next: TestStep) => {
    step = next;
  };
  try {
    if (provider.kind === 'oidc') await oidcTest(core, provider, config, { redirectUri, code: CODE, onStep });
    else {
      const form = { grant_type: 'authorization_code', code: CODE, redirect_uri: redirectUri };
      await requestTokens(core, provider, config, {
        url: fromConfig(provider.token, config),
        form: { ...form, ...(provider.pkce && { code_verifier: CODE.repeat(3) }) },
      });
    }
    return { result: 'unclear', step, status: 200, error: '' };
  } catch (error) {
    if (error instanceof HttpClientError) return { result: 'unreachable', step, status: null, error: '' };
    if (!(error instanceof ProviderError)) throw error;
    const { status, reason } = error;
    return { result: meaningOf(step, error), step, status, error: reason };
  }
}

function meaningOf(step: TestStep, { status, reason }: ProviderError): ProviderTest['result'] {
  if (step !== 'token') return 'unclear';
  if (ACCEPTED.has(reason)) return 'accepted';
  return REFUSED.has(reason) || status === UNAUTHORIZED ? 'refused' : 'unclear';
}
