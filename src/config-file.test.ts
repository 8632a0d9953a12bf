import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readConfig } from './config.ts';
import { readConfigFile } from './config-file.ts';
import { settings } from './settings.ts';

const CANARY = 'canary-7f3a';

describe('a file of settings', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'config-'));
  });
  after(() => rmSync(folder, { recursive: true }));
  const read = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return readConfigFile(join(folder, name));
  };

  it('in TOML has the names of the flags, and texts, numbers, switches and lists', async () => {
    const text = `# a comment
host = "0.0.0.0"
port = 4_199
console = false
prepared = true
trusted-proxies = ["10.0.0.0/8", "127.0.0.1"]
log_level = 'warn'
secret-previous = ["one", "two"]
api-key-file = "/run/key"
`;
    assert.deepEqual(await read('denizen.toml', text), {
      DENIZEN_HOST: '0.0.0.0',
      DENIZEN_PORT: '4199',
      DENIZEN_CONSOLE: 'off',
      DENIZEN_PREPARED: 'on',
      DENIZEN_TRUSTED_PROXIES: '10.0.0.0/8,127.0.0.1',
      DENIZEN_LOG_LEVEL: 'warn',
      DENIZEN_SECRET_PREVIOUS: 'one\ntwo',
      DENIZEN_API_KEY_FILE: '/run/key',
    });
  });

  it('as .env has the names of the environment, beside those of others', async () => {
    const text = `POSTGRES_PASSWORD=x\nDENIZEN_PORT=4199 # a comment\nexport DENIZEN_HOST="a b"\n`;
    for (const name of ['.env', 'denizen.env', '.env.production'])
      assert.deepEqual(await read(name, text), { DENIZEN_PORT: '4199', DENIZEN_HOST: 'a b' });
  });

  it('can set every setting, and the file of every secret', async () => {
    for (const { name, flag, ...rest } of settings) {
      assert.deepEqual(await read('a.toml', `${flag} = "x"`), { [name]: 'x' });
      if (!('secret' in rest)) continue;
      assert.deepEqual(await read('a.toml', `${flag}-file = "x"`), { [`${name}_FILE`]: 'x' });
      assert.deepEqual(await read('.env', `${name}_FILE=x`), { [`${name}_FILE`]: 'x' });
    }
  });

  it('comes after flags and environment, and before the defaults', () => {
    const file = { DENIZEN_PORT: '1', DENIZEN_HOST: 'file', DENIZEN_LOG_LEVEL: 'warn', DENIZEN_PROJECT: ' ' };
    const environment = { DENIZEN_PORT: '2', DENIZEN_HOST: 'environment' };
    const { config } = readConfig(environment, { port: '3' }, { file });
    const shown = Object.fromEntries(
      config.settings.map(({ name, value, origin }) => [name, [value, origin]]),
    );
    assert.deepEqual(shown.DENIZEN_PORT, ['3', 'flag']);
    assert.deepEqual(shown.DENIZEN_HOST, ['environment', 'environment']);
    assert.deepEqual(shown.DENIZEN_LOG_LEVEL, ['warn', 'config']);
    assert.deepEqual(shown.DENIZEN_PROJECT, ['', 'default']);
  });

  it('gives way to the environment also where one of both names the file of a secret', () => {
    const readSecret = (path: string) => `${path}-${'0'.repeat(32)}`;
    const key = (environment: Record<string, string>, file: Record<string, string>) =>
      readConfig(environment, {}, { file, readSecret }).secrets.apiKey;
    const [plain, other] = ['e'.repeat(40), 'f'.repeat(40)];
    assert.equal(key({ DENIZEN_API_KEY: plain }, { DENIZEN_API_KEY_FILE: 'f' }), plain);
    assert.equal(key({ DENIZEN_API_KEY_FILE: 'e' }, { DENIZEN_API_KEY: other }), `e-${'0'.repeat(32)}`);
    assert.equal(key({}, { DENIZEN_API_KEY_FILE: 'f' }), `f-${'0'.repeat(32)}`);
    assert.throws(() => key({}, { DENIZEN_API_KEY: other, DENIZEN_API_KEY_FILE: 'f' }), {
      name: 'ConfigError',
    });
  });

  const wrong: readonly [name: string, text: string, message: RegExp][] = [
    ['a.yaml', '', /^--config takes a file whose name ends in \.toml or \.env, not .*a\.yaml\.$/],
    ['a.toml', 'portt = 1', /there is no setting portt\. Did you mean port\?$/],
    ['a.toml', '[server]\nport = 1', /there is no setting server\.$/],
    ['a.toml', 'port = 1.5', /port takes a text, a whole number, true or false\.$/],
    ['a.toml', 'port = ["a"]', /port takes a text, a whole number, true or false\.$/],
    ['a.toml', 'trusted-proxies = [1]', /trusted-proxies takes .*, or a list of texts\.$/],
    ['a.toml', `port = 1\nsecret = "${CANARY}\n`, /a\.toml: line 2 is not valid TOML\.$/],
    ['.env', `DENIZEN_PROT=${CANARY}`, /there is no setting DENIZEN_PROT\. Did you mean DENIZEN_PORT\?$/],
    ['a.toml', `# ${'x'.repeat(65_536)}`, /a\.toml: The file is longer than 64 KiB\.$/],
  ];

  it('is refused with what is wrong, and shows none of its values', async () => {
    for (const [name, text, message] of wrong)
      await assert.rejects(read(name, text), (error: Error) => {
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, new RegExp(CANARY));
        return error.name === 'ConfigError';
      });
    await assert.rejects(readConfigFile(join(folder, 'none.toml')), {
      message: /^--config names a file that cannot be read \(ENOENT\): /,
    });
  });

  it('ends, also where a path has no end', {
    skip: !existsSync('/dev/zero') && 'there is no /dev/zero',
  }, async () => {
    const { symlinkSync } = await import('node:fs');
    symlinkSync('/dev/zero', join(folder, 'endless.toml'));
    await assert.rejects(readConfigFile(join(folder, 'endless.toml')), /longer than 64 KiB/);
    assert.throws(() => readConfig({ DENIZEN_SECRET_FILE: '/dev/zero' }), /longer than 64 KiB/);
  });
});

describe('every secret', () => {
  const values: Readonly<Record<string, string>> = {
    DENIZEN_DATABASE: 'postgres://ann:secret@db/people',
    DENIZEN_DATABASE_READ: 'postgres://ann:secret@db/people',
    DENIZEN_SMTP_URL: 'smtp://ann:secret@mail.example.com',
    DENIZEN_SMS_URL: 'https://sms.example.com/?key=secret',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20secret',
  };
  const beside: Readonly<Record<string, Record<string, string>>> = {
    DENIZEN_DATABASE_READ: { DENIZEN_DATABASE: 'postgres://db/people' },
    DENIZEN_SMTP_URL: { DENIZEN_MAIL_FROM: 'id@example.com' },
    DENIZEN_SMS_URL: { DENIZEN_SMS_SECRET: 's'.repeat(32) },
    DENIZEN_SMS_SECRET: { DENIZEN_SMS_URL: 'https://sms.example.com' },
    OTEL_EXPORTER_OTLP_HEADERS: { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://traces.example.com' },
    DENIZEN_ADMIN_PASSWORD: { DENIZEN_ADMIN_EMAIL: 'ann@example.com' },
  };

  it('may stand in a file that its setting with _FILE names', () => {
    const secret = settings.filter((setting) => 'secret' in setting).map(({ name }) => name);
    for (const name of secret) {
      const value = values[name] ?? 'x'.repeat(40);
      const plain = readConfig({ ...beside[name], [name]: value });
      const fromFile = readConfig(
        { ...beside[name], [`${name}_FILE`]: '/run/s' },
        {},
        { readSecret: () => `${value}\n` },
      );
      assert.deepEqual(fromFile.secrets, plain.secrets, name);
      assert.equal(fromFile.config.settings.find((view) => view.name === name)?.origin, 'file');
    }
    assert.equal(secret.length, 10);
  });
});
