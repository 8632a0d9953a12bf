import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { setMfa } from '../factors/factors.ts';
import { mfaRequired } from '../factors/mfa-required.ts';
import { Failure } from '../failure.ts';
import type { Message } from '../outbox/message.ts';
import type { TeamId } from '../teams/team.ts';
import { createTeam } from '../teams/teams.ts';
import { type Email, emailOf } from '../users/email.ts';
import { type Phone, phoneOf } from '../users/phone.ts';
import { setEmailVerified, setPhoneVerified, setStatus } from '../users/profile.ts';
import type { UserId } from '../users/user.ts';
import { createUser, getUser, type NewUser } from '../users/users.ts';
import { accept, invite } from './invitations.ts';
import { listMembershipsOf } from './list.ts';
import { addMember, getMember } from './memberships.ts';

const url = 'http://localhost/join';

onEachEngine('an invitation', (database) => {
  const here = directory(database);
  let count = 0;

  it('creates a user for an unknown address', async () => {
    const { owner, team } = await owned();
    const asked = await invite(here.core, owner, { team, email: freshEmail(), roles: [], url });
    const { name, accessedAt, emailVerifiedAt } = await getUser(here.core, here.actor, asked.userId);
    assert.deepEqual([name, accessedAt, emailVerifiedAt], [asked.userEmail, null, null]);
  });

  it('of one unknown address into two teams at once creates one user', async () => {
    const [first, second] = [await owned(), await owned()];
    const email = freshEmail();
    const asked = await Promise.all(
      [first, second].map(({ owner, team }) => invite(here.core, owner, { team, email, roles: [], url })),
    );
    assert.equal(new Set(asked.map(({ userId }) => userId)).size, 1);
    assert.equal((await messagesTo(email)).length, 2);
  });

  it('to a phone creates no user without SMS delivery', async () => {
    const { owner, team } = await owned();
    const phone = phoneOf('+14155550188') as Phone;
    const core: Core = { ...here.core, channels: { ...here.core.channels, sendsSms: false } };
    await assert.rejects(invite(core, owner, { team, phone, roles: [], url }), refused('sms_disabled'));
    const users = await here.core.read.db
      .selectFrom('users')
      .select('id')
      .where('phone', '=', phone)
      .execute();
    assert.deepEqual(users, []);
  });

  it('of somebody whom nothing reaches goes nowhere, which is not told', async () => {
    const { owner, team } = await owned();
    const user = await make({});
    const asked = await invite(here.core, owner, { team, user, roles: [], url });
    const { total } = await listMembershipsOf(here.core, here.actor, user, {
      filters: [],
      orders: [],
      limit: 1,
      offset: 0,
      counted: true,
    });
    assert.deepEqual([total, asked.sentTo, asked.secretHash], [1, null, null]);
  });

  it('of a blocked user returns the usual result, and nothing is sent', async () => {
    const { owner, team } = await owned();
    const email = freshEmail();
    const user = await make({ email });
    await setStatus(here.core, here.actor, { id: user, active: false });
    const asked = await invite(here.core, owner, { team, user, roles: [], url });
    assert.deepEqual([asked.userId, asked.joinedAt, await messagesTo(email)], [user, null, []]);
  });

  it('is recorded with its id, also when it is sent again and when a server adds the member', async () => {
    const { owner, team } = await owned();
    const user = await make({ email: freshEmail() });
    const { id } = await invite(here.core, owner, { team, user, roles: [], url });
    await invite(here.core, owner, { team, user, roles: [], url });
    await addMember(here.core, here.actor, { team, user, roles: [] });
    const entries = await here.core.read.db
      .selectFrom('audit')
      .select('details')
      .where('act', '=', 'membership.create')
      .where('user_id', '=', user)
      .execute();
    assert.deepEqual(
      entries.map(({ details }) => JSON.parse(details)),
      Array(3).fill({ teamId: team, membershipId: id }),
    );
  });

  it('that is accepted opens a session with the usual MFA requirement', async () => {
    const { owner, team } = await owned();
    const phone = phoneOf('+14155550189') as Phone;
    const user = await make({ phone });
    await setPhoneVerified(here.core, here.actor, { id: user, verified: true });
    await setMfa(here.core, here.actor, { id: user, enabled: true });
    const asked = await invite(here.core, owner, { team, user, roles: [], url });
    const [message] = await messagesTo(phone);
    const secret = new URL(message?.url ?? '').searchParams.get('secret') ?? '';
    const guest: Actor = { ...here.actor, kind: 'guest' };
    const { opened } = await accept(here.core, guest, { team, id: asked.id, user, secret });
    const session = opened?.session ?? assert.fail();
    const now = await getUser(here.core, here.actor, user);
    assert.deepEqual(session.factors, ['phone']);
    assert.equal(await mfaRequired(here.core, guest, now, session), true);
  });

  it('shows the user’s MFA only if there is a factor to complete', async () => {
    const { team } = await owned();
    const user = await make({ email: freshEmail() });
    const { id } = await addMember(here.core, here.actor, { team, user, roles: [] });
    const seen = async () => (await getMember(here.core, here.actor, { team, id })).userMfa;
    const found = [await seen()];
    await setEmailVerified(here.core, here.actor, { id: user, verified: true });
    found.push(await seen());
    await setMfa(here.core, here.actor, { id: user, enabled: true });
    found.push(await seen());
    await setEmailVerified(here.core, here.actor, { id: user, verified: false });
    found.push(await seen());
    assert.deepEqual(found, [false, false, true, false]);
  });

  async function make(input: NewUser): Promise<UserId> {
    return (await createUser(here.core, here.actor, input)).id;
  }

  async function owned(): Promise<{ owner: Actor; team: TeamId }> {
    const user = await createUser(here.core, here.actor, { email: freshEmail() });
    const owner: Actor = { ...here.actor, kind: 'user', id: user.id, user };
    return {
      owner,
      team: (await createTeam(here.core, owner, { id: undefined, name: 'Blue', roles: [] })).id,
    };
  }

  function freshEmail(): Email {
    count += 1;
    return emailOf(`somebody-${count}@example.com`) as Email;
  }

  async function messagesTo(to: string): Promise<readonly Message[]> {
    const rows = await here.core.read.db.selectFrom('outbox').select('payload').execute();
    return rows
      .map((row) => JSON.parse(here.core.seal.open(row.payload) ?? 'null') as Message)
      .filter((message) => message.to === to);
  }
});

function refused(code: Failure['code']) {
  return (error: unknown) => error instanceof Failure && error.code === code;
}
