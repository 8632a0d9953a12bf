import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { anotherServer, outcome } from '../../../test/support/second-factors.ts';
import type { Actor } from '../actor.ts';
import { hours } from '../instant.ts';
import { createJwt, createOwnJwt, readJwt } from '../jwts/jwts.ts';
import type { Policies } from '../projects/project.ts';
import { renewSession } from '../sign-in/own-sessions.ts';
import { setOwnPassword } from '../users/own.ts';
import { setPassword } from '../users/passwords.ts';
import { setStatus } from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { createUser, removeUser } from '../users/users.ts';
import { authenticateJwt, authenticateSession, lastSeenTracker } from './authenticate.ts';
import { type NewSession, openSession, prepareSession } from './open-session.ts';
import { formatSessionToken } from './session.ts';
import { endSession, endSessions } from './sessions.ts';

const PASSWORD = 'correct horse';
const [ALIVE, DEAD] = [
  { session: true, jwt: true },
  { session: false, jwt: false },
];

onEachEngine('the holder of a session', (database) => {
  const here = directory(database);

  it('is authenticated until the session expires, to the millisecond', async () => {
    const policies = { sessionSeconds: 3_600 };
    const who = await person('ann', policies);
    const seen = [];
    for (const passing of [0, 3_599_999, 1]) {
      here.clock.advance(passing);
      seen.push(await isKnown(who, policies));
    }
    assert.deepEqual(seen, [true, true, false]);
  });

  it('is not authenticated after a late extension', async () => {
    const policies = { sessionSeconds: 3_600 };
    const [early, late] = [await person('ben', policies), await person('cid', policies)];
    const prolong = ({ id, opened }: Person) =>
      renewSession(here.core, here.under(policies), { user: id, id: opened.session.id });
    here.clock.advance(3_599_999);
    await prolong(early);
    here.clock.advance(1);
    const refused = await outcome(prolong(late));
    here.clock.advance(3_599_998);
    const seen = [await isKnown(early, policies), await isKnown(late, policies)];
    here.clock.advance(1);
    assert.deepEqual(
      [refused, seen, await isKnown(early, policies)],
      ['session_not_found', [true, false], false],
    );
  });

  it('is not authenticated after the idle limit, and each use counts', async () => {
    const policies = { sessionIdleSeconds: 3_600 };
    const [used, left] = [await person('dan', policies), await person('eve', policies)];
    here.clock.advance(1_800_000);
    await use(used, policies);
    here.clock.advance(1_799_999);
    const justInTime = [await isKnown(used, policies), await isKnown(left, policies)];
    here.clock.advance(1);
    const afterwards = [await isKnown(used, policies), await isKnown(left, policies)];
    here.clock.advance(1_800_000);
    const atLast = await isKnown(used, policies);
    assert.deepEqual([justInTime, afterwards, atLast], [[true, true], [true, false], false]);
  });

  it('is authenticated without an idle limit in the project', async () => {
    const who = await person('fay');
    here.clock.advance(hours(24 * 364));
    assert.equal(await isKnown(who), true);
  });

  it('is rejected everywhere after the session ended, as are its tokens', async () => {
    await kills('gil', ({ id, opened }) =>
      endSession(here.core, here.actor, { user: id, id: opened.session.id }),
    );
  });

  it('is rejected everywhere after all sessions ended', async () => {
    await kills('hal', ({ id }) => endSessions(here.core, here.actor, id));
  });

  it('is rejected everywhere after another session set the password', async () => {
    await kills('ida', ({ id }) => setPassword(here.core, here.actor, { id, password: 'battery staple' }));
  });

  it('is authenticated with the session that set the password, and with no other', async () => {
    const who = await person('jan');
    const other = await open(who.id);
    const by = { ...here.actor, session: who.opened.session };
    await setOwnPassword(here.core, by, { user: who.id, password: 'battery staple', old: PASSWORD });
    const seen = [await isKnown(who), await isKnown({ ...who, opened: other })];
    assert.deepEqual(seen, [true, false]);
  });

  it('is authenticated after a new password when the policy says so', async () => {
    const who = await person('kim');
    const actor = here.under({ invalidateSessions: false });
    await setPassword(here.core, actor, { id: who.id, password: 'battery staple' });
    assert.equal(await isKnown(who), true);
  });

  it('is rejected everywhere after the user was deleted, also as another of the same id', async () => {
    await kills('lea', async ({ id }) => removeUser(here.core, here.actor, id));
    await kills('mia', async ({ id }) => {
      await removeUser(here.core, here.actor, id);
      await createUser(here.core, here.actor, { id, password: PASSWORD });
    });
  });

  it('is reported as blocked at once, everywhere', async () => {
    const who = await person('max');
    await using other = await anotherServer(here, database);
    await setStatus(here.core, here.actor, { id: who.id, active: false });
    const holder = await authenticateSession(other.core, here.actor.project, who.opened.secret);
    assert.notEqual(holder?.user.blockedAt ?? null, null);
  });

  it('is rejected with a token without session from before a new password or of an earlier user of the id', async () => {
    const id = 'ned' as UserId;
    await createUser(here.core, here.actor, { id, password: PASSWORD });
    const sign = () => createJwt(here.core, here.actor, { user: id, session: undefined, seconds: 3_600 });
    const first = await sign();
    const seen = [await speaks(first)];
    here.clock.advance(1);
    await setPassword(here.core, here.actor, { id, password: 'battery staple' });
    const second = await sign();
    seen.push(await speaks(first), await speaks(second));
    await removeUser(here.core, here.actor, id);
    seen.push(await speaks(second));
    await createUser(here.core, here.actor, { id });
    seen.push(await speaks(second));
    assert.deepEqual(seen, [true, false, true, false, false]);
  });

  it('needs the whole secret of the same user', async () => {
    const [ida, olaf] = [await person('ola'), await person('olaf')];
    const { secret } = secretIn(ida.opened.secret);
    const other = secretIn(olaf.opened.secret);
    const shown = [
      ida.opened.secret,
      formatSessionToken(ida.id, other.secret),
      formatSessionToken(ida.id, secret.slice(0, -1)),
      formatSessionToken(ida.id, secret.toUpperCase()),
      formatSessionToken(ida.id, ''),
      formatSessionToken('', secret),
      formatSessionToken('nobody', secret),
      Buffer.from(JSON.stringify({ id: ida.id, secret: { $ne: '' } })).toString('base64'),
      Buffer.from(JSON.stringify({ id: [ida.id], secret })).toString('base64'),
      Buffer.from('null').toString('base64'),
      secret,
      '',
      'a'.repeat(1_000_000),
    ];
    const seen = [];
    for (const value of shown)
      seen.push((await authenticateSession(here.core, here.actor.project, value)) !== undefined);
    assert.deepEqual(seen, [true, ...Array(shown.length - 1).fill(false)]);
    const rows = await here.core.read.db.selectFrom('sessions').selectAll().execute();
    assert.ok(secret.length >= 256 && !JSON.stringify(rows).includes(secret));
  });

  it('is authenticated in the session’s project only', async () => {
    const who = await person('pam');
    const project = { ...here.actor.project, id: 'other' as Actor['project']['id'] };
    assert.equal(await authenticateSession(here.core, project, who.opened.secret), undefined);
  });

  type Person = { readonly id: UserId; readonly opened: NewSession };

  async function person(name: string, policies: Partial<Policies> = {}): Promise<Person> {
    const { id } = await createUser(here.core, here.actor, { id: name as UserId, password: PASSWORD });
    return { id, opened: await open(id, policies) };
  }

  async function open(user: UserId, policies: Partial<Policies> = {}): Promise<NewSession> {
    const actor = here.under(policies);
    const fresh = await prepareSession(here.core, actor, { user, provider: 'email', factors: ['password'] });
    return here.core.write(actor, fresh.act, (tx) => openSession(here.core, actor, tx, fresh));
  }

  async function isKnown({ opened }: Person, policies: Partial<Policies> = {}, by = here): Promise<boolean> {
    return (await authenticateSession(by.core, here.under(policies).project, opened.secret)) !== undefined;
  }

  async function use({ opened }: Person, policies: Partial<Policies>): Promise<void> {
    const { project } = here.under(policies);
    const holder = await authenticateSession(here.core, project, opened.secret);
    const noting: Promise<unknown>[] = [];
    const unaudited: typeof here.core.unaudited = (work) => {
      const done = here.core.unaudited(work);
      noting.push(done);
      return done;
    };
    if (holder)
      lastSeenTracker({ ...here.core, unaudited }, (error) => assert.fail(String(error)))(project, holder);
    await Promise.all(noting);
  }

  async function speaks(jwt: string, by = here): Promise<boolean> {
    const { project } = here.actor;
    const claims = await readJwt(by.core, project.id, jwt);
    return (await authenticateJwt(by.core, project, claims)) !== undefined;
  }

  /** Asserts that session and token are valid on two servers before `kill`, and on none right after. */
  async function kills(name: string, kill: (who: Person) => Promise<unknown>): Promise<void> {
    const who = await person(name);
    await using other = await anotherServer(here, database);
    const jwt = await createOwnJwt(here.core, { ...here.actor, session: who.opened.session }, 3_600);
    const look = async (by: typeof here) => ({
      session: await isKnown(who, {}, by),
      jwt: await speaks(jwt, by),
    });
    const before = [await look(here), await look(other)];
    await kill(who);
    const after = [await look(other), await look(here)];
    assert.deepEqual(
      [before, after],
      [
        [ALIVE, ALIVE],
        [DEAD, DEAD],
      ],
    );
  }
});

function secretIn(shown: string): { readonly secret: string } {
  return JSON.parse(Buffer.from(shown, 'base64').toString()) as { secret: string };
}
