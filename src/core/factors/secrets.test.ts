import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { person, sent, shownBy } from '../../../test/support/second-factors.ts';
import type { Schema } from '../../db/schema.ts';
import { createChallenge } from './challenges/challenges.ts';
import { completeChallenge } from './challenges/complete.ts';
import { createRecoveryCodes } from './recovery-codes.ts';
import { enrolTotp, verifyTotp } from './totp.ts';

onEachEngine('secrets of second factors', (database) => {
  const here = directory(database);

  it('occur in no table and no file, used or not', async () => {
    const who = await person(here, 'ann', { email: 'verified', phone: 'verified' });
    const { secret: seed } = await enrolTotp(here.core, who, who.id);
    await verifyTotp(here.core, who, { user: who.id, code: await shownBy(here, seed) });
    const codes = await createRecoveryCodes(here.core, who, who.id);
    const { id } = await createChallenge(here.core, who, { user: who.id, factor: 'recoveryCode' });
    await completeChallenge(here.core, who, { user: who.id, id, code: codes[0] ?? '' });
    await createChallenge(here.core, who, { user: who.id, factor: 'email' });
    const byMail = (await sent(here, who.id)).code ?? '';
    await createChallenge(here.core, who, { user: who.id, factor: 'phone' });
    const bySms = (await sent(here, who.id)).code ?? '';
    const text = JSON.stringify(await everything());
    const bytes = database.engine === 'sqlite' ? files(database.setting()) : '';
    const secrets = [seed, ...codes].flatMap((secret) => [secret, Buffer.from(secret).toString('base64')]);
    assert.ok(text.includes('user.authenticator.verify') && text.includes(who.session.id));
    assert.ok(database.engine !== 'sqlite' || bytes.includes('user.authenticator.verify'));
    assert.deepEqual(
      secrets.filter((secret) => text.includes(secret) || bytes.includes(secret)),
      [],
    );
    // Six digits occur in many timestamps: only a value of their own counts.
    assert.deepEqual(
      [byMail, bySms].filter((code) => text.includes(`"${code}"`) || text.includes(`:${code},`)),
      [],
    );
  });

  async function everything(): Promise<readonly unknown[]> {
    const { db } = here.core.read;
    const tables = await db.introspection.getTables();
    return Promise.all(
      tables.map(({ name }) =>
        db
          .selectFrom(name as keyof Schema)
          .selectAll()
          .execute(),
      ),
    );
  }

  function files(setting: string): string {
    const path = setting.slice('sqlite:'.length);
    return [path, `${path}-wal`].map((file) => readFileSync(file, 'latin1')).join('');
  }
});
