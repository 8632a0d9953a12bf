import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { emailOf, readableEmail } from './email.ts';

/** Addresses and their stored form. */
const valid: readonly (readonly [string, string])[] = [
  ['ann@example.com', 'ann@example.com'],
  ['  Ann.Lee+News@EXAMPLE.co.uk \n', 'ann.lee+news@example.co.uk'],
  [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  [`ann@${'a'.repeat(63)}.com`, `ann@${'a'.repeat(63)}.com`],
  ["!#$%&'*+/=?^_`{|}~-@example.com", "!#$%&'*+/=?^_`{|}~-@example.com"],
  ['"ann lee"@example.com', '"ann lee"@example.com'],
  ['ann@xn--bcher-kva.example', 'ann@xn--bcher-kva.example'],
  ['Ann@Bücher.Example', 'ann@xn--bcher-kva.example'],
  ['ann@BU\u0308CHER.example', 'ann@xn--bcher-kva.example'],
  ['ann@例え.テスト', 'ann@xn--r8jz45g.xn--zckzah'],
  ['ann@1.2.3.example', 'ann@1.2.3.example'],
  ['ann@[192.168.0.1]', 'ann@[192.168.0.1]'],
  ['ann@[IPv6:2001:db8::1]', 'ann@[ipv6:2001:db8::1]'],
];

/** Forms that have misdirected mail in other software, or that mail systems read differently. */
const invalid: Readonly<Record<string, readonly string[]>> = {
  'line breaks and other control characters': [
    'ann@example.com\r\nBcc: eve@evil.example',
    'ann\r\n@example.com',
    'ann@exam\nple.com',
    'ann@example.com\0',
    'ann\t@example.com',
    '"ann\r\n"@example.com',
  ],
  'quoted local parts with what separates addresses': [
    '"a@evil.example"@victim.example',
    '"ann,eve@evil.example"@victim.example',
    '"ann;"@example.com',
    '"<eve@evil.example>"@example.com',
    '"ann\\"@example.com',
    '"ann""lee"@example.com',
    '""@example.com',
    'ann"lee"@example.com',
  ],
  'several addresses': [
    'ann@example.com,eve@evil.example',
    'ann@example.com;eve@evil.example',
    'ann@example.com eve@evil.example',
    'ann@eve@example.com',
    'Ann <ann@example.com>',
    'mailto:ann@example.com?cc=eve@evil.example ',
  ],
  comments: [
    'ann(comment)@example.com',
    '(comment)ann@example.com',
    'ann@(comment)example.com',
    'ann@example.com(comment)',
  ],
  'letters that look like ASCII, or become it': [
    'ſam@example.com',
    'mıke@example.com',
    '\u212aelvin@example.com',
    'İnci@example.com',
    'ann@ex\u212aample.com',
    'ann＠example.com',
    'änn@example.com',
    'ann@bu\u200bcher.example',
    'ann@büc\u200bher.example',
    'ann@bü cher.example',
    'ann@bücher\u3002example',
    'änn@bücher.example',
    'ann@example.com@bücher.example',
    'ann@bücher.example:25',
    `ann@${'ü'.repeat(64)}.example`,
    'ann\u202e@example.com',
    'ann\u200b@example.com',
    'ann@example\u3002com',
  ],
  'dots where none may be': [
    '.ann@example.com',
    'ann.@example.com',
    'ann..lee@example.com',
    'ann@.example.com',
    'ann@example.com.',
    'ann@example..com',
  ],
  'parts that are missing or too long': [
    '',
    '@',
    'ann',
    'ann@',
    '@example.com',
    'ann@localhost',
    `${'a'.repeat(65)}@example.com`,
    `ann@${'a'.repeat(64)}.com`,
    `ann@${'a.'.repeat(126)}com`,
  ],
  'hosts that are none': [
    'ann@-example.com',
    'ann@example-.com',
    'ann@exam_ple.com',
    'ann@192.168.0.1',
    'ann@[192.168.0.256]',
    'ann@[192.168.0.1',
    'ann@[IPv6:::::]',
    'ann@[IPv6:fe80::1%eth0]',
    'ann@[example.com]',
    'ann@[]',
    'ann@example.com:25',
  ],
};

describe('an email', () => {
  for (const [text, stored] of valid) {
    it(`${JSON.stringify(text)} is ${stored}`, () => assert.equal(emailOf(text), stored));
  }

  for (const [what, texts] of Object.entries(invalid)) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(
        texts.filter((text) => emailOf(text) !== undefined),
        [],
      );
    });
  }

  it('has one canonical form, which is a fixed point', () => {
    const texts = fc.oneof(
      fc.emailAddress(),
      fc.string(),
      fc.string({ unit: 'grapheme' }).map((text) => `${text}@example.com`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const email = emailOf(text);
        if (email === undefined) return;
        assert.equal(emailOf(email), email);
        assert.equal(emailOf(text.toUpperCase()), email);
        assert.match(email, /^[\x20-\x7e]+@[\x21-\x7e]+$/);
      }),
    );
  });

  it('is read with an international domain in its own letters', () => {
    assert.equal(readableEmail('ann@xn--bcher-kva.example'), 'ann@bücher.example');
    assert.equal(readableEmail('xn--ann@example.com'), 'xn--ann@example.com');
    assert.equal(readableEmail('ann@xn--.example'), 'ann@xn--.example');
  });

  it('is accepted by mail software', () => {
    fc.assert(fc.property(fc.emailAddress(), (text) => assert.equal(emailOf(text), text.toLowerCase())));
  });

  it('is validated quickly, however long the text', () => {
    const evil = [
      `${'a.'.repeat(250_000)}@`,
      `${'a'.repeat(500_000)}@${'a-'.repeat(500_000)}`,
      `"${' '.repeat(500_000)}@a.b`,
      '@'.repeat(500_000),
    ];
    const before = process.cpuUsage();
    assert.deepEqual(
      evil.map(emailOf),
      evil.map(() => undefined),
    );
    // Of this process, whatever else the machine does. With the square of the length, it would be minutes.
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 2_000_000, `${user + system} µs`);
  });
});
