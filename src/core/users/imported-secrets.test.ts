import assert from 'node:assert/strict';
import { it } from 'node:test';
import { withoutImportedSecrets } from './imported-secrets.ts';

it('leaves out what looks like a secret among the fields that imports kept, and nothing else', () => {
  const own = { hash: 'its own', note: '$2b$10$aaaaaaaaaaaa' };
  const devise = {
    otp_secret: '{"p":"x"}',
    recoveryCodeHashes: ['$2a$10$x'],
    city: 'Ulm',
    otp_at: 5,
    salt: '',
  };
  const kept = { list: ['a', '$argon2id$v=19$m=8'], mfa: [{ backup_codes: 'x', kind: 'totp' }] };
  assert.deepEqual(withoutImportedSecrets({ own, imported: { devise, 'hash-system': kept } }), {
    kept: {
      own,
      imported: {
        devise: { city: 'Ulm', otp_at: 5, salt: '' },
        'hash-system': { list: ['a'], mfa: [{ kind: 'totp' }] },
      },
    },
    left: 4,
  });
  assert.deepEqual(withoutImportedSecrets({ imported: 'x' }), { kept: { imported: 'x' }, left: 0 });
});
