import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Message } from '../../src/core/outbox/message.ts';
import { render } from '../../src/delivery/render.ts';
import { readTemplates } from '../../src/delivery/templates.ts';
import { ConfigError } from '../../src/setting-values.ts';
import { testFolder } from '../support/folders.ts';
import { run } from '../support/program.ts';

function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = testFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const message = (changes: Partial<Message> = {}): Message => ({
  kind: 'mail',
  to: 'ann@example.com',
  purpose: 'email-otp',
  locale: 'de-AT',
  project: 'Shop',
  name: '<Ann>',
  code: '204060',
  minutes: 10,
  ...changes,
});

describe('a folder of templates', () => {
  const folder = folderWith({
    '.DS_Store': 'x',
    'email-otp.de.html': '<style>@media all{p{margin:0}}</style><p>{{ name }}: {{code}}{{phrase}}</p>',
    'email-otp.html': '<p>{{code}}</p>',
    'email-otp.txt': '{{name}} {{code}} {{minutes}} {{project}}',
    'email-otp.subject': 'Code for\n{{name}}\n',
    'phone-otp.txt': '{{code}} @shop',
  });

  it('replaces our words, those for the language before those for all', async () => {
    const templates = await readTemplates(folder);
    assert.deepEqual(render(message(), templates), {
      subject: 'Code for <Ann>',
      text: '<Ann> 204060 10 Shop',
      html: '<style>@media all{p{margin:0}}</style><p>&lt;Ann&gt;: 204060</p>',
    });
    assert.equal(render(message({ locale: 'fr' }), templates).html, '<p>204060</p>');
  });

  it('replaces those of text messages', async () => {
    const sms = message({ kind: 'sms', purpose: 'phone-otp' });
    assert.deepEqual(render(sms, await readTemplates(folder)), {
      subject: '',
      text: '204060 @shop',
      html: '',
    });
  });

  it('leaves our words where it has none', async () => {
    const other = message({ purpose: 'mfa-email' });
    assert.deepEqual(render(other, await readTemplates(folder)), render(other));
  });
});

describe('a template that cannot be sent', () => {
  const wrong: Readonly<Record<string, readonly [name: string, text: string | Buffer, sentence: RegExp]>> = {
    'is named after nothing': [
      'recovry.html',
      '{{url}}',
      /is not named after a message.*recovery, recovery-code, magic-url/,
    ],
    'is in a language that there is not': ['recovery.sv.html', '{{url}}', /Languages: en, de, fr/],
    'is of a kind that there is not': ['recovery.md', '{{url}}', /is not named after a message/],
    'has a placeholder that there is not': [
      'recovery.html',
      '{{url}} {{surname}}',
      /unknown placeholder \{\{surname\}\}/,
    ],
    'has braces that are none': [
      'recovery.html',
      '{{url}} {{user.name}}',
      /has braces that are not a placeholder/,
    ],
    'is empty': ['password-changed.txt', ' \n', /is empty/],
    'lacks the link': ['recovery.de.txt', 'Hallo', /lacks \{\{url\}\}/],
    'lacks the code': ['phone-otp.txt', 'Hallo', /lacks \{\{code\}\}/],
    'is no text': ['recovery.html', Buffer.from([0x7b, 0xff, 0xfe]), /cannot be read as UTF-8 text/],
    'is too large': ['recovery.html', `{{url}}${'x'.repeat(256 * 1024)}`, /is larger than 256 KiB/],
  };

  for (const [what, [name, text, sentence]] of Object.entries(wrong)) {
    it(`since it ${what} is refused in a sentence`, async () => {
      const folder = folderWith({ [name]: text });
      await assert.rejects(readTemplates(folder), (error) => {
        assert.ok(error instanceof ConfigError);
        assert.ok(error.message.startsWith(`The template ${join(folder, name)} `), error.message);
        assert.match(error.message, sentence);
        return true;
      });
    });
  }

  it('since it is a folder is refused in a sentence', async () => {
    const folder = folderWith({});
    mkdirSync(join(folder, 'recovery.html'));
    await assert.rejects(readTemplates(folder), /cannot be read as UTF-8 text \(EISDIR/);
  });

  it('stops the start and the check with one sentence', async () => {
    const settings = {
      DENIZEN_MAIL_TEMPLATES: folderWith({ 'recovery.html': 'Hi' }),
      DENIZEN_DATABASE: 'sqlite::memory:',
    };
    const missing = { ...settings, DENIZEN_MAIL_TEMPLATES: '/nowhere/at/all' };
    const ends = await Promise.all(
      [settings, missing].flatMap((given) => [run('serve', given), run('check', given)]),
    );
    for (const { code, output, errors } of ends)
      assert.deepEqual([code, output, errors.split('\n').length], [1, '', 2]);
    assert.match(ends[0]?.errors ?? '', /recovery\.html lacks \{\{url\}\}, which the message needs/);
    assert.match(
      ends[2]?.errors ?? '',
      /The folder \/nowhere\/at\/all of DENIZEN_MAIL_TEMPLATES cannot be read/,
    );
  });
});
