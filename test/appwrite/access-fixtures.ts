import assert from 'node:assert/strict';
import { freshAddress } from '../support/browser-client.ts';
import { call, PROJECT, type serving } from '../support/server.ts';

/** How somebody stands, and what they show. */
export type PersonKind = 'cookie' | 'header' | 'token' | 'owing' | 'blocked' | 'impersonator';

type Headers = Readonly<Record<string, string>>;

/** Makes somebody who has done nothing yet; answers the headers by which they are known. */
export async function person(server: ReturnType<typeof serving>, kind: PersonKind): Promise<Headers> {
  const asked = async (method: string, path: string, body: object = {}) => {
    const answer = await call(server.get().endpoint, method, path, { body });
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    // The answer is a user, a session or a token, of which a text is read.
    return answer.body as Readonly<Record<string, string>>;
  };
  const name = `p-${crypto.randomUUID().slice(0, 18)}`;
  const at = `/users/${name}`;
  await asked('POST', '/users', { userId: name, email: `${name}@example.com` });
  const { secret = '' } = await asked('POST', `${at}/sessions`);
  if (kind === 'owing') {
    await asked('PATCH', `${at}/verification`, { emailVerification: true });
    await asked('PATCH', `${at}/mfa`, { mfa: true });
  }
  if (kind === 'blocked') await asked('PATCH', `${at}/status`, { status: false });
  if (kind === 'impersonator') await asked('PATCH', `${at}/impersonator`, { impersonator: true });
  const from = { 'X-Appwrite-Key': '', 'X-Forwarded-For': freshAddress() };
  if (kind === 'cookie') return { ...from, Cookie: `a_session_${PROJECT}=${secret}` };
  if (kind !== 'token') return { ...from, 'X-Appwrite-Session': secret };
  const { jwt = '' } = await asked('POST', `${at}/jwts`);
  return { ...from, 'X-Appwrite-JWT': jwt };
}
