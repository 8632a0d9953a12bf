import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Core } from '../../src/core/core.ts';
import { instantOf } from '../../src/core/instant.ts';
import type { Outgoing } from '../../src/core/oauth/outbound.ts';
import { plainAuthorizeUrl, plainExchange, plainRefresh } from '../../src/core/oauth/plain.ts';
import type { PlainProvider, Setup } from '../../src/core/oauth/provider.ts';
import { providerKeys, providers } from '../../src/core/oauth/providers/table.ts';
import { plainRows } from './provider-rows.ts';
import type { Row } from './row.ts';
import { signedRows } from './signed-rows.ts';

const NOW = Date.parse('2026-09-01T10:00:00.000Z');
const BACK = 'http://localhost/back';
const TOKENS = { access_token: 'access', refresh_token: 'refresh', expires_in: 60 };
const BASIC = `Basic ${Buffer.from('client:s%3Acret').toString('base64')}`;

describe('providers', () => {
  it('have a row each', () => {
    assert.deepEqual([...Object.keys(plainRows), ...Object.keys(signedRows)].sort(), providerKeys);
  });

  for (const [key, row] of Object.entries(plainRows)) {
    // The rows that are not plain stand elsewhere.
    const provider = providers[key as keyof typeof plainRows] as PlainProvider;
    const setup: Setup = { appId: 'client', secret: 's:cret', options: row.options ?? {} };

    it(`${key} sends people where they sign in`, () => {
      const url = new URL(
        plainAuthorizeUrl(provider, setup, {
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
      const { tokens, profile } = await plainExchange(core, provider, setup, returned);
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
      await plainRefresh(core, provider, setup, 'earlier');
      const [first] = asked;
      assert.deepEqual(first && [first.url.href, formOf(first)], [
        row.refresh ?? row.token,
        { grant_type: 'refresh_token', refresh_token: 'earlier', ...proofOf(row) },
      ]);
    });
  }
});

/** As much of the core as providers see, before a provider that answers as the row says. */
function answering(row: Row): { readonly core: Core; readonly asked: readonly Outgoing[] } {
  const asked: Outgoing[] = [];
  const outbound = async (outgoing: Outgoing) => {
    asked.push(outgoing);
    const isToken = asked.length === 1;
    const answer = isToken ? (row.answer ?? TOKENS) : row.asks[outgoing.url.href];
    return { status: answer ? 200 : 404, headers: {}, body: JSON.stringify(answer ?? {}) };
  };
  const core = { clock: { now: () => instantOf(NOW) }, reach: { outbound } };
  // Nothing else of it is looked at.
  return { core: core as unknown as Core, asked };
}

function formOf({ body }: Outgoing) {
  return Object.fromEntries(new URLSearchParams(body));
}

function proofOf({ by }: Row) {
  if (by === 'basic') return {};
  return { client_id: 'client', ...(by !== 'none' && { client_secret: 's:cret' }) };
}

/** The headers that the row speaks of. */
function shownOf({ sends = {} }: Row, headers: Outgoing['headers']) {
  const names = ['Authorization', ...Object.keys(sends)];
  return Object.fromEntries(names.map((name) => [name, headers[name]]));
}
