import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { storedHashOf } from './imported.ts';
import { ReadablePassword } from './readable.ts';
import type { SourceHash } from './source-hash.ts';

const PASSWORD = 'Zwölf Boxkämpfer';
const text = (family: string, stored: string): SourceHash => ({ family, scheme: '', stored });
const HEX = Buffer.from(PASSWORD).toString('hex');
const BASE64 = Buffer.from(PASSWORD).toString('base64');

describe('a password in clear text', () => {
  it('is found in each form in which systems keep one, and comes with a refusal', () => {
    const forms: readonly SourceHash[] = [
      text('plain-text', PASSWORD),
      text('spring', `{noop}${PASSWORD}`),
      text('ldap', `{CLEARTEXT}${PASSWORD}`),
      text('ldap', `{plaintext}${PASSWORD}`),
      text('dovecot', `{PLAIN}${PASSWORD}`),
      text('dovecot', `{PLAIN.b64}${BASE64}`),
      text('dovecot', `{CLEARTEXT.HEX}${HEX}`),
      { family: 'firebase', scheme: '', parts: { passwordHash: `fakeHash:salt=a:password=${PASSWORD}` } },
      { family: 'appwrite', scheme: '', parts: { hash: 'plaintext', password: PASSWORD } },
      {
        family: 'aspnet-membership',
        scheme: 'SHA1',
        parts: { Password: PASSWORD, PasswordSalt: 'x', PasswordFormat: 0 },
      },
    ];
    const outcomes = forms.map((form) => storedHashOf(form, {}));
    assert.deepEqual(
      outcomes.map((outcome) => ('refused' in outcome ? outcome.readable?.reveal() : 'stored')),
      forms.map(() => PASSWORD),
    );
    assert.ok(outcomes.every((outcome) => 'refused' in outcome && !outcome.refused.includes(PASSWORD)));
  });

  it('is not what another server could use in its place, nor what is encrypted or garbled', () => {
    const forms = [
      text('dovecot', '{CRAM-MD5}26f6f3c0e44fe07c1c11cd20d4a1d1df'),
      text('ldap', `{DIGEST-MD5}${HEX}`),
      text('dovecot', '{PLAIN.HEX}xyz'),
      { family: 'aspnet-membership', scheme: '', parts: { Password: 'x', PasswordFormat: 2 } },
    ];
    const outcomes = forms.map((form) => storedHashOf(form, {}));
    assert.ok(outcomes.every((outcome) => 'refused' in outcome && outcome.readable === undefined));
  });

  it('is shown by nothing that writes values', () => {
    const readable = new ReadablePassword(PASSWORD);
    const shown = [
      JSON.stringify({ readable }),
      inspect({ readable }, { showHidden: true }),
      `${readable}`,
      JSON.stringify({ ...readable }),
      JSON.stringify(storedHashOf(text('plain-text', PASSWORD), {})),
    ].join();
    assert.doesNotMatch(shown, /Boxk/);
    assert.equal(readable.reveal(), PASSWORD);
  });
});
