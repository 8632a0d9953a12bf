import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, it } from 'node:test';
import { openEngine } from '../../src/open.ts';
import { type CaptiveSmtp, captiveSmtp } from '../delivery/captive-smtp.ts';
import { onAnyEngine } from '../support/engines.ts';
import { smtpMailbox } from '../support/mailbox.ts';
import { basic, type Hex, hexServer } from './fixtures.ts';

const FORM = 'application/x-www-form-urlencoded';
const PASSWORDS = ['first-password-7c1', 'second-password-8d2', 'wrong-password-9e3', 'x8#q'];
const MAIL = { DENIZEN_MAIL_FROM: 'id@example.com', DENIZEN_LOG_LEVEL: 'trace' };

onAnyEngine('a secret that hex has seen', (database) => {
  let smtp: CaptiveSmtp | undefined;
  const settings: Record<string, string> = { ...MAIL };
  before(async () => {
    smtp = await captiveSmtp();
    settings.DENIZEN_SMTP_URL = `smtp://127.0.0.1:${smtp.port}`;
  });
  after(() => smtp?.close());
  const hex = hexServer(database, settings);
  const mails = smtpMailbox(() => smtp as CaptiveSmtp);
  const secrets: string[] = [...PASSWORDS];
  const refusals: string[] = [];
  before(async () => {
    await useThem(hex, { mails, secrets, refusals });
  });

  it('is one of many', () => {
    assert.deepEqual([secrets.length, refusals.length], [PASSWORDS.length + 5, 6]);
  });

  it('is in no line of the log, however much is logged', () => {
    const log = hex.get().output() + hex.get().errors();
    assert.deepEqual(
      secrets.filter((secret) => log.includes(secret)),
      [],
    );
  });

  it('is in no refusal', () => {
    const told = refusals.join('\n');
    assert.deepEqual(
      secrets.filter((secret) => told.includes(secret)),
      [],
    );
  });

  it('is in no row', async () => {
    const engine = await openEngine(database.config(), database.secrets());
    const rows = await Promise.all(
      (['audit', 'user_keys', 'tokens', 'users', 'profiles'] as const).map((table) =>
        engine.read.db.selectFrom(table).selectAll().execute(),
      ),
    );
    await engine.close();
    const told = JSON.stringify(rows);
    assert.ok(told.includes('user-key.create'));
    assert.deepEqual(
      secrets.filter((secret) => told.includes(secret)),
      [],
    );
  });

  const onSqlite = database.engine === 'sqlite' ? it : () => {};
  onSqlite('is in no byte of the database’s files', () => {
    const folder = dirname(database.setting().slice('sqlite:'.length));
    const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name)).toString('latin1'));
    assert.deepEqual(
      secrets.filter((secret) => bytes.some((text) => text.includes(secret))),
      [],
    );
  });
});

type Used = {
  readonly mails: ReturnType<typeof smtpMailbox>;
  readonly secrets: string[];
  readonly refusals: string[];
};

/** Uses passwords, keys and links of every kind, rightly and wrongly. */
async function useThem({ ask }: Hex, { mails, secrets, refusals }: Used): Promise<void> {
  const [first = '', second = '', wrong = '', short = ''] = PASSWORDS;
  const refuse = async (...asked: Parameters<Hex['ask']>) => {
    const { status, bytes } = await ask(...asked);
    assert.ok(status >= 302 && status < 500, String(status));
    refusals.push(bytes.toString());
  };
  const keyIn = async (least: number) => {
    const all = await mails.to('ann@example.com', least);
    const key = all.map(({ text }) => /key=(\w{32})/.exec(text)?.[1]).findLast(Boolean) ?? '';
    assert.ok(!secrets.includes(key));
    secrets.push(key);
    return key;
  };
  const user = { username: 'ann', email: 'ann@example.com' };
  await ask('POST', '/api/users', { body: { ...user, password: first } });
  await refuse('POST', '/api/users', { body: { ...user, password: wrong } });
  await refuse('POST', '/api/users', { body: { ...user, password: short } });
  const link = `username=ann&email=ann@example.com&key=${await keyIn(1)}`;
  await ask('POST', `/email/verify?${link}`);
  const make = async (auth: string) => {
    const { body } = await ask('POST', '/api/keys', { auth, body: { name: 'key' } });
    const { secret } = body as { readonly secret: string };
    secrets.push(secret);
    return secret;
  };
  const key = await make(basic('ann', first));
  await make(key);
  await refuse('GET', '/api/users/me', { auth: basic('ann', wrong) });
  await ask('DELETE', '/api/keys/key', { auth: key });
  await refuse('GET', '/api/users/me', { auth: key });
  await ask('POST', '/api/users/ann/reset');
  const reset = await keyIn(2);
  const finish = (password: string) => {
    const fields = { 'user[username]': 'ann', 'user[key]': reset, 'user[password]': password };
    return { raw: new URLSearchParams(fields).toString(), type: FORM };
  };
  await ask('POST', '/password/new', finish(second));
  await refuse('POST', '/password/new', finish(wrong));
  secrets.push(basic('ann', first).slice('Basic '.length));
  await refuse('GET', '/api/users/me', { auth: basic('ann', first) });
}
