import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { settings } from '../../src/settings.ts';
import { folder, run } from '../support/program.ts';

const CANARY = 'canary7f3a';

type Row = { readonly name: string; readonly value: string | null; readonly origin: string };

describe('denizen config', () => {
  const home = folder();
  const given = {
    DENIZEN_DATABASE: `postgres://ann:${CANARY}@db.example/people?password=${CANARY}`,
    DENIZEN_SECRET: CANARY.repeat(4),
    DENIZEN_SMTP_URL: `smtp://ann:${CANARY}@mail.example.com:587`,
    DENIZEN_MAIL_FROM: 'id@example.com',
    DENIZEN_PROCESSES: '',
    DENIZEN_DATABASE_CONNECTIONS: '6',
  };

  it('prints each setting with its value and its origin, and no secret', async () => {
    writeFileSync(
      join(home(), 'denizen.toml'),
      `log-level = "warn"\napi-key = "${CANARY.repeat(5)}"\nport = 1\n`,
    );
    writeFileSync(join(home(), 'sms'), `https://sms.example.com/${CANARY}`);
    const more = { DENIZEN_SMS_URL_FILE: 'sms', DENIZEN_SMS_SECRET: CANARY.repeat(4) };
    const command = 'config --config denizen.toml --host 127.0.0.1';
    const people = await run(command, { ...given, ...more }, { folder: home() });
    const { output, errors, code } = await run(
      `${command} --json`,
      { ...given, ...more },
      { folder: home() },
    );
    assert.deepEqual([code, errors, people.code], [0, '', 0]);
    assert.doesNotMatch(output + people.output, new RegExp(CANARY));
    const rows = JSON.parse(output) as readonly Row[];
    assert.deepEqual(
      rows.map(({ name }) => name),
      settings.map(({ name }) => name),
    );
    const shown = Object.fromEntries(rows.map(({ name, value, origin }) => [name, [value, origin]]));
    assert.deepEqual(shown.DENIZEN_HOST, ['127.0.0.1', 'flag']);
    // The environment of the test has a port.
    assert.deepEqual(shown.DENIZEN_PORT, ['0', 'environment']);
    assert.deepEqual(shown.DENIZEN_LOG_LEVEL, ['warn', 'config']);
    assert.deepEqual(shown.DENIZEN_API_KEY, [null, 'config']);
    assert.deepEqual(shown.DENIZEN_SECRET, [null, 'environment']);
    assert.deepEqual(shown.DENIZEN_SMS_URL, [null, 'file']);
    assert.deepEqual(shown.DENIZEN_DATABASE, ['postgres://db.example/people', 'environment']);
    assert.deepEqual(shown.DENIZEN_SMTP_URL, ['smtp://mail.example.com:587', 'environment']);
    assert.deepEqual(shown.DENIZEN_CONSOLE, ['on', 'default']);
    // What the default comes to here: one process has the six connections.
    assert.deepEqual(shown.DENIZEN_PROCESSES, ['1', 'default']);
    assert.match(people.output, /^SETTING +VALUE +ORIGIN\n/);
    assert.match(people.output, /^DENIZEN_LOG_LEVEL +warn +file of --config$/m);
    assert.match(people.output, /^DENIZEN_SECRET +\(secret\) +environment$/m);
    assert.match(people.output, /^DENIZEN_SMS_URL +\(secret\) +file of the secret$/m);
  });

  it('opens no database, and says where the key is by default', async () => {
    const { output } = await run(
      'config',
      { DENIZEN_DATABASE: 'sqlite:./there/people.db' },
      { folder: home() },
    );
    assert.match(output, /^DENIZEN_SECRET +key file there\/denizen\.key +default$/m);
    assert.ok(!readdirSync(home()).includes('there'));
  });

  it('says what is wrong with a file', async () => {
    writeFileSync(join(home(), 'bad.toml'), 'log-level = "loud"\n');
    const { code, output, errors } = await run('config --config bad.toml', {}, { folder: home() });
    assert.deepEqual([code, output], [1, '']);
    assert.match(errors, /^DENIZEN_LOG_LEVEL must be one of .*, not "loud"\.\n$/);
  });
});
