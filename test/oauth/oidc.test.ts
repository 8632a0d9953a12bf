import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import {
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import type { Core } from '../../src/core/core.ts';
import { instantOf } from '../../src/core/instant.ts';
import type { HttpRequest } from '../../src/core/oauth/http-client.ts';
import { oidcAuthorizeUrl, oidcExchange, oidcRefresh } from '../../src/core/oauth/oidc.ts';
import type { OidcProvider, ProviderConfig } from '../../src/core/oauth/provider.ts';
import { ProviderError } from '../../src/core/oauth/provider-request.ts';
import { providers } from '../../src/core/oauth/providers/table.ts';
import { type OidcRow, oidcRows } from './oidc-rows.ts';

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
type Claims = Readonly<Record<string, unknown>>;

const BACK = 'https://denizen.example/back';
const seconds = () => Math.floor(Date.now() / 1000);
let ours: Pair;
let theirs: Pair;
let apple: string;

before(async () => {
  [ours, theirs] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  apple = await exportPKCS8((await generateKeyPair('ES256', { extractable: true })).privateKey);
});

for (const [key, row] of Object.entries(oidcRows)) {
  // Every row here is of one that is signed.
  const provider = providers[key as keyof typeof oidcRows] as OidcProvider;
  const setupOf = (): ProviderConfig => ({
    appId: 'client',
    secret: key === 'apple' ? apple : 's:cret',
    options: row.options as ProviderConfig['options'],
  });
  const returned = {
    redirectUri: BACK,
    code: 'code',
    state: 'state',
    iss: undefined,
    nonce: 'nonce',
    verifier: row.pkce ? 'verifier-'.padEnd(43, 'x') : undefined,
  };
  const exchange = (there: Provided) => oidcExchange(there.core, provider, setupOf(), returned);

  describe(key, () => {
    it('sends people where they sign in, with a nonce', async () => {
      const { core } = await provided(row);
      const url = new URL(
        await oidcAuthorizeUrl(core, provider, setupOf(), {
          redirectUri: BACK,
          state: 'state',
          nonce: 'nonce',
          scopes: provider.scopes,
          challenge: row.pkce ? 'challenge' : undefined,
        }),
      );
      assert.deepEqual(
        [url.origin + url.pathname, Object.fromEntries(url.searchParams)],
        [
          row.authorize,
          {
            response_type: 'code',
            client_id: 'client',
            redirect_uri: BACK,
            state: 'state',
            nonce: 'nonce',
            ...row.query,
            ...(row.pkce && { code_challenge: 'challenge', code_challenge_method: 'S256' }),
          },
        ],
      );
    });

    it('says who signed in', async () => {
      const there = await provided(row);
      const { profile, tokens } = await exchange(there);
      const form = Object.fromEntries(
        new URLSearchParams(there.asked.find(({ url }) => url.href === row.token)?.body),
      );
      assert.deepEqual(
        [profile, [tokens.access, tokens.refresh], form.code, form.client_id, form.code_verifier],
        [
          { uid: 'u1', email: 'a@b.co', verified: true, name: 'Ann' },
          ['access', 'refresh'],
          'code',
          'client',
          returned.verifier,
        ],
      );
    });

    it('gives other tokens', async () => {
      const { core } = await provided(row);
      const { access, refresh } = await oidcRefresh(core, provider, setupOf(), 'earlier');
      assert.deepEqual([access, refresh], ['access', 'refresh']);
    });

    const forged: Readonly<Record<string, Claims>> = {
      'of another issuer': { iss: 'https://evil.example' },
      'for another client': { aud: 'other' },
      'of an earlier sign-in': { nonce: 'other' },
      'without nonce': { nonce: undefined },
      'that has expired': { exp: seconds() - 600, iat: seconds() - 1_200 },
      'without end': { exp: undefined },
      'of nobody': { sub: undefined },
    };
    for (const [kind, claims] of Object.entries(forged)) {
      it(`takes no token ${kind}`, async () => {
        await assert.rejects(exchange(await provided(row, { claims })), ProviderError);
      });
    }

    it('takes no token that somebody else signed, or nobody', async () => {
      const strangers = await provided(row, { signer: theirs });
      const unsigned = await provided(row, { signer: undefined });
      await assert.rejects(exchange(strangers), ProviderError);
      await assert.rejects(exchange(unsigned), ProviderError);
    });
  });
}

describe('an address and whether it is verified', () => {
  const victim = { email: 'victim@b.co' };
  const nobody = { email: undefined, email_verified: undefined, name: undefined };
  const rows: readonly {
    readonly it: string;
    readonly claims: Claims;
    readonly userInfo: Claims;
    readonly email: string;
    readonly verified: boolean;
  }[] = [
    {
      it: 'stay apart when the token says it of no address',
      claims: { ...nobody, email_verified: true },
      userInfo: victim,
      email: 'victim@b.co',
      verified: false,
    },
    {
      it: 'stay apart when userinfo says it of another address',
      claims: { ...victim, email_verified: undefined },
      userInfo: { email: 'own@b.co', email_verified: true },
      email: 'victim@b.co',
      verified: false,
    },
    {
      it: 'stay apart when userinfo says it of no address',
      claims: { ...victim, email_verified: undefined },
      userInfo: { email_verified: true },
      email: 'victim@b.co',
      verified: false,
    },
    {
      it: 'come from the token, whatever userinfo says',
      claims: { ...victim, email_verified: false },
      userInfo: { ...victim, email_verified: true },
      email: 'victim@b.co',
      verified: false,
    },
    {
      it: 'come from userinfo when the token has neither',
      claims: nobody,
      userInfo: { email: 'own@b.co', email_verified: true },
      email: 'own@b.co',
      verified: true,
    },
  ];
  for (const { it: name, claims, userInfo, email, verified } of rows) {
    it(name, async () => {
      const row = oidcRows.oidc;
      const { core } = await provided(row, { claims, userInfo: { name: 'Ann', ...userInfo } });
      const verifier = 'verifier-'.padEnd(43, 'x');
      const { profile } = await oidcExchange(
        core,
        providers.oidc as OidcProvider,
        { appId: 'client', secret: 's:cret', options: row.options },
        { redirectUri: BACK, code: 'code', state: 'state', iss: undefined, nonce: 'nonce', verifier },
      );
      assert.deepEqual(profile, { uid: 'u1', name: 'Ann', email, verified });
    });
  }
});

it('apple is shown a statement that was signed for three minutes', async () => {
  const row = oidcRows.apple;
  const there = await provided(row);
  // As above.
  const provider = providers.apple as OidcProvider;
  const setup = { appId: 'client', secret: apple, options: row.options };
  await oidcRefresh(there.core, provider, setup, 'earlier');
  const form = new URLSearchParams(there.asked.find(({ url }) => url.href === row.token)?.body);
  const statement = form.get('client_secret') ?? '';
  const { iat = 0, exp = 0, ...claims } = decodeJwt(statement);
  assert.deepEqual(
    [decodeProtectedHeader(statement), claims, exp - iat],
    [{ alg: 'ES256', kid: 'KEY' }, { iss: 'TEAM', sub: 'client', aud: 'https://appleid.apple.com' }, 180],
  );
});

type Provided = { readonly core: Core; readonly asked: readonly HttpRequest[] };

/** As much of the core as providers see, before one that stands where the row says and signs so. */
async function provided(
  row: OidcRow,
  {
    claims = {},
    userInfo,
    signer,
  }: {
    readonly claims?: Claims;
    readonly userInfo?: Claims;
    readonly signer?: Pair | undefined;
  } = { signer: ours },
): Promise<Provided> {
  const isNobody = signer === undefined && Object.keys(claims).length === 0 && !userInfo;
  const said = {
    iss: row.issuer,
    aud: 'client',
    sub: 'u1',
    nonce: 'nonce',
    iat: seconds(),
    exp: seconds() + 300,
    email: 'a@b.co',
    email_verified: row.verified,
    name: 'Ann',
    auth_time: seconds(),
    ...claims,
  };
  const token = isNobody
    ? new UnsecuredJWT(said).encode()
    : await new SignJWT(said)
        .setProtectedHeader({ alg: 'RS256', kid: 'k' })
        .sign((signer ?? ours).privateKey);
  const answers: Readonly<Record<string, unknown>> = {
    [`${row.issuer}/.well-known/openid-configuration`]: {
      issuer: row.issuer,
      authorization_endpoint: row.authorize,
      token_endpoint: row.token,
      jwks_uri: row.keys,
      ...(userInfo && { userinfo_endpoint: `${row.issuer}/userinfo` }),
    },
    [`${row.issuer}/userinfo`]: userInfo && { sub: 'u1', ...userInfo },
    [row.token]: {
      access_token: 'access',
      refresh_token: 'refresh',
      expires_in: 60,
      token_type: 'bearer',
      id_token: token,
    },
    [row.keys]: { keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'k', alg: 'RS256', use: 'sig' }] },
  };
  const asked: HttpRequest[] = [];
  const outbound = async (outgoing: HttpRequest) => {
    asked.push(outgoing);
    const answer = answers[outgoing.url.href];
    const headers = { 'content-type': 'application/json' };
    const isRefresh = outgoing.body?.includes('grant_type=refresh_token');
    const { id_token: _, ...withoutToken } = (answer ?? {}) as Claims;
    return {
      status: answer ? 200 : 404,
      headers,
      body: JSON.stringify(isRefresh ? withoutToken : (answer ?? {})),
    };
  };
  const core = { clock: { now: () => instantOf(Date.now()) }, httpClient: outbound };
  // Nothing else of it is looked at.
  return { core: core as unknown as Core, asked };
}
