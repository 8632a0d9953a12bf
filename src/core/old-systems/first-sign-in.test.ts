import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, it } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { ownCertificate } from '../../../test/delivery/captive-smtp.ts';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { type OldSystemDouble, oldSystemDouble, type Scripted } from '../../../test/support/old-system.ts';
import { PATIENCE_MS, until } from '../../../test/support/patience.ts';
import { PENDING } from '../../crypto/passwords/pending.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { createHttpClient } from '../oauth/http-client.ts';
import { boundedPasswords } from '../passwords.ts';
import { checkCredentials } from '../sign-in/credentials.ts';
import { signInWithPassword } from '../sign-in/password.ts';
import { findProfile } from '../usernames/store.ts';
import { type Email, emailOf } from '../users/email.ts';
import { setStatus } from '../users/profile.ts';
import { findUserBy } from '../users/store.ts';
import type { User, UserId } from '../users/user.ts';
import { createUser } from '../users/users.ts';
import { signInFromOldSystem } from './first-sign-in.ts';
import { createOldSystemLanes } from './lanes.ts';
import { markPending } from './mark.ts';
import type { OldSystem } from './old-system.ts';
import { findOldSystem, removeOldSystem, setOldSystem } from './old-systems.ts';

const [RIGHT, WRONG] = ['correct horse', 'wrong horse'];
const SECRET = 'canary-7f3a-of-the-old-system';
const COST = { memoryCost: 64, timeCost: 1, parallelism: 1 };
/** Enough for a sign-in to come to its question on a busy machine, which then gets no answer. */
const DEADLINE_MS = 2_000;
const HUGE = 2_000_000;

onEachEngine('a first sign-in', (database) => {
  const here = directory(database);
  let old: OldSystemDouble;
  let core: Core;
  let hasty: Core;
  let made = 0;
  const project = () => here.actor.project.id;
  const guest = (from: Partial<Actor> = {}): Actor => ({
    ...here.actor,
    kind: 'guest',
    ip: '203.0.113.7',
    ...from,
  });

  before(async () => {
    old = await oldSystemDouble();
    core = {
      ...here.core,
      httpClient: createHttpClient(),
      passwords: boundedPasswords(2, 256, COST),
      oldSystems: createOldSystemLanes({ deadlineMs: PATIENCE_MS }),
    };
    hasty = { ...core, oldSystems: createOldSystemLanes({ deadlineMs: DEADLINE_MS }) };
    await set();
  });
  after(() => old[Symbol.asyncDispose]());

  async function set(more: { url?: string; asks?: string[]; options?: Record<string, string> } = {}) {
    await setOldSystem(core, here.actor, {
      ...{ system: 'url', url: old.url, asks: ['pending', 'unknown'], secret: SECRET },
      ...{ options: { allowPrivate: 'on' }, ...more },
    });
  }
  const fresh = (): Email => emailOf(`user${made++}@example.com`) as Email;
  const says = (scripted: Scripted) => old.script(() => scripted);
  const knows = (email: Email, user: object = {}) =>
    old.script(({ body }) => {
      const { identifier, password } = JSON.parse(body) as Record<string, unknown>;
      if (identifier !== email) return { status: 404 };
      return { body: password === RIGHT ? { result: 'match', user } : { result: 'mismatch' } };
    });
  const signIn = (email: Email, password: string, by = core) =>
    signInWithPassword(by, guest(), { email, password });
  const userWith = (email: Email) => findUserBy(core.read, project(), 'email', email);
  async function pending(email = fresh()): Promise<User> {
    const user = await createUser(core, here.actor, { email, name: 'Imported' });
    assert.equal(await markPending(core, here.actor, user.id), true);
    return user;
  }
  async function code(work: Promise<unknown>): Promise<string> {
    return work.then(
      () => 'signed in',
      (error: unknown) => {
        if (!(error instanceof Failure)) throw error;
        return 'reason' in error.data ? `${error.code} ${error.data.reason}` : error.code;
      },
    );
  }
  async function questions<T>(work: () => Promise<T>): Promise<{ result: T; asked: number }> {
    const before = old.asked.length;
    return { result: await work(), asked: old.asked.length - before };
  }
  const actsOf = (user: string) =>
    core.read.db
      .selectFrom('audit')
      .select(['act', 'details'])
      .where('user_id', '=', user)
      .orderBy('id')
      .execute();

  it('asks about an unknown address once, and keeps the user with what is known of them', async () => {
    const email = fresh();
    knows(email, {
      ...{ email, emailVerified: true, name: 'Ann Lee', labels: ['staff', 'no label'] },
      ...{ prefs: { theme: 'dark' }, app_metadata: { admin: true }, phone: 'none' },
    });
    const { result, asked } = await questions(() => signIn(email, RIGHT));
    const again = await questions(() => code(signIn(email, RIGHT)));
    const wrong = await questions(() => code(signIn(email, WRONG)));
    const user = await userWith(email);
    assert.deepEqual(
      [asked, result.session.userId === user?.id, again, wrong],
      [1, true, { result: 'signed in', asked: 0 }, { result: 'credentials_wrong', asked: 0 }],
    );
    const { name, emailVerifiedAt, labels, prefs, password, phone } = user as User;
    assert.deepEqual(
      [name, emailVerifiedAt !== null, labels, prefs, phone],
      ['Ann Lee', true, ['staff'], { theme: 'dark' }, null],
    );
    assert.match(password ?? '', /^\$argon2id\$/);
    const acts = await actsOf(user?.id ?? '');
    assert.deepEqual(
      acts.slice(0, 2).map(({ act, details }) => [act, details]),
      [
        ['user.create', '{}'],
        ['user.password.migrate', '{"system":"url"}'],
      ],
    );
  });

  it('keeps a password that the policies of the project would refuse', async () => {
    const email = fresh();
    says({ body: { result: 'match' } });
    assert.equal(await code(signIn(email, 'short')), 'signed in');
    const user = await userWith(email);
    // Nobody said that the address was verified.
    assert.deepEqual([user?.emailVerifiedAt, user?.name], [null, '']);
  });

  it('refuses a wrong password and an address that the old system does not know alike', async () => {
    const [known, unknown] = [fresh(), fresh()];
    knows(known);
    const refused = await questions(() =>
      Promise.all([code(signIn(known, WRONG)), code(signIn(unknown, WRONG))]),
    );
    assert.deepEqual(refused, { result: ['credentials_wrong', 'credentials_wrong'], asked: 2 });
    assert.deepEqual([await userWith(known), await userWith(unknown)], [undefined, undefined]);
  });

  it('asks about a pending user, who stays as imported', async () => {
    const user = await pending();
    const email = user.email as Email;
    knows(email, { email, emailVerified: true, name: 'Another' });
    const wrong = await questions(() => code(signIn(email, WRONG)));
    const right = await questions(() => code(signIn(email, RIGHT)));
    const again = await questions(() => code(signIn(email, RIGHT)));
    assert.deepEqual(
      [wrong, right, again],
      [
        { result: 'credentials_wrong', asked: 1 },
        { result: 'signed in', asked: 1 },
        { result: 'signed in', asked: 0 },
      ],
    );
    const kept = await userWith(email);
    assert.deepEqual([kept?.name, kept?.emailVerifiedAt], ['Imported', null]);
    const { body } = old.asked.at(-1) ?? { body: '{}' };
    assert.equal((JSON.parse(body) as { userId?: string }).userId, user.id);
  });

  it('is not asked about who is not meant, and about nobody once it is off', async () => {
    const user = await pending();
    says({ body: { result: 'match' } });
    await set({ asks: ['pending'] });
    const stranger = await questions(() => code(signIn(fresh(), RIGHT)));
    await set({ asks: ['unknown'] });
    const marked = await questions(() => code(signIn(user.email as Email, RIGHT)));
    await removeOldSystem(core, here.actor);
    const off = await questions(() => code(signIn(fresh(), RIGHT)));
    await set();
    const none = { result: 'credentials_wrong', asked: 0 };
    assert.deepEqual([stranger, marked, off], [none, none, none]);
  });

  it('does not ask about a blocked user', async () => {
    const user = await pending();
    await setStatus(core, here.actor, { id: user.id, active: false });
    says({ body: { result: 'match' } });
    const refused = await questions(() => code(signIn(user.email as Email, RIGHT)));
    assert.deepEqual(refused, { result: 'credentials_wrong', asked: 0 });
  });

  for (const [reason, scripted] of [
    ['late', { afterMs: 50 * DEADLINE_MS }],
    ['status', { status: 500 }],
    ['status', { status: 302, headers: { location: '/elsewhere' } }],
    ['malformed', { body: 'no JSON' }],
    ['malformed', { body: { result: 'perhaps' } }],
    ['malformed', { body: '['.repeat(20_000) }],
    ['malformed', { body: { result: 'match', user: { email: 'none' } } }],
    ['malformed', { body: { result: 'match', user: { totp: 'none' } } }],
    ['malformed', { body: { result: 'match', filler: 'x'.repeat(HUGE / 4) } }],
    ['unreachable', { body: { result: 'match', filler: 'x'.repeat(HUGE) } }],
  ] as const) {
    it(`is refused for now, and nobody is kept, when the old system is ${reason}: ${JSON.stringify(scripted).slice(0, 60)}`, async () => {
      says(scripted);
      const by = reason === 'late' ? hasty : core;
      const before = by.oldSystems.counts().get(reason) ?? 0;
      const email = fresh();
      const user = await pending();
      for (const each of [email, user.email as Email]) {
        const { result, asked } = await questions(() => code(signIn(each, RIGHT, by)));
        assert.deepEqual([result, asked], ['unavailable old_system_failed', 1]);
      }
      assert.equal(await userWith(email), undefined);
      assert.equal((await userWith(user.email as Email))?.password, PENDING);
      assert.equal(by.oldSystems.counts().get(reason), before + 2);
    });
  }

  it('ends the request at the deadline', async () => {
    const before = old.abandoned();
    says({ afterMs: 50 * DEADLINE_MS });
    await code(signIn(fresh(), RIGHT, hasty));
    await until(() => old.abandoned() > before);
    assert.equal(old.abandoned(), before + 1);
  });

  it('is refused for now when nothing listens', async () => {
    says({ body: { result: 'match' } });
    await set({ url: 'http://127.0.0.1:1/ask' });
    const down = await questions(() => code(signIn(fresh(), RIGHT)));
    await set();
    assert.deepEqual(down, { result: 'unavailable old_system_failed', asked: 0 });
  });

  it('asks over TLS, and nobody whose certificate it does not trust', async () => {
    const certificate = ownCertificate();
    await using secure = await oldSystemDouble(certificate);
    const email = fresh();
    secure.script(() => ({ body: { result: 'match', user: { email } } }));
    await set({ url: secure.url });
    const untrusted = await code(signIn(email, RIGHT));
    const sent = secure.asked.length;
    const known = getCACertificates('default');
    setDefaultCACertificates([...known, certificate.cert]);
    const trusted = await code(signIn(email, RIGHT));
    await set({ url: secure.url, options: {} });
    const onPrivateNetwork = await code(signIn(fresh(), RIGHT));
    setDefaultCACertificates(known);
    await set();
    assert.deepEqual(
      [untrusted, sent, trusted, onPrivateNetwork, secure.asked.length],
      ['unavailable old_system_failed', 0, 'signed in', 'unavailable old_system_failed', 1],
    );
  });

  it('counts a guess before it asks', async () => {
    const email = fresh();
    says({ body: { result: 'mismatch' } });
    const refusals: string[] = [];
    const { asked } = await questions(async () => {
      for (let at = 0; at < 8; at++) refusals.push(await code(signIn(email, WRONG)));
    });
    const last = await questions(() => code(signIn(email, RIGHT)));
    assert.deepEqual(last, { result: 'rate_limited', asked: 0 });
    assert.ok(asked < 8 && refusals.at(-1) === 'rate_limited', `${asked} asked: ${refusals.join()}`);
  });

  it('asks once for concurrent sign-ins with the right password, and creates once', async () => {
    const email = fresh();
    knows(email, { email });
    const { result, asked } = await questions(() =>
      Promise.all(Array.from({ length: 4 }, () => code(signIn(email, RIGHT)))),
    );
    assert.deepEqual([result, asked], [Array(4).fill('signed in'), 1]);
    const created = (await actsOf((await userWith(email))?.id ?? '')).filter(
      ({ act }) => act === 'user.create',
    );
    assert.equal(created.length, 1);
  });

  it('does not ask again when the user was kept between its look-up and its turn', async () => {
    const email = fresh();
    knows(email, { email });
    const old = (await findOldSystem(core, here.actor)) as OldSystem;
    const lookedUp = await userWith(email);
    await signIn(email, RIGHT);
    const { result, asked } = await questions(() =>
      signInFromOldSystem(core, guest(), {
        ...{ login: { email }, find: () => userWith(email), old },
        ...{ password: RIGHT, begunAt: performance.now() },
      }),
    );
    assert.deepEqual([lookedUp, result?.email, asked], [undefined, email, 0]);
  });

  it('lets no password in that comes with the right one', async () => {
    const email = fresh();
    knows(email, { email });
    const outcomes = await Promise.all([RIGHT, WRONG, RIGHT, WRONG].map((each) => code(signIn(email, each))));
    assert.deepEqual(outcomes, ['signed in', 'credentials_wrong', 'signed in', 'credentials_wrong']);
  });

  it('creates once when two servers ask at once', async () => {
    const email = fresh();
    old.script(() => ({ body: { result: 'match', user: { email } }, afterMs: 100 }));
    const other: Core = { ...core, oldSystems: createOldSystemLanes({ deadlineMs: PATIENCE_MS }) };
    const input = { email, password: RIGHT };
    const outcomes = await Promise.all(
      [core, other].map((each) => code(signInWithPassword(each, guest(), input))),
    );
    assert.deepEqual(outcomes, ['signed in', 'signed in']);
  });

  it('refuses an answer about another address', async () => {
    const email = fresh();
    const other = fresh();
    says({ body: { result: 'match', user: { email: other } } });
    assert.equal(await code(signIn(email, RIGHT)), 'credentials_wrong');
    assert.deepEqual([await userWith(email), await userWith(other)], [undefined, undefined]);
  });

  it('leaves a phone number with its user', async () => {
    const phone = '+14155550199' as never;
    const holder = await createUser(core, here.actor, { phone });
    const email = fresh();
    says({ body: { result: 'match', user: { email, phone, phoneVerified: true } } });
    assert.equal(await code(signIn(email, RIGHT)), 'signed in');
    assert.deepEqual(
      [(await userWith(email))?.phone, (await findUserBy(core.read, project(), 'phone', phone))?.id],
      [null, holder.id],
    );
  });

  it('takes the second factor along, which the session then needs', async () => {
    const email = fresh();
    says({ body: { result: 'match', user: { email, totp: 'jbsw y3dp ehpk 3pxp' } } });
    const { session } = await signIn(email, RIGHT);
    const user = await userWith(email);
    const row = await core.read.db
      .selectFrom('authenticators')
      .select(['sealed', 'verified_at'])
      .where('user_id', '=', user?.id ?? '')
      .executeTakeFirst();
    assert.deepEqual(
      [
        session.factors,
        user?.mfaEnabledAt !== null,
        core.seal.open(row?.sealed ?? ''),
        row?.verified_at !== null,
      ],
      [['password'], true, 'JBSWY3DPEHPK3PXP', true],
    );
  });

  it('signs each request with an id of its own, so that a repeated or changed one is seen', async () => {
    const email = fresh();
    says({ body: { result: 'mismatch' } });
    await Promise.all([code(signIn(email, WRONG)), code(signIn(fresh(), WRONG))]);
    const [one, other] = old.asked.slice(-2);
    const signatureOf = (body: string, headers: Readonly<Record<string, unknown>>) =>
      createHmac('sha256', SECRET)
        .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
        .digest('base64');
    const { headers = {}, body = '' } = one ?? {};
    assert.equal(headers['webhook-signature'], `v1,${signatureOf(body, headers)}`);
    assert.notEqual(signatureOf(`${body} `, headers), signatureOf(body, headers));
    assert.notEqual(headers['webhook-id'], other?.headers['webhook-id']);
    assert.equal(Number(headers['webhook-timestamp']), Math.floor(core.clock.now() / 1000));
    assert.equal((JSON.parse(body) as { attempt?: string }).attempt, headers['webhook-id']);
    assert.ok(!JSON.stringify(one).includes(SECRET));
  });

  it('takes as long to refuse a user who is here as one about whom it asks', async () => {
    const email = fresh();
    await createUser(core, here.actor, { email, password: 'another horse' });
    const slow: Core = { ...core, oldSystems: createOldSystemLanes({ deadlineMs: PATIENCE_MS }) };
    says({ body: { result: 'mismatch' }, afterMs: 300 });
    const spent = async (address: Email) => {
      const begun = performance.now();
      await code(signInWithPassword(slow, guest({ ip: '203.0.113.8' }), { email: address, password: WRONG }));
      return performance.now() - begun;
    };
    const [asked, known] = [await spent(fresh()), await spent(email)];
    assert.ok(asked >= 300 && known >= 300, `${asked} and ${known} ms`);
  });

  it('asks about a username, and gives it', async () => {
    const reserved = new Set(['admin']);
    says({ body: { result: 'match', user: { username: 'Grace', email: 'grace@example.com' } } });
    const check = (login: string) => checkCredentials(core, guest(), { login, password: RIGHT, reserved });
    const user = await check('grace');
    const named = await findProfile(core.read, project(), user.id as UserId);
    const again = await questions(() => check('GRACE'));
    assert.deepEqual([named?.username, user.email, again.asked], ['grace', 'grace@example.com', 0]);
    says({ body: { result: 'match' } });
    assert.equal(await code(check('admin')), 'credentials_wrong');
  });

  it('needs a verified address where nobody signs in with another', async () => {
    const [verified, unverified] = [fresh(), fresh()];
    const check = (login: string) => checkCredentials(core, guest(), { login, password: RIGHT });
    says({ body: { result: 'match', user: { email: unverified } } });
    assert.equal(await code(check(unverified)), 'credentials_wrong');
    says({ body: { result: 'match', user: { email: verified, emailVerified: true } } });
    assert.equal(await code(check(verified)), 'signed in');
    const claimed = fresh();
    await createUser(core, here.actor, { email: claimed });
    const refused = await questions(() => code(check(claimed)));
    assert.deepEqual(refused, { result: 'credentials_wrong', asked: 0 });
  });

  it('never logs or records a password', async () => {
    const rows = await core.read.db.selectFrom('audit').selectAll().execute();
    const all = JSON.stringify(rows);
    for (const each of [RIGHT, WRONG, SECRET]) assert.ok(!all.includes(each as string));
  });
});
