import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { openEngine } from '../../src/open.ts';
import { type CaptiveSmtp, captiveSmtp } from '../delivery/captive-smtp.ts';
import { smsGateway } from '../delivery/sms-gateway.ts';
import { BEHIND_PROXY } from '../support/browser-client.ts';
import { onEachEngine } from '../support/engines.ts';
import { smtpMailbox } from '../support/mailbox.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { KEY, type Started, settingsFor, start } from '../support/server.ts';
import { type Left, useEverySecret } from './canary-flows.ts';

const SMS_SECRET = 'c2b1a0-signs-what-is-posted-0123456789';

onEachEngine('a secret that an account has used', (database) => {
  let smtp: CaptiveSmtp | undefined;
  let sms: Awaited<ReturnType<typeof smsGateway>> | undefined;
  let server: Started | undefined;
  let left: Left = { secrets: [], refusals: [] };

  before(async () => {
    smtp = await captiveSmtp();
    sms = await smsGateway();
    const settings: Record<string, string> = {
      ...settingsFor(database.setting()),
      ...BEHIND_PROXY,
      DENIZEN_LOG_LEVEL: 'trace',
    };
    server = await start({
      ...settings,
      DENIZEN_SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      DENIZEN_MAIL_FROM: 'id@example.com',
      DENIZEN_SMS_URL: sms.url,
      DENIZEN_SMS_SECRET: SMS_SECRET,
    });
    const mails = smtp;
    const { secrets, refusals } = await useEverySecret({
      server,
      box: smtpMailbox(() => mails),
      text: newestText,
    });
    left = { secrets: [...secrets, KEY, SMS_SECRET, settings.DENIZEN_SECRET ?? ''], refusals };
    // As after a crash: everything lies in the files as the server wrote it.
    await server.stop('SIGKILL');
  });
  after(async () => {
    server?.process.kill('SIGKILL');
    await Promise.all([smtp?.close(), sms?.close()]);
  });

  it('is one of many', () => {
    assert.ok(left.secrets.length > 30 && left.secrets.every((secret) => secret.length >= 8));
  });

  it('is in no line of the log, however much is logged', () => {
    const log = `${server?.output()}${server?.errors()}`;
    assert.match(log, /"path":"\/v1\/account\/sessions\/email"/);
    assert.deepEqual(
      foundIn(
        log,
        left.secrets.filter((secret) => secret !== KEY),
      ),
      [],
    );
  });

  it('is in no refusal', () => {
    assert.deepEqual(foundIn(left.refusals.join('\n'), left.secrets), []);
  });

  const onSqlite = database.engine === 'sqlite' ? it : () => {};
  onSqlite('is in no byte of the database’s files', () => {
    const folder = dirname(database.setting().slice('sqlite:'.length));
    const files = readdirSync(folder);
    assert.ok(files.includes('denizen.db') && files.includes('denizen.db-wal'));
    const found = files.flatMap((name) =>
      foundIn(readFileSync(join(folder, name)).toString('latin1'), left.secrets),
    );
    assert.deepEqual(found, []);
  });

  // After the files, which whoever opens the database tidies up.
  it('is in no row of the database, the history among them', async () => {
    const engine = await openEngine(database.config(), database.secrets());
    try {
      const rows = await everyRow(engine);
      assert.ok(rows.audit && rows.audit.length > 20);
      assert.deepEqual(foundIn(JSON.stringify(rows), left.secrets), []);
    } finally {
      await engine.close();
    }
  });

  async function newestText(least: number): Promise<string> {
    const until = Date.now() + PATIENCE_MS;
    while ((sms?.calls.length ?? 0) < least) {
      if (Date.now() > until) throw new Error('no text message came');
      await wait(25);
    }
    return /\b\d{6}\b/.exec(sms?.calls.at(-1)?.body ?? '')?.[0] ?? '';
  }
});

/** Those that stand in the text, also where base64, hex or a URL hide them. */
function foundIn(text: string, secrets: readonly string[]): readonly string[] {
  return secrets.filter((secret) =>
    [
      secret,
      Buffer.from(secret).toString('hex'),
      Buffer.from(secret).toString('base64url').slice(0, -2),
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
    ].some((form) => text.includes(form)),
  );
}

async function everyRow({ read }: Awaited<ReturnType<typeof openEngine>>) {
  const tables = await read.db.introspection.getTables();
  // An index without contents, which cannot be read; the tables beneath it are.
  const names = tables.map(({ name }) => name as 'audit').filter((name) => String(name) !== 'user_parts');
  const all: Record<string, readonly unknown[]> = {};
  for (const name of names) all[name] = await read.db.selectFrom(name).selectAll().execute();
  return all;
}
