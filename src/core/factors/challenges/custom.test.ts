import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory, directoryUnder } from '../../../../test/support/directory.ts';
import { onEachEngine } from '../../../../test/support/engines.ts';
import { outcome, person } from '../../../../test/support/second-factors.ts';
import { sealWith } from '../../../crypto/seal.ts';
import { hours } from '../../instant.ts';
import { mfaFactors } from '../../projects/project.ts';
import { createChallenge, getCustomChallenge } from './challenges.ts';
import { completeChallenge } from './complete.ts';

const KEY = 'a secret for tests, and long enough';

onEachEngine('the code of a custom challenge', (database) => {
  const base = directory(database);
  const here = directoryUnder(base, { mfaFactors });
  const asked = async (name: string, factor: 'custom' | 'totp' = 'custom') => {
    const who = await person(here, name);
    const { id } = await createChallenge(here.core, who, { user: who.id, factor });
    return { who, of: { user: who.id, id } };
  };
  const read = (of: Parameters<typeof getCustomChallenge>[2], core = here.core, actor = here.actor) =>
    getCustomChallenge(core, actor, of);

  it('is read as often as a server asks, and is stored as a hash only', async () => {
    const { of } = await asked('ann');
    const [first, second] = [await read(of), await read(of)];
    const rows = await here.core.read.db.selectFrom('challenges').selectAll().execute();
    const messages = await here.core.read.db.selectFrom('outbox').select('id').execute();
    assert.match(first.code, /^\d{6}$/);
    assert.deepEqual(
      [second.code === first.code, JSON.stringify(rows).includes(first.code), messages],
      [true, false, []],
    );
  });

  it('differs from challenge to challenge', async () => {
    const { who } = await asked('ben');
    const codes = new Set<string>();
    for (let at = 0; at < 3; at++) {
      const { id } = await createChallenge(here.core, who, { user: who.id, factor: 'custom' });
      codes.add((await read({ user: who.id, id })).code);
    }
    assert.ok(codes.size > 1);
  });

  it('is not there for another user, another factor, after it was used, and after an hour', async () => {
    const [cid, dan] = [await asked('cid'), await asked('dan', 'totp')];
    const seen = [
      await outcome(read({ ...cid.of, user: dan.who.id })),
      await outcome(read(dan.of)),
      await outcome(read({ ...cid.of, user: 'nobody' as never })),
    ];
    const { code } = await read(cid.of);
    await completeChallenge(here.core, cid.who, { ...cid.of, code });
    seen.push(await outcome(read(cid.of)));
    const eve = await asked('eve');
    here.clock.advance(hours(1));
    seen.push(await outcome(read(eve.of)));
    assert.deepEqual(seen, [
      'token_invalid',
      'token_invalid',
      'user_not_found',
      'token_invalid',
      'token_invalid',
    ]);
  });

  it('is closed with the factor', async () => {
    const { who, of } = await asked('fay');
    const { code } = await read(of);
    const closed = { ...who, project: base.actor.project };
    assert.deepEqual(
      [
        await outcome(read(of, here.core, base.actor)),
        await outcome(completeChallenge(here.core, closed, { ...of, code })),
      ],
      ['auth_method_disabled', 'auth_method_disabled'],
    );
  });

  it('stays the same after the sealing key was replaced, while the old one is known', async () => {
    const { who, of } = await asked('gil');
    const { code } = await read(of);
    const rotated = { ...here.core, seal: sealWith('another secret, and long enough', [KEY]) };
    const forgotten = { ...here.core, seal: sealWith('another secret, and long enough') };
    const after = await read(of, rotated);
    const lost = await outcome(read(of, forgotten));
    await completeChallenge(rotated, who, { ...of, code });
    assert.deepEqual([after.code, lost], [code, 'token_invalid']);
  });
});
