import { createHash } from 'node:crypto';
import type { JSONWebKeySet, JWTPayload } from 'jose';
import type { Core } from '../core.ts';
import { Failure, type IdTokenProblem } from '../failure.ts';
import { HttpClientError } from './http-client.ts';
import { type IdTokenIssuer, isAllowedPrivate, type ProviderConfig } from './provider.ts';
import type { NativeProvider } from './provider-configs.ts';

/** The only algorithm that is accepted, whatever the header of a token says. */
const ALGORITHM = 'RS256';
const SKEW_SECONDS = 60;
const OLDEST = '24 hours';

/** Loaded on first use: most servers never need it. */
const library = () => import('jose');

/** The verified claims of an ID token. */
export type IdTokenClaims = JWTPayload & { readonly sub: string; readonly exp: number };

type IdToken = { readonly idToken: string; readonly nonce?: string };

/**
 * Verifies an ID token that an app got from the provider: signature, issuer, audience, age and nonce, which may be the
 * SHA-256 of the given one. Fails with `id_token_invalid`, and with `provider_refused` when the provider's keys cannot be
 * fetched.
 */
export async function verifyIdToken(
  core: Core,
  { provider, config, audience }: NativeProvider,
  { idToken, nonce }: IdToken,
): Promise<IdTokenClaims> {
  const { native } = provider;
  const { jwtVerify, createLocalJWKSet } = await library();
  await requireReadable(idToken);
  const { issuers, keys } = await keysOf(core, config, native.issuer(config)).catch((error: unknown) => {
    if (!(error instanceof HttpClientError)) throw error;
    throw new Failure({ code: 'provider_refused', provider: provider.name, reason: 'unreachable' });
  });
  const { payload } = await jwtVerify(idToken, createLocalJWKSet(keys), {
    algorithms: [ALGORITHM],
    issuer: [...issuers],
    audience: [...audience],
    requiredClaims: ['exp'],
    clockTolerance: SKEW_SECONDS,
    maxTokenAge: OLDEST,
    currentDate: new Date(core.clock.now()),
  }).catch((error: unknown) => {
    throw invalid(problemOf(error));
  });
  refuseNonce(payload, nonce, native.nonce);
  const { sub, exp } = payload;
  if (typeof sub !== 'string' || sub === '') throw invalid('subject_missing');
  // Cast: `exp` is required above.
  return { ...payload, sub, exp: exp as number };
}

async function requireReadable(idToken: string): Promise<void> {
  const { decodeProtectedHeader } = await library();
  if (idToken.split('.').length !== 3) throw invalid('malformed');
  const header = (() => {
    try {
      return decodeProtectedHeader(idToken);
    } catch {
      throw invalid('malformed');
    }
  })();
  if (typeof header.kid !== 'string' || header.kid === '') throw invalid('key_id_missing');
}

type IssuerKeys = { readonly issuers: readonly string[]; readonly keys: JSONWebKeySet };

/** Fetched for each sign-in, so that a key that the provider has withdrawn is not accepted. */
async function keysOf(core: Core, config: ProviderConfig, issuer: IdTokenIssuer): Promise<IssuerKeys> {
  if (!(issuer instanceof URL)) {
    // Cast: jose checks the keys.
    const keys = (await fetchJson(core, config, new URL(issuer.keys))) as unknown as JSONWebKeySet;
    return { issuers: issuer.issuers, keys };
  }
  const { issuer: named, jwks_uri: address } = await fetchJson(core, config, issuer);
  if (typeof named !== 'string' || typeof address !== 'string' || !URL.canParse(address))
    throw new HttpClientError(`${issuer.host} names no issuer`);
  return keysOf(core, config, { issuers: [named], keys: address });
}

async function fetchJson(
  core: Core,
  config: ProviderConfig,
  url: URL,
): Promise<Readonly<Record<string, unknown>>> {
  const { status, body } = await core.httpClient({
    url,
    method: 'GET',
    headers: { Accept: 'application/json', 'User-Agent': 'Denizen' },
    allowPrivate: isAllowedPrivate(config),
  });
  try {
    const value: unknown = JSON.parse(body);
    if (status === 200 && typeof value === 'object' && value !== null)
      return value as Readonly<Record<string, unknown>>;
  } catch {
    // Reported below, without the provider's text.
  }
  throw new HttpClientError(`no document from ${url.host}`);
}

/** `required`: a token without one is refused. `optional`: a nonce that the token lacks is ignored. */
function refuseNonce(
  { nonce: claim }: JWTPayload,
  nonce: string | undefined,
  rule: 'required' | 'optional',
): void {
  if (claim === undefined && rule === 'optional') return;
  if (claim === undefined || nonce === undefined) throw invalid('nonce_required');
  const hashed = createHash('sha256').update(nonce).digest('hex');
  if (claim !== nonce && claim !== hashed) throw invalid('nonce_mismatch');
}

const claimProblems: Readonly<Record<string, IdTokenProblem>> = {
  iss: 'issuer',
  aud: 'audience',
  exp: 'time',
  iat: 'time',
  nbf: 'time',
};

function problemOf(error: unknown): IdTokenProblem {
  const { code, claim = '' } = error as { readonly code?: unknown; readonly claim?: string };
  if (code === 'ERR_JWT_EXPIRED') return 'time';
  if (code === 'ERR_JWT_CLAIM_VALIDATION_FAILED') return claimProblems[claim] ?? 'malformed';
  if (code === 'ERR_JWKS_NO_MATCHING_KEY' || code === 'ERR_JWKS_MULTIPLE_MATCHING_KEYS') return 'key_unknown';
  if (code === 'ERR_JWT_INVALID' || code === 'ERR_JWS_INVALID') return 'malformed';
  return 'signature';
}

function invalid(problem: IdTokenProblem): Failure {
  return new Failure({ code: 'id_token_invalid', problem });
}
