import { freshName, PASSWORD } from '../appwrite/account-fixtures.ts';
import { DATE, expectedUser } from '../appwrite/clients-expected.ts';
import { CHROME, freshAddress } from '../support/browser-client.ts';
import type { Fields } from '../support/official-packages.ts';
import { call } from '../support/server.ts';
import { plain, type Walk } from './walk.ts';

/** Somebody who is signed in, and the client that speaks for them. */
export type SignedIn = {
  readonly id: string;
  readonly email: string;
  readonly sessionId: string;
  readonly walk: Walk;
  /** Asks in their name without a client, in the newest format. */
  readonly raw: (method: string, path: string, body?: Fields) => Promise<Fields>;
};

/** A user whom a server has made and signed in. A password costs time, and most have none. */
export async function signedIn(walk: Walk, fields: Fields = {}): Promise<SignedIn> {
  const id = freshName();
  const email = `${id}@example.com`;
  await walk.raw('POST', '/users', { userId: id, email, ...fields });
  const { $id, secret } = await walk.raw('POST', `/users/${id}/sessions`, {});
  const raw = inTheNameOf(walk, String(secret));
  return {
    id,
    email,
    sessionId: String($id),
    raw,
    walk: walk.by(await theirs(walk, String(secret), raw)),
  };
}

export const withPassword = { password: PASSWORD };

/** What a client is told to speak for somebody: the secret of a session or, before there was that, a signed token. */
export async function theirs({ one }: Walk, session: string, raw: SignedIn['raw']) {
  if (one.hasSessions) return { session };
  return { jwt: String((await raw('POST', '/account/jwts', {})).jwt) };
}

export function inTheNameOf({ server }: Walk, secret: string): SignedIn['raw'] {
  const headers = {
    'X-Appwrite-Key': '',
    'X-Appwrite-Session': secret,
    'User-Agent': CHROME,
    'X-Forwarded-For': freshAddress(),
  };
  return async (method, path, body) => {
    const answer = await call(server().endpoint, method, path, { headers, ...(body && { body }) });
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body as Fields;
  };
}

/** An account as its owner sees it, of whom nothing was said but the id, with what is said here. */
export function expectedAccount(fields: Fields & { readonly $id: string }): Fields {
  const { password: _, hash: _hash, hashOptions: _options, ...account } = expectedUser(fields);
  return { ...account, accessedAt: DATE };
}

/** That somebody is there for the first time is noted behind the answer: so it may say so, or not yet. */
export function seen(answer: unknown): Fields {
  const shape = plain(answer) as Fields;
  return 'accessedAt' in shape ? { ...shape, accessedAt: DATE } : shape;
}

/** What a server signs in with a package, by the session that this answered. */
export async function whoOpened(walk: Walk, { secret }: Fields): Promise<unknown> {
  return (await inTheNameOf(walk, String(secret))('GET', '/account')).$id;
}
