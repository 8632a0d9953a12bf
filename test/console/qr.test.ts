import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { qrModulesOf } from '../../console/src/ui/qr.ts';
import { decodedQr } from '../support/qr.ts';

/** Bytes that each version takes (ISO/IEC 18004, table 7, byte mode, level M). */
const CAPACITIES = [
  14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666,
] as const;

const URI = 'otpauth://totp/Denizen:ann%40example.com?secret=JBSWY3DPEHPK3PXP&issuer=Denizen&';

describe('a QR code', () => {
  it('is read by others as the text, in each size when it is full', () => {
    for (const [at, capacity] of CAPACITIES.entries()) {
      const text = URI.repeat(9).slice(0, capacity);
      const modules = qrModulesOf(text) ?? [];
      assert.equal(modules.length, 21 + 4 * at);
      assert.equal(decodedQr(modules), text);
    }
  });

  it('carries UTF-8, and says what is too long', () => {
    assert.equal(decodedQr(qrModulesOf('Grüße 😀') ?? []), 'Grüße 😀');
    assert.equal(qrModulesOf('a'.repeat(667)), undefined);
  });
});
