import assert from 'node:assert/strict';
import { generate } from 'otplib';
import type { Mailbox } from '../support/mailbox.ts';
import { type Answer, call, PROJECT, type Started } from '../support/server.ts';
import { bySession, cookiesOf, GUEST } from './client.ts';

/** In every password here, and in nothing else. */
export const CANARY = 'canary7f3a';
export const EMAIL = 'ann@example.com';
export const PHONE = '+14155550123';
const url = 'http://localhost/page';
const [FIRST, SECOND, THIRD] = ['first', 'second', 'third'].map((nth) => `${CANARY}-${nth}`);

export type Reach = {
  readonly server: Started;
  readonly box: Mailbox;
  /** The newest code that was sent to a phone, once there are so many messages. */
  readonly text: (least: number) => Promise<string>;
};

/** What nobody but its owner may ever read, and what was answered to those who were refused. */
export type Left = { readonly secrets: readonly string[]; readonly refusals: readonly string[] };

type Link = Awaited<ReturnType<Mailbox['link']>>;
type Run = ReturnType<typeof startRun>;
type Call = Parameters<Run['ask']>;

/** Everything that an account does with a secret, once well and once badly. */
export async function useEverySecret({ server, box, text }: Reach): Promise<Left> {
  const run = startRun(server, box);
  const jwt = await signUpAndVerify(run, text);
  const recovery = await signInEveryWay(run, box, text);
  const factors = await useFactors(run);
  const hostile = hostileCalls({ jwt, recovery, ...factors });
  for (const each of hostile) await run.ask(...each);
  const { secrets, refusals } = run;
  assert.equal(refusals.length, hostile.length);
  return { secrets: [CANARY, ...new Set(secrets)].filter((secret) => secret !== ''), refusals };
}

/** The calls of one run, and what they collect. */
function startRun(server: Started, box: Mailbox) {
  const secrets: string[] = [];
  const refusals: string[] = [];
  let addresses = 0;
  const ask = async (
    method: string,
    path: string,
    { body, by = {}, raw }: { body?: object; by?: object; raw?: string } = {},
  ): Promise<Answer> => {
    const headers = { ...GUEST, ...by, 'X-Forwarded-For': `192.0.2.${++addresses}` };
    const sent = raw === undefined ? { ...(body && { body }) } : { raw };
    const answer = await call(server.endpoint, method, path, {
      ...sent,
      headers: { ...headers, ...(raw !== undefined && { 'Content-Type': 'application/json' }) },
    });
    if (answer.status >= 400) refusals.push(JSON.stringify([[...answer.headers], answer.body]));
    return answer;
  };
  const done = async (...asked: Parameters<typeof ask>): Promise<Answer> => {
    const answer = await ask(...asked);
    assert.ok(answer.status < 300, `${asked[0]} ${asked[1]}: ${JSON.stringify(answer.body)}`);
    return answer;
  };
  /** A session that was handed over; its secret is one that nobody else may read. */
  const opened = (answer: Answer): { 'X-Appwrite-Session': string } => {
    const kept = cookiesOf(answer);
    const session = kept[`a_session_${PROJECT}`] ?? '';
    const { secret } = JSON.parse(Buffer.from(session, 'base64').toString()) as { secret: string };
    const proof = kept[`denizen_device_${PROJECT}`]?.split('~').at(-1) ?? '';
    secrets.push(session, secret, proof);
    return bySession(session);
  };
  const linked = async (least: number) => {
    const link = await box.link(EMAIL, least);
    secrets.push(link.secret);
    return link;
  };
  return { secrets, refusals, ask, done, opened, linked };
}

async function signUpAndVerify({ done, opened, linked, secrets }: Run, text: Reach['text']): Promise<string> {
  const signUp = { userId: 'ann', email: EMAIL, password: FIRST, name: 'Ann' };
  await done('POST', '/account', { body: signUp });
  const signIn = { email: EMAIL, password: FIRST };
  const by = opened(await done('POST', '/account/sessions/email', { body: signIn }));
  const { jwt } = (await done('POST', '/account/jwts', { by })).body as { jwt: string };
  secrets.push(jwt, jwt.split('.')[2] ?? '');
  await done('PATCH', '/account/phone', { by, body: { phone: PHONE, password: FIRST } });
  await done('POST', '/account/verifications/email', { by, body: { url } });
  await done('PUT', '/account/verifications/email', { body: await linked(1) });
  await done('POST', '/account/verifications/phone', { by });
  await done('PUT', '/account/verifications/phone', { body: { userId: 'ann', secret: await text(1) } });
  await done('PATCH', '/account/password', { by, body: { password: SECOND, oldPassword: FIRST } });
  return jwt;
}

async function signInEveryWay(
  { done, opened, linked }: Run,
  box: Mailbox,
  text: Reach['text'],
): Promise<Link> {
  // The new password was written about as well: hence the third letter.
  await done('POST', '/account/tokens/magic-url', { body: { userId: 'unique()', email: EMAIL, url } });
  opened(await done('PUT', '/account/sessions/magic-url', { body: await linked(3) }));
  await done('POST', '/account/tokens/email', { body: { userId: 'unique()', email: EMAIL } });
  const code = { userId: 'ann', secret: await box.code(EMAIL, 4) };
  opened(await done('POST', '/account/sessions/token', { body: code }));
  await done('POST', '/account/tokens/phone', { body: { userId: 'unique()', phone: PHONE } });
  opened(await done('PUT', '/account/sessions/phone', { body: { userId: 'ann', secret: await text(2) } }));
  await done('POST', '/account/recovery', { body: { email: EMAIL, url } });
  const recovery = await linked(5);
  await done('PUT', '/account/recovery', { body: { ...recovery, password: THIRD } });
  return recovery;
}

async function useFactors({ done, opened, secrets }: Run) {
  const again = { email: EMAIL, password: THIRD };
  const own = opened(await done('POST', '/account/sessions/email', { body: again }));
  const enrolled = await done('POST', '/account/mfa/authenticators/totp', { by: own });
  const { secret: seed } = enrolled.body as { secret: string };
  secrets.push(seed);
  const otp = await generate({ secret: seed });
  await done('PUT', '/account/mfa/authenticators/totp', { by: own, body: { otp } });
  const codes = (await done('POST', '/account/mfa/recovery-codes', { by: own })).body;
  const { recoveryCodes } = codes as { recoveryCodes: readonly string[] };
  secrets.push(...recoveryCodes);
  const asked = await done('POST', '/account/mfa/challenges', { by: own, body: { factor: 'recoverycode' } });
  const { $id: challengeId } = asked.body as { $id: string };
  await done('PUT', '/account/mfa/challenges', { by: own, body: { challengeId, otp: recoveryCodes[0] } });
  return { own, seed, challengeId, recoveryCodes };
}

function hostileCalls({
  jwt,
  recovery,
  own,
  seed,
  challengeId,
  recoveryCodes,
}: { readonly jwt: string; readonly recovery: Link } & Awaited<
  ReturnType<typeof useFactors>
>): readonly Call[] {
  const wrong = `${CANARY}-wrong`;
  return [
    ['POST', '/account/sessions/email', { body: { email: EMAIL, password: wrong } }],
    ['POST', '/account/sessions/email', { body: { email: 'nobody@example.com', password: wrong } }],
    ['POST', '/account/sessions/email', { body: { email: wrong, password: wrong } }],
    ['POST', '/account/sessions/email', { body: { email: EMAIL, password: [wrong] } }],
    ['POST', '/account/sessions/email', { body: { email: EMAIL, password: { [wrong]: wrong } } }],
    ['POST', '/account/sessions/email', { body: { email: EMAIL, password: wrong.repeat(100) } }],
    ['POST', '/account/sessions/email', { body: { email: EMAIL, password: `${wrong}\0` } }],
    ['POST', '/account/sessions/email', { raw: `{"email":"${EMAIL}","password":"${wrong}` }],
    ['PATCH', '/account/password', { by: own, body: { password: wrong, oldPassword: wrong } }],
    ['PATCH', '/account/password', { by: own, body: { password: CANARY.slice(0, 5), oldPassword: THIRD } }],
    ['PATCH', '/account/email', { by: own, body: { email: 'ann2@example.com', password: wrong } }],
    ['POST', '/account/sessions/token', { body: { userId: 'ann', secret: recovery.secret } }],
    ['PUT', '/account/recovery', { body: { ...recovery, password: wrong } }],
    ['PUT', '/account/recovery', { body: { userId: recovery.secret, secret: 'ann', password: wrong } }],
    ['PUT', `/account/recovery?secret=${recovery.secret}`, { body: {} }],
    ['PUT', '/account/mfa/authenticators/totp', { by: own, body: { otp: seed } }],
    ['PUT', '/account/mfa/challenges', { by: own, body: { challengeId, otp: recoveryCodes[1] } }],
    ['GET', '/account', { by: { 'X-Appwrite-JWT': `${jwt}x` } }],
    ['GET', '/account', { by: { 'X-Appwrite-Session': `x${own['X-Appwrite-Session']}` } }],
    ['GET', '/account', { by: { 'X-Appwrite-Key': `${CANARY}-key` } }],
  ];
}
