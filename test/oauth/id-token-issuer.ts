import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

/** An issuer of ID tokens on this machine: a discovery document, keys, and tokens that are signed with RS256. */
export type IdTokenIssuer = AsyncDisposable & {
  readonly url: string;
  /** URL of the discovery document. */
  readonly discovery: string;
  /** What it answers, by path. */
  readonly documents: Map<string, unknown>;
  /** Signs the claims, over good ones; the header as well. */
  readonly sign: (claims?: JWTPayload, header?: Readonly<Record<string, unknown>>) => Promise<string>;
};

export const AUDIENCE = 'denizen';
const KEY_ID = 'key-1';

export async function idTokenIssuer(): Promise<IdTokenIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const documents = new Map<string, unknown>();
  const server = createServer((request, response) => {
    const document = documents.get(request.url ?? '');
    response.writeHead(document === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(document ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  documents.set('/keys', {
    keys: [{ ...(await exportJWK(publicKey)), kid: KEY_ID, alg: 'RS256', use: 'sig' }],
  });
  documents.set('/discovery', { issuer: url, jwks_uri: `${url}/keys` });
  let count = 0;
  return {
    url,
    discovery: `${url}/discovery`,
    documents,
    sign: (claims = {}, header = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const sub = `subject-${++count}`;
      const good = { iss: url, aud: AUDIENCE, sub, iat: now, exp: now + 600, jti: String(count) };
      return new SignJWT({ ...good, ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: KEY_ID, ...header })
        .sign(privateKey);
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
