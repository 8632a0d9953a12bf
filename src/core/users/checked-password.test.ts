import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { schemeOf } from '../../crypto/passwords/passwords.ts';
import { completeRecovery, requestRecovery } from '../recovery/recovery.ts';
import { signInWithPassword } from '../sign-in/password.ts';
import { type Email, emailOf } from './email.ts';
import { importUser } from './imports.ts';
import { setOwnPassword } from './own.ts';
import { setPassword } from './passwords.ts';
import type { User, UserId } from './user.ts';
import { createUser, getUser } from './users.ts';

const COMMON = 'password1';
const RARE = 'correct horse battery';

onEachEngine('whether a password is a common one', (database) => {
  const here = directory(database);
  let count = 0;
  const freshEmail = () => emailOf(`checked-${++count}@example.com`) as Email;
  const finding = ({ passwordCheckedAt, passwordPwnedAt }: User) =>
    passwordCheckedAt === null ? 'unknown' : passwordPwnedAt !== null;
  const found = async (id: UserId) => finding(await getUser(here.core, here.actor, id));

  it('is known once it was seen: at sign-up, at each new password, and at a recovery', async () => {
    const email = freshEmail();
    const { id, ...made } = await createUser(here.core, here.actor, { email, password: COMMON });
    const seen = [finding({ id, ...made })];
    await setPassword(here.core, here.actor, { id, password: RARE });
    seen.push(await found(id));
    await setOwnPassword(
      here.core,
      { ...here.actor, kind: 'user', id },
      {
        user: id,
        password: COMMON,
        old: RARE,
      },
    );
    seen.push(await found(id));
    const { secret } = await requestRecovery(here.core, here.actor, { email, url: 'http://localhost/page' });
    await completeRecovery(here.core, here.actor, { user: id, secret, password: RARE });
    seen.push(await found(id));
    await setPassword(here.core, here.actor, { id, password: null });
    assert.deepEqual([...seen, await found(id)], [true, false, true, false, 'unknown']);
  });

  it('is unknown of users without a password and of imported hashes, until they sign in', async () => {
    const { id } = await createUser(here.core, here.actor, { email: freshEmail() });
    const email = freshEmail();
    const stored = createHash('md5').update(COMMON).digest('hex');
    const hash = { scheme: schemeOf(`$md5$${stored}`), stored: `$md5$${stored}` };
    const imported = await importUser(here.core, here.actor, { email }, hash);
    const before = [await found(id), await found(imported.id)];
    await signInWithPassword(here.core, here.actor, { email, password: COMMON });
    assert.deepEqual([...before, await found(imported.id)], ['unknown', 'unknown', true]);
  });

  it('changes nothing at a sign-in that finds the same', async () => {
    const email = freshEmail();
    const { id } = await createUser(here.core, here.actor, { email, password: RARE });
    const before = await getUser(here.core, here.actor, id);
    here.clock.advance(60_000);
    await signInWithPassword(here.core, here.actor, { email, password: RARE });
    const { passwordCheckedAt } = await getUser(here.core, here.actor, id);
    assert.equal(passwordCheckedAt, before.passwordCheckedAt);
  });
});
