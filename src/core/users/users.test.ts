import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { Failure } from '../failure.ts';
import { setEmail } from './addresses.ts';
import { emailOf } from './email.ts';
import { phoneOf } from './phone.ts';
import type { UserId } from './user.ts';
import { createUser, getUser, removeUser } from './users.ts';

const refused = (code: string) => (error: unknown) => error instanceof Failure && error.code === code;

onEachEngine('users', (database) => {
  const here = directory(database);

  it('are read back as created', async () => {
    const email = emailOf('Ann@Example.com');
    const phone = phoneOf('+14155550123');
    assert.ok(email && phone);
    const made = await createUser(here.core, here.actor, {
      id: 'ann' as UserId,
      email,
      phone,
      name: 'Ann Lee',
    });
    assert.deepEqual(await getUser(here.core, here.actor, made.id), made);
    assert.deepEqual(
      made.targets.map(({ kind, identifier }) => [kind, identifier]),
      [
        ['email', 'ann@example.com'],
        ['sms', '+14155550123'],
      ],
    );
  });

  it('free id and addresses on deletion', async () => {
    const input = { id: 'gone' as UserId, email: emailOf('gone@example.com') as never };
    await createUser(here.core, here.actor, input);
    await removeUser(here.core, here.actor, input.id);
    await assert.rejects(getUser(here.core, here.actor, input.id), refused('user_not_found'));
    assert.equal((await createUser(here.core, here.actor, input)).email, 'gone@example.com');
  });

  it('are not created in part when the email is taken', async () => {
    const email = emailOf('taken@example.com') as never;
    await createUser(here.core, here.actor, { id: 'first' as UserId, email });
    await assert.rejects(
      createUser(here.core, here.actor, { id: 'second' as UserId, email }),
      refused('user_exists'),
    );
    await assert.rejects(getUser(here.core, here.actor, 'second' as UserId), refused('user_not_found'));
  });

  it('move their target with the email', async () => {
    const email = emailOf('old@example.com') as never;
    await createUser(here.core, here.actor, { id: 'mover' as UserId, email });
    const moved = await setEmail(here.core, here.actor, {
      id: 'mover' as UserId,
      email: emailOf('new@example.com') as never,
    });
    assert.deepEqual(await getUser(here.core, here.actor, moved.id), moved);
    assert.deepEqual(
      moved.targets.map((target) => target.identifier),
      ['new@example.com'],
    );
  });
});
