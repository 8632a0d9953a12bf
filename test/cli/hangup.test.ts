import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isAtTerminal, onHangup } from '../../src/cli/hangup.ts';
import { testFolder } from '../support/folders.ts';
import { until as eventually } from '../support/patience.ts';
import { freshPostgres } from '../support/postgres.ts';
import { begin, type Running } from '../support/program.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
const READY = 'Next';

type Line = Readonly<Record<string, unknown>>;

const until = (what: string, check: () => boolean | Promise<boolean>) => eventually(check, what);

function linesOf(text: string): readonly Line[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);
}

const baseOf = (server: Running) => /Endpoint +(\S+)\/v1/.exec(server.output())?.[1] ?? '';

/** A server with a file of settings that was given as TOML. */
async function withFile(text: string, settings: Record<string, string> = {}) {
  const folder = testFolder();
  const file = join(folder, 'denizen.toml');
  writeFileSync(file, text);
  const server = await begin(`serve --config ${file}`, READY, settings, { folder });
  const lines = () => linesOf(server.errors());
  const count = (msg: string) => lines().filter((line) => line.msg === msg).length;
  return {
    server,
    lines,
    /** Writes the file again, sends SIGHUP, and waits for what the log says about it. */
    reload: async (changed: string, msg: string): Promise<Line> => {
      const before = count(msg);
      writeFileSync(file, changed);
      void server.stop('SIGHUP');
      await until(msg, () => count(msg) > before);
      return lines().findLast((line) => line.msg === msg) ?? {};
    },
  };
}

const READ = 'the settings were read again';
const LEFT = 'these settings change at the next start only';
const FAILED = 'the settings were not read again: nothing is changed';

describe('SIGHUP to a server without a terminal', () => {
  it('takes what can change, and names what cannot', async (test) => {
    const { server, reload, lines } = await withFile('log-level = "info"\n');
    test.after(() => server.stop('SIGKILL'));
    const read = await reload('log-level = "debug"\nproject = "later"\ndisk-min-free-mb = 7\n', READ);
    assert.deepEqual(read.changed, ['DENIZEN_DISK_MIN_FREE_MB', 'DENIZEN_LOG_LEVEL']);
    await until('a warning', () => lines().some(({ msg }) => msg === LEFT));
    assert.deepEqual(lines().find(({ msg }) => msg === LEFT)?.settings, ['DENIZEN_PROJECT']);
    // Requests to probes are logged at debug.
    await until('a line at debug', async () => {
      await fetch(`${baseOf(server)}/healthz`);
      return lines().some(({ level, path }) => level === 20 && path === '/healthz');
    });
    const { code } = await server.stop();
    assert.equal(code, 0);
  });

  it('takes a limit of the disk, which /readyz then judges by', async (test) => {
    const { server, reload } = await withFile('disk-min-free-mb = 0\n');
    test.after(() => server.stop('SIGKILL'));
    const status = async () => (await fetch(`${baseOf(server)}/readyz`)).status;
    assert.equal(await status(), 200);
    await reload('disk-min-free-mb = 1000000\n', READ);
    await until('red', async () => (await status()) === 503);
    await reload('disk-min-free-mb = 0\n', READ);
    await until('green', async () => (await status()) === 200);
  });

  it('changes nothing when the settings are not valid, and shows no secret', async (test) => {
    const { server, reload } = await withFile('log-level = "info"\n');
    test.after(() => server.stop('SIGKILL'));
    const { error } = await reload('log-level = "loud"\n', FAILED);
    assert.match(String(error), /^DENIZEN_LOG_LEVEL must be one of /);
    await reload('secret = "canary-7f3a\n', FAILED);
    await reload('secret = "canary-7f3a-0123456789-0123456789-0123456789"\n', LEFT);
    assert.equal((await fetch(`${baseOf(server)}/healthz`)).status, 200);
    assert.doesNotMatch(server.errors(), /canary/);
  });

  it('reaches all processes', async (test) => {
    const database = await freshPostgres();
    test.after(database.drop);
    const settings = {
      DENIZEN_DATABASE: database.url,
      DENIZEN_SECRET: 'a secret for tests, and long enough',
      DENIZEN_PROCESSES: '2',
    };
    const { server, reload, lines } = await withFile('log-level = "info"\n', settings);
    test.after(() => server.stop('SIGKILL'));
    await until('a worker', () => lines().some(({ msg }) => msg === 'a worker listens'));
    await reload('log-level = "debug"\n', READ);
    await until('lines at debug of both processes', async () => {
      const headers = { Connection: 'close' };
      await Promise.all(Array.from({ length: 8 }, () => fetch(`${baseOf(server)}/healthz`, { headers })));
      const workers = lines().filter(({ level, path }) => level === 20 && path === '/healthz');
      return new Set(workers.map(({ worker }) => worker)).size === 2;
    });
  });
});

describe('SIGHUP before the server is ready', () => {
  it('is kept until then, several as one', async (test) => {
    const listeners = process.listeners('SIGHUP');
    test.after(() => {
      for (const listener of process.listeners('SIGHUP'))
        if (!listeners.includes(listener)) process.off('SIGHUP', listener);
    });
    let times = 0;
    const { start } = onHangup(false);
    for (let time = 0; time < 3; time++) process.emit('SIGHUP', 'SIGHUP');
    start(async () => {
      times++;
    });
    assert.equal(times, 1);
  });
});

describe('a server at a terminal', () => {
  const lacksScript = spawnSync('script', ['--version']).error !== undefined;

  it('stops in order when the terminal is closed', {
    skip: lacksScript && 'this machine has no script, of bsdutils',
  }, async () => {
    const folder = testFolder();
    const [log, id] = [join(folder, 'log'), join(folder, 'pid')];
    const command = `echo $$ > ${id}; exec ${process.execPath} ${MAIN} serve 2> ${log}`;
    const env = { PATH: process.env.PATH, DENIZEN_PORT: '0', SHELL: '/bin/sh' };
    const terminal = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: folder,
      env,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const text = () => (existsSync(log) ? readFileSync(log, 'utf8') : '');
    await until('a start', () => text().includes('"msg":"listening"'));
    terminal.kill('SIGKILL');
    await until('a stop', () => text().includes('"reason":"SIGHUP","msg":"stopping"'));
    const pid = Number(readFileSync(id, 'utf8'));
    await until('an end', () => !isRunning(pid));
    assert.doesNotMatch(text(), /"level":[56]0/);
  });

  it('is told from others by its streams', () => {
    const { stdout } = spawnSync(
      process.execPath,
      [
        '-e',
        `import(${JSON.stringify(join(import.meta.dirname, '../../src/cli/hangup.ts'))}).then((m) => console.log(m.isAtTerminal()))`,
      ],
      { stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' },
    );
    assert.equal(stdout, 'false\n');
    assert.equal(typeof isAtTerminal(), 'boolean');
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
