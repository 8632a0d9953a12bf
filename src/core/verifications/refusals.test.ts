import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { outcome, sent, signedIn } from '../../../test/support/second-factors.ts';
import { usernames } from '../../../test/support/usernames.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { unknownDevice } from '../devices/device.ts';
import { listSessions } from '../sessions/sessions.ts';
import { createUserKey, listUserKeys } from '../user-keys/user-keys.ts';
import { resendConfirmation, signUpWithUsername } from '../usernames/usernames.ts';
import { setEmail } from '../users/addresses.ts';
import { type Email, emailOf } from '../users/email.ts';
import { signUp } from '../users/sign-up.ts';
import type { UserId } from '../users/user.ts';
import { createUser, getUser, removeUser } from '../users/users.ts';
import { refuseClaim } from './refusals.ts';
import { requestEmailVerification, verifyEmail } from './verifications.ts';

const url = 'http://localhost/page';
const HOUR_MS = 3_600_000;

onEachEngine('a mail that asks to confirm an address', (database) => {
  const here = directory(database);
  const guest: Actor = { ...here.actor, kind: 'guest', ip: '203.0.113.77', userAgent: 'Firefox' };
  let count = 0;
  const core = (): Core => ({
    ...here.core,
    clientInfo: {
      device: async (agent) => ({ ...unknownDevice, clientName: agent ?? '', osName: agent ? 'Linux' : '' }),
      country: async (ip) => (ip === undefined ? undefined : 'FR'),
    },
  });

  it('says which account it is, since when, and from where', async () => {
    const { id, createdAt } = await signUp(core(), guest, { email: freshEmail() });
    const claim = await claimOf(id);
    assert.deepEqual(
      { ...claim, refusal: new URL(claim.refusal).pathname },
      {
        account: id,
        madeAt: createdAt,
        device: 'Firefox, Linux',
        network: '203.0.113.*',
        country: 'FR',
        refusal: '/v1/auth/not-me',
      },
    );
  });

  it('says nothing of the server that made the account', async () => {
    const key: Actor = { ...guest, kind: 'key' };
    const { id } = await createUser(core(), key, { email: freshEmail() });
    const { device, network, country } = await claimOf(id);
    assert.deepEqual([device, network, country], ['', '', '']);
  });

  it('says so of an account with a username, also when it is sent again', async () => {
    const email = freshEmail();
    const input = { username: 'zoe', email, name: '', password: 'correct horse' };
    const { user } = await signUpWithUsername(core(), guest, input, usernames);
    const first = (await sent(here, user.id)).claim;
    here.clock.advance(1_000);
    await resendConfirmation(core(), here.actor, { username: 'zoe', email }, usernames);
    const second = (await sent(here, user.id)).claim;
    assert.deepEqual(
      [first?.network, second?.network, second?.madeAt],
      ['203.0.113.*', '203.0.113.*', user.createdAt],
    );
  });

  it('frees the address by its second link, once, and ends what acts as the user', async () => {
    const { id, email } = await claimant();
    const token = tokenIn(await claimOf(id));
    const seen = [await outcome(refuse(token)), await outcome(refuse(token))];
    const after = await getUser(here.core, here.actor, id);
    const owner = await createUser(here.core, here.actor, { email });
    assert.deepEqual(
      {
        seen,
        email: after.email,
        targets: after.targets,
        sessions: await listSessions(here.core, here.actor, id),
        keys: await listUserKeys(here.core, here.actor.project.id, { kind: 'user', id }),
        owner: owner.email,
      },
      { seen: ['done', 'token_invalid'], email: null, targets: [], sessions: [], keys: [], owner: email },
    );
  });

  it('frees it also once it was confirmed, and its first link confirms nothing any more when it is free', async () => {
    const [first, second] = [await claimant(), await claimant()];
    const asked = await requestEmailVerification(core(), here.actor, { user: first.id, url });
    const token = tokenIn((await sent(here, first.id)).claim);
    await verifyEmail(here.core, guest, { user: first.id, secret: asked.secret });
    const confirmed = await outcome(refuse(token));
    const open = await requestEmailVerification(core(), here.actor, { user: second.id, url });
    await refuse(tokenIn((await sent(here, second.id)).claim));
    const late = await outcome(verifyEmail(here.core, guest, { user: second.id, secret: open.secret }));
    const { emailVerifiedAt } = await getUser(here.core, here.actor, first.id);
    assert.deepEqual([confirmed, emailVerifiedAt, late], ['done', null, 'token_invalid']);
  });

  it('frees nothing when it is over, forged, of another project, or the account has another address', async () => {
    const [ann, ben, cid] = [await claimant(), await claimant(), await claimant()];
    const late = tokenIn(await claimOf(ann.id));
    here.clock.advance(HOUR_MS + 1_000);
    const token = tokenIn(await claimOf(ben.id));
    const [head, , tail] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ user: ben.id, exp: 9e9 })).toString('base64url');
    const elsewhere = { ...guest, project: { ...guest.project, id: 'other' as typeof guest.project.id } };
    const seen = [
      await outcome(refuse(late)),
      await outcome(refuse('')),
      await outcome(refuse(`${head}.${forged}.${tail}`)),
      await outcome(refuseClaim(here.core, elsewhere, token)),
    ];
    const moved = tokenIn(await claimOf(cid.id));
    await setEmail(here.core, here.actor, { id: cid.id, email: freshEmail() });
    seen.push(await outcome(refuse(moved)));
    const gone = tokenIn(await claimOf(cid.id));
    const { email } = await getUser(here.core, here.actor, cid.id);
    await removeUser(here.core, here.actor, cid.id);
    await createUser(here.core, here.actor, { id: cid.id, email: email as Email });
    seen.push(await outcome(refuse(gone)));
    assert.deepEqual(seen, Array(6).fill('token_invalid'));
    assert.equal((await getUser(here.core, here.actor, ben.id)).email, ben.email);
  });

  async function claimant(): Promise<{ readonly id: UserId; readonly email: Email }> {
    const email = freshEmail();
    const { id } = await signUp(core(), guest, { email, password: 'correct horse' });
    await signedIn(here, id);
    const owner = { kind: 'user', id } as const;
    await createUserKey(here.core, here.actor, owner, { name: 'k', permissions: [], revokeAt: null });
    return { id, email };
  }

  async function claimOf(id: UserId) {
    await requestEmailVerification(core(), here.actor, { user: id, url });
    return (await sent(here, id)).claim ?? assert.fail();
  }

  function refuse(token: string): Promise<void> {
    return refuseClaim(here.core, guest, token);
  }

  function freshEmail(): Email {
    count += 1;
    return emailOf(`claim-${count}@example.com`) as Email;
  }
});

function tokenIn(claim: { readonly refusal: string } | undefined): string {
  return new URL(claim?.refusal ?? '').searchParams.get('token') ?? '';
}
