import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import {
  migrationsMark,
  migrationsOff,
  migrationsServe,
  migrationsSet,
  migrationsShow,
  migrationsTest,
} from '../../src/cli/migrations.ts';
import { setContracts } from '../../src/core/old-systems/contracts.ts';
import { createProject } from '../../src/core/projects/projects.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser } from '../../src/core/users/users.ts';
import { systemActor } from '../../src/open.ts';
import { commandsOn } from '../support/commands.ts';
import { directory } from '../support/directory.ts';
import { onEachEngine } from '../support/engines.ts';
import { testFolder } from '../support/folders.ts';
import { type OldSystemDouble, oldSystemDouble } from '../support/old-system.ts';

const SECRET = 'canary-7f3a-of-the-old-system';

onEachEngine('migrations on the command line', (database) => {
  const here = directory(database);
  const folder = testFolder();
  const secretFile = join(folder, 'secret');
  const passwordFile = join(folder, 'password');
  const commands = commandsOn(database, 'shop');
  const actor = () => ({ ...here.actor, project: { ...here.actor.project, id: 'shop' as never } });
  let old: OldSystemDouble;
  before(async () => {
    old = await oldSystemDouble();
    writeFileSync(secretFile, `${SECRET}\n`);
    writeFileSync(passwordFile, 'correct horse\n');
    await createProject(here.core, systemActor('system'), { id: 'shop' as never, name: 'Shop' });
  });
  after(() => old[Symbol.asyncDispose]());
  const set = (more: object = {}) =>
    commands.text((settings, output) =>
      migrationsSet(settings, output, {
        ...{ system: 'okta', url: old.url, asks: 'pending, unknown', secretFile },
        ...{ options: ['allowPrivate=on'], ...more },
      }),
    );

  it('set an old system, show it without its secret, and ask it no more', async () => {
    const texts = [await set(), await commands.text(migrationsShow), await commands.text(migrationsOff)];
    texts.push(await commands.text(migrationsShow));
    assert.match(texts[0] ?? '', /First sign-ins in project shop ask http:\/\/127/);
    assert.match(
      texts[1] ?? '',
      /okta\s+http:\S+\s+pending, unknown\s+allowPrivate=on\nNo other system may ask/,
    );
    assert.deepEqual(texts.slice(2), [
      'The old system is asked no more.\n',
      'No old system is asked.\nNo other system may ask here.\n',
    ]);
    assert.ok(!texts.join('').includes('canary'));
    await assert.rejects(set({ options: ['allowPrivate'] }), /Write "allowPrivate" as name=value/);
  });

  it('show a secret that was made', async () => {
    const text = await set({ system: 'url', secretFile: undefined });
    assert.match(text, /not shown again:\nwhsec_\S+\n$/);
  });

  it('test a login', async () => {
    await set({ system: 'url' });
    const login = 'ann@example.com';
    const test = () =>
      commands.json<{ result: string; profile: Record<string, unknown> }>((settings, output) =>
        migrationsTest(settings, output, { login, passwordFile }),
      );
    old.script(() => ({ body: { result: 'match', user: { email: login, totp: 'JBSWY3DPEHPK3PXP' } } }));
    const { result, profile } = await test();
    old.script(() => ({ status: 404 }));
    assert.deepEqual(
      [result, profile.email, profile.totp, (await test()).result],
      ['match', login, true, 'unknown'],
    );
  });

  it('mark users without a password', async () => {
    await createUser(here.core, actor(), { id: 'ann' as UserId });
    await createUser(here.core, actor(), { id: 'ben' as UserId, password: 'correct horse' });
    const mark = (...names: string[]) =>
      commands.json((settings, output) => migrationsMark(settings, output, names));
    assert.deepEqual(await mark('ann', 'ben'), { marked: ['ann'], kept: ['ben'] });
    assert.deepEqual(await mark('ann'), { marked: [], kept: ['ann'] });
  });

  it('let other systems ask', async () => {
    const serve = (given: string) =>
      commands.text((settings, output) => migrationsServe(settings, output, given));
    const texts = [await serve('okta,kratos'), await commands.text(migrationsShow), await serve('off')];
    assert.match(
      texts[0] ?? '',
      /^kratos: \S+\/migrate\/v1\/shop\/kratos\nokta: \S+\/migrate\/v1\/shop\/okta\n/,
    );
    assert.match(texts[1] ?? '', /may ask here by: kratos, okta\./);
    assert.equal(texts[2], 'No other system may ask here.\n');
    await assert.rejects(serve('soap'), { code: 'contract_unknown' });
    assert.deepEqual(await setContracts(here.core, actor(), []), []);
  });
});
