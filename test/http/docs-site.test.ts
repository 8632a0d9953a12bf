import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import axe, { type AxeResults } from 'axe-core';
import Fastify from 'fastify';
import type { Page } from 'playwright-core';
import { adminDocument } from '../../src/admin/openapi.ts';
import { appwriteDocument } from '../../src/appwrite/openapi.ts';
import { hexDocument } from '../../src/hex/openapi.ts';
import { serveDocs } from '../../src/http/docs.ts';
import { VERSION } from '../../src/version.ts';
import { type Browser, launchBrowser } from '../support/browser.ts';
import { skipUnlessWhole } from '../support/extent.ts';
import { testFolder } from '../support/folders.ts';

const ROOT = join(import.meta.dirname, '../..');
const GUIDE = 'guide/import.html';
const REFERENCE = 'reference/appwrite/users.html';
const documents = { appwrite: appwriteDocument(), hex: hexDocument(), admin: adminDocument() };

const folder = join(testFolder(), 'dist');
const pages = (): readonly string[] => globSync('**/*.html', { cwd: folder });
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('the built documentation', () => {
  before(() => promisify(execFile)(process.execPath, [join(ROOT, 'tools/site/build.ts'), folder]));

  it('has every page of docs, each in the menu or the list of decisions', () => {
    const written = globSync(['guide/*.md', 'decisions/*.md', '*.md'], { cwd: join(ROOT, 'docs') });
    const wanted = written.map((file) => file.replace(/\.md$/, '.html'));
    assert.deepEqual(
      wanted.filter((page) => !pages().includes(page)),
      [],
    );
    const listed = hrefsIn('index.html').concat(
      hrefsIn('decisions/index.html').map((href) => `decisions/${href}`),
    );
    assert.deepEqual(
      wanted.filter((page) => !listed.includes(page)),
      [],
    );
    assert.doesNotMatch(read('index.html'), /<p>More<\/p>/, 'tools/site/contents.ts lacks a guide');
  });

  it('names the version of the product', () => {
    assert.ok(read(REFERENCE).includes(`<small>${VERSION}</small>`));
  });

  it('has no link, file or anchor that leads nowhere', () => {
    const anchors = new Map(pages().map((page) => [page, anchorsIn(page)]));
    const dead = pages().flatMap((page) =>
      hrefsIn(page)
        .filter((href) => !/^(https?|mailto):/.test(href))
        .filter((href) => {
          const [path = '', anchor] = href.split('#');
          const target = path === '' ? page : join(dirname(page), path);
          if (!existsSync(join(folder, target))) return true;
          return anchor !== undefined && !anchors.get(target)?.has(anchor);
        })
        .map((href) => `${page} -> ${href}`),
    );
    assert.deepEqual(dead, []);
  });

  it('has nothing inline and loads nothing from elsewhere', () => {
    const bad = /<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|(?:src|<link[^>]*href)="(?:https?:)?\/\//;
    assert.deepEqual(
      pages().filter((page) => bad.test(read(page))),
      [],
    );
  });

  it('has every operation of every protocol, with its anchor', () => {
    const lost = Object.entries(documents).flatMap(([name, { paths }]) => {
      const ids = new Set(
        pages()
          .filter((page) => page.startsWith(`reference/${name}/`))
          .flatMap((page) => [...anchorsIn(page)]),
      );
      const operations = Object.values(paths).flatMap((item) => Object.values(item));
      return operations.map(({ operationId }) => operationId).filter((id) => !ids.has(id));
    });
    assert.deepEqual(lost, []);
  });

  it('shows an operation in curl and in both packages', () => {
    const all = read(REFERENCE);
    const from = all.indexOf('id="usersUpdateName"');
    const text = all.slice(from, all.indexOf('</details>', from)).replaceAll('&#34;', '"');
    for (const part of [
      'curl -X PATCH "$ENDPOINT/users/USER_ID/name"',
      'from &#39;node-appwrite&#39;',
      'from &#39;denizen-sdk&#39;',
      'users.updateName(',
      '"$id": "ann"',
    ])
      assert.ok(text.includes(part), part);
  });

  describe('in a browser', { skip: skipUnlessWhole }, inBrowser);
});

function inBrowser(): void {
  const app = Fastify();
  let browser: Browser | undefined;
  let base = '';
  const refused: string[] = [];

  before(async () => {
    serveDocs(app, folder);
    await app.listen({ host: '127.0.0.1', port: 0 });
    // Cast: it listens on a port.
    base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/docs/`;
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await app.close();
  });

  const open = async (path: string, { width = 1280, theme = 'light' as 'light' | 'dark' } = {}) => {
    const context = await browser?.newContext({ viewport: { width, height: 900 }, colorScheme: theme });
    await context?.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(base).origin });
    const page = await context?.newPage();
    assert.ok(page);
    page.on('console', (message) => {
      if (message.type() === 'error') refused.push(`${path}: ${message.text()}`);
    });
    await page.goto(base + path);
    return page;
  };

  it('finds guides and operations by the keyboard', async () => {
    const page = await open(GUIDE);
    await page.keyboard.press('/');
    await page.keyboard.type('canaries');
    await page.locator('#results li').first().waitFor();
    assert.match((await page.locator('#results').textContent()) ?? '', /Import users/);
    await page.locator('#search').fill('usersUpdateName');
    await page.locator('#results li', { hasText: 'name' }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`${base}${REFERENCE}#usersUpdateName`);
    await page.locator('#usersUpdateName[open]').waitFor();
    await page.locator('#search').fill('nosuchwordanywhere');
    await page.getByText('Nothing found').waitFor();
    await page.context().close();
  });

  it('leads from anchors of the former page to the operation', async () => {
    const page = await open('#usersUpdateName');
    await page.waitForURL(`${base}${REFERENCE}#usersUpdateName`);
    await page.context().close();
  });

  it('copies an example, in the language that was chosen', async () => {
    const page = await open(`${REFERENCE}#usersUpdateName`);
    const operation = page.locator('#usersUpdateName');
    await operation.getByRole('button', { name: 'denizen-sdk' }).click();
    await operation.locator('.copy:visible').first().click();
    await operation.getByText('Copied').waitFor();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    assert.match(copied, /from 'denizen-sdk'[\s\S]+users\.updateName\(/);
    await page.reload();
    assert.equal(await page.getAttribute('html', 'data-language'), 'denizen-sdk');
    await page.context().close();
  });

  it('keeps the theme that was chosen', async () => {
    const page = await open(GUIDE);
    const paper = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await paper();
    await page.getByRole('button', { name: 'Dark' }).click();
    const dark = await paper();
    await page.goto(base + REFERENCE);
    assert.notEqual(light, dark);
    assert.equal(await paper(), dark);
    await page.context().close();
  });

  for (const theme of ['light', 'dark'] as const) {
    for (const width of [1280, 390]) {
      it(`is accessible and as wide as the window, ${theme}, ${width} px`, async () => {
        for (const path of ['', GUIDE, 'guide/moving.html', `${REFERENCE}#usersUpdateName`]) {
          const page = await open(path, { width, theme });
          assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= width, path);
          if (path === GUIDE || path.startsWith(REFERENCE)) assert.deepEqual(await faultsOf(page), [], path);
          await page.context().close();
        }
      });
    }
  }

  it('was refused nothing by the policy', () => {
    assert.deepEqual(refused, []);
  });
}

async function faultsOf(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
}

function hrefsIn(page: string): readonly string[] {
  return Array.from(read(page).matchAll(/(?:href|src)="([^"]+)"/g), ([, href = '']) => href);
}

function anchorsIn(page: string): ReadonlySet<string> {
  return new Set(Array.from(read(page).matchAll(/\sid="([^"]+)"/g), ([, id = '']) => id));
}
