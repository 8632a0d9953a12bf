import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { doctorCommand } from '../../src/cli/doctor.ts';
import { type Finding, filesIn } from '../../src/cli/machine.ts';
import { execute } from '../../src/cli/program.ts';
import { readConfig } from '../../src/config.ts';
import { captiveSmtp } from '../delivery/captive-smtp.ts';
import { testFolder } from '../support/folders.ts';

type Report = { readonly ok: boolean; readonly check: object | null; readonly findings: readonly Finding[] };

async function doctor(settings: Record<string, string>): Promise<Report> {
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  const output = { json: true, command: 'denizen', write, drained: async () => true };
  const ok = await doctorCommand(readConfig(settings), output, { isQuick: true });
  const report = JSON.parse(text) as Report;
  assert.equal(report.ok, ok);
  return report;
}

/** The settings of a database with the project `shop`. */
async function database(): Promise<{ path: string; settings: Record<string, string> }> {
  const path = join(testFolder(), 'people.db');
  const settings = { DENIZEN_DATABASE: `sqlite:${path}`, DENIZEN_DISK_MIN_FREE_MB: '0' };
  const quiet = { write: () => {}, writeError: () => {}, drained: async () => true };
  assert.equal(await execute(['node', 'denizen', 'projects', 'create', 'shop'], settings, quiet), 0);
  return { path, settings };
}

const textsOf = ({ findings }: Report, part: string) =>
  findings.filter((finding) => finding.part === part).map(({ state, text }) => `${state}: ${text}`);

describe('denizen doctor', () => {
  it('looks at the machine, and names commands against weak policies', async () => {
    const { settings } = await database();
    const report = await doctor(settings);
    const parts = new Set(report.findings.map(({ part }) => part));
    for (const part of ['clock', 'disk', 'fsync', 'memory', 'schema', 'policies'])
      assert.ok(parts.has(part), part);
    assert.deepEqual(textsOf(report, 'schema'), ['ok: The schema is that of this version.']);
    const policies = textsOf(report, 'policies');
    assert.match(
      policies[0] ?? '',
      /^advice: In the project shop, .*NIST 800-63B-4.*ASVS.*: projects set shop passwordMinLength=15$/,
    );
    assert.ok(policies.some((text) => text.endsWith('projects set shop passwordDictionary=on')));
    assert.deepEqual([report.ok, report.check !== null], [true, true]);
  });

  it('has less to say once its commands were followed', async () => {
    const { settings } = await database();
    const quiet = { write: () => {}, writeError: () => {}, drained: async () => true };
    const policies = textsOf(await doctor(settings), 'policies');
    for (const text of policies) {
      const words = text.slice(text.lastIndexOf(': ') + 2).split(' ');
      assert.equal(await execute(['node', 'denizen', ...words], settings, quiet), 0, text);
    }
    assert.deepEqual(textsOf(await doctor(settings), 'policies'), []);
  });

  it('goes on without a database', async () => {
    const path = join(testFolder(), 'none', 'people.db');
    const report = await doctor({ DENIZEN_DATABASE: `sqlite:${path}` });
    assert.deepEqual([report.ok, report.check], [false, null]);
    assert.match(textsOf(report, 'database')[0] ?? '', /^problem: The database .* does not exist\./);
    assert.ok(textsOf(report, 'memory').length === 1);
  });

  it('tells a schema of a newer version that still fits from one that does not', async () => {
    const { path, settings } = await database();
    const migrate = (name: string) => {
      const raw = new DatabaseSync(path);
      raw.prepare('insert into schema_migrations (name, timestamp) values (?, ?)').run(name, '2026-01-01');
      raw.close();
    };
    migrate('9998-expand-later');
    assert.match(
      textsOf(await doctor(settings), 'schema')[0] ?? '',
      /^advice: A newer Denizen has migrated .*9998-expand-later/,
    );
    migrate('9999-contract-later');
    const report = await doctor(settings);
    assert.match(
      textsOf(report, 'database')[0] ?? '',
      /^problem: This database was made by a newer Denizen .*9999-contract/,
    );
    assert.equal(report.ok, false);
  });

  it('connects to the mail server, and sends nothing', async (test) => {
    const { settings } = await database();
    const smtp = await captiveSmtp();
    test.after(smtp.close);
    const mail = (port: number) => ({
      ...settings,
      DENIZEN_SMTP_URL: `smtp://127.0.0.1:${port}`,
      DENIZEN_MAIL_FROM: 'id@example.com',
    });
    assert.deepEqual(textsOf(await doctor(mail(smtp.port)), 'mail'), ['ok: 127.0.0.1 takes mail.']);
    assert.deepEqual(smtp.mails, []);
    const report = await doctor(mail(1));
    assert.match(
      textsOf(report, 'mail')[0] ?? '',
      /^problem: 127\.0\.0\.1 takes no mail: .*Check DENIZEN_SMTP_URL\.$/,
    );
    assert.equal(report.ok, false);
  });

  it('asks the public address, and sees a proxy that shows itself', async (test) => {
    const { settings } = await database();
    const proxy = createServer((_, response) => response.setHeader('Via', '1.1 caddy').end('ok')).listen(
      0,
      '127.0.0.1',
    );
    test.after(() => proxy.close());
    await new Promise((resolve) => proxy.once('listening', resolve));
    const { port } = proxy.address() as AddressInfo;
    const base = { ...settings, DENIZEN_PUBLIC_URL: `http://127.0.0.1:${port}` };
    const [seen, untrusted] = textsOf(await doctor(base), 'proxy');
    assert.equal(seen, `ok: http://127.0.0.1:${port} answers, and a proxy shows itself: 1.1 caddy.`);
    assert.match(untrusted ?? '', /^advice: DENIZEN_TRUSTED_PROXIES names no proxy\./);
    assert.equal(textsOf(await doctor({ ...base, DENIZEN_TRUSTED_PROXIES: '127.0.0.1' }), 'proxy').length, 1);
    const none = await doctor({ ...settings, DENIZEN_PUBLIC_URL: 'http://127.0.0.1:1' });
    assert.equal(textsOf(none, 'proxy')[0], 'advice: http://127.0.0.1:1 gives no answer from this machine.');
  });

  it('warns of weak settings', async () => {
    const { settings } = await database();
    const report = await doctor({
      ...settings,
      DENIZEN_API_KEY: 'only-twenty-letters-',
      DENIZEN_PASSWORD_COST: 'm=7168,t=5,p=1',
    });
    assert.match(
      textsOf(report, 'settings')[0] ?? '',
      /^advice: DENIZEN_PASSWORD_COST is less than what OWASP advises/,
    );
    assert.match(JSON.stringify(report.check), /DENIZEN_API_KEY may be guessed: use 32 random characters/);
  });
});

describe('the limit of open files', () => {
  it('is the soft one', () => {
    const line = (soft: string) =>
      `Limit  Soft Limit  Hard Limit  Units\nMax open files            ${soft}                 524288               files     \n`;
    assert.deepEqual(
      [filesIn(line('1024')), filesIn(line('unlimited')), filesIn('')],
      [1_024, Number.MAX_SAFE_INTEGER, undefined],
    );
  });
});
