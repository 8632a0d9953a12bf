import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Instant } from '../../src/core/instant.ts';
import type { Message, Purpose } from '../../src/core/outbox/message.ts';
import { en } from '../../src/delivery/languages/en.ts';
import { languageFor, languages } from '../../src/delivery/languages/languages.ts';
import { render } from '../../src/delivery/render.ts';
import { placeholdersIn } from '../../src/delivery/values.ts';

const purposes = Object.keys(en.texts) as readonly Purpose[];
const tags = Object.keys(languages) as readonly (keyof typeof languages)[];
const URL_SENT = 'https://id.example.com/go?secret=s&user=u';

const CLAIM = {
  account: '65a68fb56a87a1686d40',
  madeAt: Date.UTC(2026, 8, 1, 10) as Instant,
  device: 'Firefox, Linux',
  network: '203.0.113.*',
  country: 'FR',
  refusal: 'https://id.example.com/v1/auth/not-me?token=t',
};

const message = (changes: Partial<Message> = {}): Message => ({
  kind: 'mail',
  to: 'ann@example.com',
  purpose: 'email-otp',
  locale: 'en',
  project: 'Shop',
  name: 'Ann',
  code: '204060',
  minutes: 10,
  ...changes,
});

/** Everything that a message of the purpose may have. */
const full = (purpose: Purpose, changes: Partial<Message> = {}): Message => {
  const links = placeholdersIn(en.texts[purpose].lines.join(' ')).includes('url');
  const { code: _, ...rest } = message({
    purpose,
    phrase: 'Wise Lark',
    team: 'Crew',
    inviter: 'Max',
    username: 'ann-from-shop',
    claim: CLAIM,
    ...changes,
  });
  return links ? { ...rest, url: URL_SENT } : { ...rest, code: '204060' };
};

/** The message with nothing in it but what nobody can do without. */
const bare = (purpose: Purpose, changes: Partial<Message>): Message => {
  const {
    phrase: _,
    team: __,
    inviter: ___,
    minutes: ____,
    username: _____,
    claim: ______,
    ...rest
  } = full(purpose, changes);
  return { ...rest, name: '', project: '' };
};

describe('every purpose in every language', () => {
  for (const locale of tags) {
    it(`has subject, text and HTML in ${locale}, and nothing is left open`, () => {
      for (const purpose of purposes) {
        for (const sent of [full(purpose, { locale }), bare(purpose, { locale })]) {
          const { subject, text, html } = render(sent);
          for (const part of [subject, text, html]) {
            assert.ok(part.trim().length > 10, `${purpose}: ${part}`);
            assert.doesNotMatch(part, /\{\{|\}\}|undefined/, purpose);
          }
          const brings =
            sent.url ?? (placeholdersIn(en.texts[purpose].lines.join(' ')).includes('code') && sent.code);
          if (brings)
            assert.ok(text.includes(brings) && html.includes(brings.replaceAll('&', '&amp;')), purpose);
        }
      }
    });

    it(`is short as a text message in ${locale}, with the code or the link`, () => {
      for (const purpose of ['phone-verification', 'phone-otp', 'mfa-phone', 'team-invitation'] as const) {
        const sent = full(purpose, { locale, kind: 'sms' });
        const { subject, text, html } = render(sent);
        assert.deepEqual([subject, html], ['', '']);
        assert.ok(text.includes(sent.url ?? sent.code ?? 'nothing'), text);
        assert.ok([...text].length <= 140 && !text.includes('\n'), text);
      }
    });

    it(`says in ${locale} what no other language says`, () => {
      for (const purpose of purposes) {
        const said = (tag: string) => render(full(purpose, { locale: tag })).text;
        const others = tags.filter((tag) => tag !== locale).map(said);
        assert.ok(!others.includes(said(locale)), purpose);
      }
    });
  }
});

describe('the language', () => {
  it('is the one that the locale asks for, and English when there is none for it', () => {
    const locales = ['de', 'pt-BR', 'FR-ca', 'ja_JP', 'zh-Hans', 'x', '', 'constructor'];
    assert.deepEqual(locales.map(languageFor), ['de', 'pt', 'fr', 'ja', 'en', 'en', 'en', 'en']);
  });
});

describe('a mail', () => {
  it('reads so', () => {
    const { subject, text } = render(full('magic-url', { minutes: 60 }));
    assert.equal(subject, 'Your link to sign in to Shop');
    assert.equal(
      text,
      `Hello Ann,

One click, and you are signed in.

${URL_SENT}

You should see the same words on your screen: Wise Lark

The link works once, for 60 minutes.

If you did not ask for this, you can ignore this message.

-- 
Shop
`,
    );
  });

  it('loads nothing from anywhere, and links to where it says only', () => {
    for (const purpose of purposes) {
      const { html } = render(full(purpose));
      assert.doesNotMatch(html, /<(?:img|link|script|iframe|object|form|base)\b|\bsrc=|@import|url\(/i);
      const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, to]) => to);
      const own = full(purpose).url ? [URL_SENT.replaceAll('&', '&amp;')] : [];
      const claims = en.texts[purpose].lines.some((line) => line === '{{refusal}}');
      assert.deepEqual(links, claims ? [...own, CLAIM.refusal] : own, purpose);
    }
  });

  it('says which account claims an address, since when and from where, and how to be rid of it', () => {
    const { text, html } = render(message({ purpose: 'email-verification', url: URL_SENT, claim: CLAIM }));
    assert.deepEqual(text.split('\n\n').slice(2, 8), [
      URL_SENT,
      'The link works once, for 10 minutes.',
      'It is for the account Ann (65a68fb56a87a1686d40), made on September 1, 2026 at 10:00 AM UTC.',
      'The account was made from: Firefox, Linux, France, 203.0.113.*.',
      'That is not your account? Do not confirm it, and free your address from it here:',
      CLAIM.refusal,
    ]);
    assert.ok(html.includes(`<a href="${CLAIM.refusal}">`));
  });

  it('says hours where there are more than one', () => {
    const texts = [60, 90, 1_440].map((minutes) => render(message({ minutes })).text);
    assert.deepEqual(
      texts.map((text) => /works once, for (.*?)\./.exec(text)?.[1]),
      ['60 minutes', '90 minutes', '24 hours'],
    );
  });

  it('leaves out the words of the screen and the time when there are none', () => {
    const { minutes: _, ...rest } = message();
    const { text } = render(rest);
    assert.doesNotMatch(text, /screen|works once/);
  });
});

describe('what users chose', () => {
  const markup = `<img src=x onerror=alert(1)> & "Ann's"`;

  it('is escaped in HTML', () => {
    const { html } = render(message({ name: markup, project: markup }));
    assert.ok(html.includes('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;Ann&#39;s&quot;'));
    assert.doesNotMatch(html, /<img|onerror=alert\(1\)>/);
  });

  it('becomes no link by itself', () => {
    const names = ['Win at http://evil.example/x', 'www.evil.example', 'ann@evil.example', 'evil。example'];
    const texts = names.flatMap((name) => [
      render(message({ name })).text,
      [URL_SENT, CLAIM.refusal, CLAIM.network].reduce(
        (text, ours) => text.replace(ours, ''),
        render(full('account-confirmation', { username: name })).text,
      ),
    ]);
    for (const text of texts) assert.doesNotMatch(text, /:\/\/|\w[.。]\w/);
    assert.match(texts[0] ?? '', /^Hello Win at http: \/\/evil\. example\/x,/);
  });

  it('stays in its line and in its direction, and within bounds', () => {
    const name = `Ann\r\nBcc: eve\u2028x\u202eevil\u0000 ${'y'.repeat(200)}`;
    const { text, subject } = render(full('team-invitation', { name, project: name, team: name }));
    const [hello] = text.split('\n');
    assert.equal(hello, `Hello Ann Bcc: eve x evil ${'y'.repeat(64 - 'Ann Bcc: eve x evil '.length - 1)}…,`);
    assert.doesNotMatch(subject, /[\p{Cc}\u2028\u202e]/u);
    assert.ok(subject.length <= 150);
  });

  it('is not looked at for placeholders', () => {
    const { text } = render(message({ name: '{{code}} $& $1' }));
    assert.match(text, /^Hello \{\{code\}\} \$& \$1,/);
  });

  it('keeps letters that are joined by what cannot be seen', () => {
    assert.match(render(message({ name: '👩‍🚀 می‌خواهم' })).text, /^Hello 👩‍🚀 می‌خواهم,/u);
  });
});
