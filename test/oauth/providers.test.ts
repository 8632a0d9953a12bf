import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Core } from '../../src/core/core.ts';
import { instantOf } from '../../src/core/instant.ts';
import type { HttpRequest } from '../../src/core/oauth/http-client.ts';
import { oauth2AuthorizeUrl, oauth2Exchange, oauth2Refresh } from '../../src/core/oauth/oauth2.ts';
import type { OAuth2Provider, ProviderConfig } from '../../src/core/oauth/provider.ts';
import { providerKeys, providers } from '../../src/core/oauth/providers/table.ts';
import { oauth2Rows } from './oauth2-rows.ts';
import { oidcRows } from './oidc-rows.ts';
import type { Row } from './row.ts';

const NOW = Date.parse('2026-09-01T10:00:00.000Z');
const BACK = 'http://localhost/back';
const TOKENS = { access_token: 'access', refresh_token: 'refresh', expires_in: 60 };
const BASIC = `Basic ${Buffer.from('client:s%3Acret').toString('base64')}`;

describe('providers', () => {
  it('have a row each', () => {
    assert.deepEqual([...Object.keys(oauth2Rows), ...Object.keys(oidcRows)].sort(), providerKeys);
  });

  for (const [key, row] of Object.entries(oauth2Rows)) {
    // The rows that are not plain stand elsewhere.
    const provider = providers[key as keyof typeof oauth2Rows] as OAuth2Provider;
    const config: ProviderConfig = { appId: 'client', secret: 's:cret', options: row.options ?? {} };

    it(`${key} sends people where they sign in`, () => {
      const url = new URL(
        oauth2AuthorizeUrl(provider, config, {
          redirectUri: BACK,
          state: 'state',
          nonce: 'nonce',
          scopes: provider.scopes,
          challenge: provider.pkce && 'challenge',
        }),
      );
      const { redirect_uri = BACK, ...query } = row.query ?? {};
      assert.deepEqual(
        [url.origin + url.pathname, Object.fromEntries(url.searchParams)],
        [
          row.authorize,
          {
            response_type: 'code',
            client_id: 'client',
            state: 'state',
            ...query,
            ...(redirect_uri !== '' && { redirect_uri }),
            ...(row.pkce && { code_challenge: 'challenge', code_challenge_method: 'S256' }),
          },
        ],
      );
    });

    it(`${key} gives tokens for a code, and says who signed in`, async () => {
      const { core, asked } = answering(row);
      const verifier = provider.pkce ? 'verifier' : undefined;
      const returned = { redirectUri: BACK, code: 'c', state: 's', iss: undefined, nonce: 'n', verifier };
      const { tokens, profile } = await oauth2Exchange(core, provider, config, returned);
      const [first, ...others] = asked;
      const access = row.sends?.Authorization?.split(' ')[1] ?? 'access';
      assert.deepEqual(
        {
          token: first && [first.url.href, first.method, first.headers.Authorization, formOf(first)],
          asks: others.map(({ url, headers }) => [url.href, shownOf(row, headers)]),
          tokens,
          profile,
        },
        {
          token: [
            row.token,
            'POST',
            row.by === 'basic' ? BASIC : undefined,
            {
              grant_type: 'authorization_code',
              code: 'c',
              redirect_uri: row.query?.redirect_uri || BACK,
              ...(row.pkce && { code_verifier: 'verifier' }),
              ...proofOf(row),
            },
          ],
          asks: Object.keys(row.asks).map((url) => [url, { Authorization: 'Bearer access', ...row.sends }]),
          tokens: { access, refresh: 'refresh', expiresAt: instantOf(NOW + 60_000) },
          profile: {
            uid: row.profile[0],
            email: row.profile[1],
            verified: row.profile[2],
            name: row.profile[3],
          },
        },
      );
    });

    it(`${key} gives other tokens`, async () => {
      const { core, asked } = answering(row);
      await oauth2Refresh(core, provider, config, 'earlier');
      const [first] = asked;
      assert.deepEqual(first && [first.url.href, formOf(first)], [
        row.refresh ?? row.token,
        { grant_type: 'refresh_token', refresh_token: 'earlier', ...proofOf(row) },
      ]);
    });
  }
});

/** As much of the core as providers see, before a provider that answers as the row says. */
function answering(row: Row): { readonly core: Core; readonly asked: readonly HttpRequest[] } {
  const asked: HttpRequest[] = [];
  const outbound = async (outgoing: HttpRequest) => {
    asked.push(outgoing);
    const isToken = asked.length === 1;
    const answer = isToken ? (row.answer ?? TOKENS) : row.asks[outgoing.url.href];
    return { status: answer ? 200 : 404, headers: {}, body: JSON.stringify(answer ?? {}) };
  };
  const core = { clock: { now: () => instantOf(NOW) }, httpClient: outbound };
  // Nothing else of it is looked at.
  return { core: core as unknown as Core, asked };
}

function formOf({ body }: HttpRequest) {
  return Object.fromEntries(new URLSearchParams(body));
}

function proofOf({ by }: Row) {
  if (by === 'basic') return {};
  return { client_id: 'client', ...(by !== 'none' && { client_secret: 's:cret' }) };
}

/** The headers that the row speaks of. */
function shownOf({ sends = {} }: Row, headers: HttpRequest['headers']) {
  const names = ['Authorization', ...Object.keys(sends)];
  return Object.fromEntries(names.map((name) => [name, headers[name]]));
}
