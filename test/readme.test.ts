import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { bundle } from './sdk/bundle.ts';
import { scriptedServer } from './sdk/scripted-server.ts';
import { type Browser, launchBrowser } from './support/browser.ts';
import { skipUnlessWhole } from './support/extent.ts';
import { testFolder } from './support/folders.ts';
import { mailbox } from './support/mailbox.ts';
import { call, KEY, serving } from './support/server.ts';

const ROOT = join(import.meta.dirname, '..');
/** The port of the README, on which a test cannot listen: something else may. */
const PORT = 4100;
const SETTINGS = { DENIZEN_HOST: 'localhost', DENIZEN_PROJECT: 'default' };
const PERSON = { email: 'ann@example.com', password: 'correct horse battery' };

/** Sends what goes to the README's port to another one. */
const otherPort = (port: string) => `
  import { Socket } from 'node:net';
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function (...given) {
    const [options] = Array.isArray(given[0]) ? given[0] : given;
    if (Number(options?.port) === ${PORT}) options.port = ${port};
    return connect.apply(this, given);
  };
`;

describe('the README', () => {
  const server = serving({ setting: () => 'sqlite::memory:' }, SETTINGS);
  const [ofServer = '', ofBrowser = ''] = blocks();
  const asks = (method: string, path: string, headers: Record<string, string> = {}) =>
    call(server.get().endpoint, method, path, { headers: { 'X-Appwrite-Project': 'default', ...headers } });

  it('has a block for servers that runs as it stands', async () => {
    const folder = testFolder();
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'ports.mjs'), otherPort(new URL(server.get().endpoint).port));
    writeFileSync(join(folder, 'block.mjs'), `${ofServer}\nconsole.log(found.total, ann.name);`);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', join(folder, 'ports.mjs'), join(folder, 'block.mjs')],
      { env: { PATH: process.env.PATH, KEY }, cwd: folder },
    );
    const { body } = await asks('DELETE', `/users/${await idOfAnn()}`);
    assert.deepEqual([stdout, body], ['1 Ann Lee\n', '']);
  });

  describe('in a browser', { skip: skipUnlessWhole }, () => {
    const site = scriptedServer();
    let browser: Browser | undefined;
    before(async () => {
      const { port } = new URL(server.get().endpoint);
      browser = await launchBrowser([`--host-resolver-rules=MAP localhost:${PORT} localhost:${port}`]);
    });
    after(() => browser?.close());

    it('has a block for pages that runs as it stands', async () => {
      const page = await (await (browser as Browser).newContext()).newPage();
      const last = 'globalThis.account = account;';
      const script = await bundle(ROOT, `${ofBrowser}\n${last}`, { format: 'esm' });
      site.will({ status: 200, body: '<!doctype html><title>Ours</title>' });
      await page.goto(site.url().replace('127.0.0.1', 'localhost'));
      const found = await page.evaluate(async (source) => {
        const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
        await import(address);
        const { account } = globalThis as unknown as {
          account: { get(): Promise<{ email: string; emailVerification: boolean }> };
        };
        return account.get();
      }, script.text);
      const mails = await mailbox(server).to(PERSON.email);
      assert.deepEqual([found.email, found.emailVerification, mails.length], [PERSON.email, false, 1]);
    });
  });

  async function idOfAnn(): Promise<string> {
    const { body } = await asks('GET', '/users');
    const { users } = body as { users: readonly { $id: string }[] };
    return users[0]?.$id ?? '';
  }
});

/** The blocks in JavaScript. */
function blocks(): readonly string[] {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
  return [...text.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
}
