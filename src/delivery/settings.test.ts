import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readConfig } from '../config.ts';
import { ConfigError } from '../setting-values.ts';

type Given = Readonly<Record<string, string>>;

const LONG = '0123456789abcdef0123456789abcdef';
const FROM = { DENIZEN_MAIL_FROM: 'id@example.com' };
const SIGNED = { DENIZEN_SMS_SECRET: LONG };

/** Each setting with the ones it needs. */
const subjects: Readonly<
  Record<string, { readonly beside: Given; readonly made: (read: ReturnType<typeof readConfig>) => unknown }>
> = {
  DENIZEN_SMTP_URL: { beside: FROM, made: ({ config }) => config.smtp },
  DENIZEN_MAIL_FROM: { beside: {}, made: ({ config }) => config.mailFrom },
  DENIZEN_MAIL_TEMPLATES: { beside: {}, made: ({ config }) => config.mailTemplates },
  DENIZEN_SMS_URL: { beside: SIGNED, made: ({ secrets }) => secrets.smsUrl?.href },
  DENIZEN_SMS_SECRET: { beside: {}, made: ({ secrets }) => secrets.smsSecret },
};

const accepted: Readonly<Record<string, readonly (readonly [string, unknown])[]>> = {
  DENIZEN_SMTP_URL: [
    ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, tls: 'when offered' }],
    ['smtps://mail.example.com/', { host: 'mail.example.com', port: 465, tls: 'at once' }],
    ['smtp://ann:geheim@[::1]:25', { host: '::1', port: 25, tls: 'when offered' }],
  ],
  DENIZEN_MAIL_FROM: [
    ['Id@Example.com', { name: '', address: 'id@example.com' }],
    ['Ann, Bob & Co <id@example.com>', { name: 'Ann, Bob & Co', address: 'id@example.com' }],
    ['"Läden: gut" <id@example.com>', { name: 'Läden: gut', address: 'id@example.com' }],
    ['<id@example.com>', { name: '', address: 'id@example.com' }],
  ],
  DENIZEN_MAIL_TEMPLATES: [['./templates', './templates']],
  DENIZEN_SMS_URL: [
    ['https://sms.example.com/send?key=a', 'https://sms.example.com/send?key=a'],
    ['http://localhost:8080', 'http://localhost:8080/'],
  ],
  DENIZEN_SMS_SECRET: [[LONG, LONG]],
};

const refused: Readonly<Record<string, { readonly values: readonly string[]; readonly sentence: RegExp }>> = {
  DENIZEN_SMTP_URL: {
    sentence: /as in smtp:\/\/ann:secret@mail\.example\.com:587/,
    values: [
      'mail.example.com',
      'http://mail.example.com',
      'smtp://',
      'smtp://mail.example.com/inbox',
      'smtp://mail.example.com?tls=no',
      'smtp://mail.example.com:0',
      'smtp://a b',
      'smtp://ann:canary@mail.example.com:x',
      'smtp://canary@mail.example.com',
      'smtp://:canary@mail.example.com',
      'smtp://ann:canary%@mail.example.com',
    ],
  },
  DENIZEN_MAIL_FROM: {
    sentence: /as in Example <id@example\.com>/,
    values: [
      'example.com',
      'Ann',
      'Ann id@example.com',
      'Ann <id@example.com> <me@example.com>',
      'id@example.com, me@example.com',
      'Ann\r\nBcc: me@example.com <id@example.com>',
      `${'x'.repeat(101)} <id@example.com>`,
    ],
  },
  DENIZEN_SMS_URL: {
    sentence: /as in https:\/\/sms\.example\.com\/send/,
    values: [
      'sms.example.com',
      'ftp://sms.example.com/canary',
      'https://ann:canary@sms.example.com',
      'https://sms.example.com/#canary',
    ],
  },
  DENIZEN_SMS_SECRET: { sentence: /use 32 random characters or more.*openssl rand/, values: ['canary'] },
};

/** Returns the error message that stops the start. */
function refusal(environment: Given): string {
  try {
    readConfig(environment);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  return 'accepted';
}

for (const [name, { beside, made }] of Object.entries(subjects)) {
  describe(name, () => {
    for (const [value, expected] of accepted[name] ?? []) {
      it(`accepts ${value}`, () =>
        assert.deepEqual(made(readConfig({ ...beside, [name]: value })), expected));
    }
    const { values = [], sentence = /./ } = refused[name] ?? {};
    for (const value of values) {
      it(`refuses ${JSON.stringify(value)} without repeating secrets, and explains the format`, () => {
        const said = refusal({ ...beside, [name]: value });
        assert.match(said, sentence);
        assert.ok(said.startsWith(name), said);
        assert.doesNotMatch(said, /canary/);
      });
    }
  });
}

describe('settings that need each other', () => {
  it('are the SMTP server and the sender', () => {
    const said = refusal({ DENIZEN_SMTP_URL: 'smtp://mail.example.com' });
    assert.match(said, /^DENIZEN_MAIL_FROM must be the sender of mail when DENIZEN_SMTP_URL is set, /);
  });

  it('are the SMS URL and the secret that signs', () => {
    const said = refusal({ DENIZEN_SMS_URL: 'https://sms.example.com' });
    assert.match(said, /^DENIZEN_SMS_SECRET must be set when DENIZEN_SMS_URL is: .* openssl rand -hex 32$/);
  });
});
