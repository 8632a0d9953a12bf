import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { outcome, person, sent } from '../../../test/support/second-factors.ts';
import { invite } from '../memberships/invitations.ts';
import { boundedPasswords } from '../passwords.ts';
import { completeRecovery, requestRecovery } from '../recovery/recovery.ts';
import { signInWithPassword } from '../sign-in/password.ts';
import { createTeam } from '../teams/teams.ts';
import { type Email, emailOf } from '../users/email.ts';
import type { UserId } from '../users/user.ts';
import { createUser, getUser } from '../users/users.ts';

const PASSWORD = 'correct horse';
const passwords = boundedPasswords(2, 256, { memoryCost: 64, timeCost: 1, parallelism: 1 });
const url = 'http://localhost/reset';

onEachEngine('a stranger who fills limits', (database) => {
  const here = directory(database);
  const from = (ip: string) => ({ ...here.actor, kind: 'guest', ip }) as const;
  const core = () => ({ ...here.core, passwords });

  it('does not close a recovery link with wrong secrets', async () => {
    const who = await person(here, 'ann', { email: 'verified' });
    const email = emailOf('ann@example.com') as Email;
    const { secret } = await requestRecovery(core(), from('192.0.2.1'), { email, url });
    const redeem = (ip: string, shown: string) =>
      outcome(completeRecovery(core(), from(ip), { user: who.id, secret: shown, password: PASSWORD }));
    const junk = [];
    for (let tried = 0; tried < 200; tried++) junk.push(await redeem('198.51.100.1', `${tried}`.repeat(64)));
    assert.deepEqual(
      [new Set(junk), await redeem('192.0.2.1', secret)],
      [new Set(['token_invalid']), 'done'],
    );
  });

  it('makes the user wait a minute at most on a new device of another network', async () => {
    const email = await user('ben');
    for (let tried = 0; tried < 30; tried++) {
      await outcome(signIn('198.51.100.1', email, 'wrong horse'));
      here.clock.advance(60_000);
    }
    await outcome(signIn('198.51.100.1', email, 'wrong horse'));
    const early = await outcome(signIn('192.0.2.1', email, PASSWORD));
    here.clock.advance(60_000);
    assert.deepEqual([early, await outcome(signIn('192.0.2.1', email, PASSWORD))], ['rate_limited', 'done']);
  });

  it('leaves the user a recovery link when the password is disabled, which enables it', async () => {
    const email = await user('cid');
    for (let tried = 0; tried < 100; tried++) {
      await outcome(signIn('198.51.100.1', email, 'wrong horse'));
      here.clock.advance(60_000);
    }
    here.clock.advance(86_400_000);
    const disabled = await outcome(signIn('192.0.2.1', email, PASSWORD));
    const { secret } = await requestRecovery(core(), from('192.0.2.1'), { email, url });
    const password = 'battery staple';
    await completeRecovery(core(), from('192.0.2.1'), { user: 'cid' as UserId, secret, password });
    const enabled = await outcome(signIn('192.0.2.1', email, password));
    assert.deepEqual([disabled, enabled], ['rate_limited', 'done']);
  });

  it('uses up no recovery mails: the user gets one after ten minutes, and on a known device at once', async () => {
    const email = await user('dan');
    const ask = (actor: Parameters<typeof requestRecovery>[1]) =>
      outcome(requestRecovery(core(), actor, { email, url }));
    for (let asked = 0; asked < 200; asked++) {
      await ask(from(`198.51.100.${asked}`));
      here.clock.advance(30_000);
    }
    const before = (await sent(here, 'dan')).purpose;
    const device = { user: 'dan', nonce: 'n1' };
    const known = await ask({ ...from('198.51.100.1'), device });
    here.clock.advance(600_000);
    const elsewhere = await ask(from('192.0.2.1'));
    assert.deepEqual([before, known, elsewhere], ['recovery', 'done', 'done']);
  });

  it('sends no more invitations to one recipient than the free ones and those after pauses, whoever invites', async () => {
    const email = emailOf('eve@example.com') as Email;
    const seen: string[] = [];
    for (let owners = 0; owners < 3; owners++) {
      const { id } = await createUser(core(), here.actor, {});
      const owner = await getUser(here.core, here.actor, id);
      const actor = { ...from(`198.51.100.${owners}`), kind: 'user', id, user: owner } as const;
      for (let invited = 0; invited < 5; invited++) {
        const team = await createTeam(here.core, actor, { id: undefined, name: 'Team', roles: [] });
        seen.push(await outcome(invite(here.core, actor, { team: team.id, email, roles: [], url })));
      }
    }
    assert.deepEqual(seen, [...Array(10).fill('done'), ...Array(5).fill('rate_limited')]);
  });

  function signIn(ip: string, email: Email, password: string) {
    return signInWithPassword(core(), from(ip), { email, password });
  }

  async function user(name: string): Promise<Email> {
    const email = emailOf(`${name}@example.com`) as Email;
    await createUser(core(), here.actor, { id: name as UserId, email, password: PASSWORD });
    return email;
  }
});
