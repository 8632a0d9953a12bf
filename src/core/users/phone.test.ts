import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { phoneOf } from './phone.ts';

describe('a phone number', () => {
  it('is a plus sign, an assigned calling code, and digits', () => {
    const valid = [
      '+14155550123',
      '+4930123456',
      '+4915112345678',
      '+919876543210',
      '+8613812345678',
      '+3725551234',
    ];
    assert.deepEqual(valid.map(phoneOf), valid);
  });

  it('is refused in any other form', () => {
    const invalid = [
      '',
      '+',
      '4155550123',
      '0014155550123',
      '+04155550123',
      '+1 415 555 0123',
      '+1-415-555-0123',
      '+1(415)5550123',
      ' +14155550123',
      '+14155550123\n',
      '+14155550123;ext=1',
      'tel:+14155550123',
      '+1415555O123',
      '+１４１５５５５０１２３',
      '+٤١٥٥٥٥٠١٢٣٤',
      '+141555',
      '+1415555012345678',
      '+2105550123456',
      '+9995550123456',
    ];
    assert.deepEqual(
      invalid.filter((text) => phoneOf(text) !== undefined),
      [],
    );
  });

  it('loses the zero that is dialled inside its country, where there is one', () => {
    const numbers = {
      '+610412345678': '+61412345678',
      '+4401632960961': '+441632960961',
      '+490301234567': '+49301234567',
      '+370860012345': '+37060012345',
      '+390612345678': '+390612345678',
      '+2250102030405': '+2250102030405',
    };
    assert.deepEqual(Object.keys(numbers).map(phoneOf), Object.values(numbers));
  });

  it('has one canonical form or is refused, for any text', () => {
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^\+\d{5,17}$/));
    fc.assert(
      fc.property(texts, (text) => {
        const phone = phoneOf(text);
        if (phone === undefined) return;
        assert.equal(phoneOf(phone), phone);
        assert.match(phone, /^\+[1-9]\d{6,14}$/);
      }),
    );
  });
});
