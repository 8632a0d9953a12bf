import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { SourceTotp } from '../source.ts';
import { bytesOfBase64 } from './encodings.ts';
import { isObject, parseJson, plainOfExtended } from './json.ts';
import { isForever, momentOfDigits, momentOfMilliseconds, momentOfSeconds, momentOfText } from './moments.ts';
import { type PhpValue, parsePhp } from './php.ts';
import { flagOf, RowRefused, textOf } from './scalars.ts';
import {
  seedOfBase32,
  seedOfBase64,
  seedOfBase64Base32,
  seedOfHex,
  seedOfUtf8,
  totpOf,
  totpOfUri,
} from './totp.ts';

const iso = (moment: number | undefined) => moment !== undefined && new Date(moment).toISOString();

describe('moments', () => {
  it('are read as databases and libraries write them', () => {
    const written: [string, string][] = [
      ['2024-01-15T09:30:00.000Z', '2024-01-15T09:30:00.000Z'],
      ['2024-01-15T09:30:00.000+00:00', '2024-01-15T09:30:00.000Z'],
      ['2024-01-15 09:30:00.123456+01', '2024-01-15T08:30:00.123Z'],
      ['2024-01-15 09:30:00-0530', '2024-01-15T15:00:00.000Z'],
      ['2024-01-15 09:30:00', '2024-01-15T09:30:00.000Z'],
      ['2024-01-15', '2024-01-15T00:00:00.000Z'],
      ['9999-12-31T23:59:59.9999999+00:00', '9999-12-31T23:59:59.999Z'],
      ['0050-02-28 00:00:00 UTC', '0050-02-28T00:00:00.000Z'],
      ['2024-02-29 23:59:60', '2024-03-01T00:00:00.000Z'],
    ];
    for (const [text, moment] of written) assert.equal(iso(momentOfText(text, 'at')), moment, text);
  });

  it('without an offset are in the zone that is said, on both sides of a change', () => {
    const inBerlin = (text: string) => iso(momentOfText(text, 'at', 'Europe/Berlin'));
    assert.equal(inBerlin('2024-01-15 10:30'), '2024-01-15T09:30:00.000Z');
    assert.equal(inBerlin('2024-07-15 10:30'), '2024-07-15T08:30:00.000Z');
    assert.equal(inBerlin('2024-03-31 01:59'), '2024-03-31T00:59:00.000Z');
    assert.equal(inBerlin('2024-03-31 03:00'), '2024-03-31T01:00:00.000Z');
    assert.equal(iso(momentOfText('2024-01-15 10:30', 'at', '+01:00')), '2024-01-15T09:30:00.000Z');
    assert.throws(() => momentOfText('2024-01-15 10:30', 'at', 'Europe/Nowhere'), RowRefused);
  });

  it('of numbers and digits are read, and zero is never', () => {
    assert.equal(iso(momentOfSeconds(1708387200.123, 'at')), '2024-02-20T00:00:00.123Z');
    assert.equal(iso(momentOfSeconds('1708387200', 'at')), '2024-02-20T00:00:00.000Z');
    assert.equal(iso(momentOfMilliseconds('1705311000000', 'at')), '2024-01-15T09:30:00.000Z');
    assert.equal(iso(momentOfDigits('20240115093000Z', 'at')), '2024-01-15T09:30:00.000Z');
    assert.equal(iso(momentOfDigits('20240115093000.0Z', 'at')), '2024-01-15T09:30:00.000Z');
    assert.equal(iso(momentOfDigits('202401150930+0100', 'at')), '2024-01-15T08:30:00.000Z');
    for (const never of [0, '0', '', null, undefined]) assert.equal(momentOfSeconds(never, 'at'), undefined);
    for (const never of ['0000-00-00 00:00:00', '', null, '-infinity'])
      assert.equal(momentOfText(never, 'at'), undefined);
    assert.ok(isForever(momentOfText('infinity', 'at')) && isForever(momentOfText('9999-12-31', 'at')));
    assert.ok(!isForever(Date.now() + 1) && !isForever(undefined));
  });

  it('that are none are refused', () => {
    for (const text of [
      '2024-02-30',
      '2024-13-01',
      '2024-01-01 25:00',
      '01/02/2024',
      'soon',
      '2024-01-01T00:61',
    ])
      assert.throws(() => momentOfText(text, 'at'), RowRefused, text);
    for (const text of ['x', '1e3', '99999999999999999', 'Infinity', {}])
      assert.throws(() => momentOfSeconds(text, 'at'), RowRefused, String(text));
  });
});

describe('plain values', () => {
  it('are texts and flags in all their forms, and nothing else', () => {
    assert.deepEqual(
      [1, true, 'a', '', null].map((value) => textOf(value, 'x')),
      ['1', 'true', 'a', undefined, undefined],
    );
    assert.deepEqual(
      ['t', 'F', 1, '0', 'Yes', false, ''].map((value) => flagOf(value, 'x')),
      [true, false, true, false, true, false, undefined],
    );
    assert.throws(() => textOf({}, 'x'), RowRefused);
    assert.throws(() => flagOf('maybe', 'x'), RowRefused);
  });

  it('of base64 are read in both alphabets, padded or not', () => {
    for (const text of ['+/+/', '-_-_', '+/+ /\n'])
      assert.equal(bytesOfBase64(text, 'x').toString('hex'), 'fbffbf');
    assert.equal(bytesOfBase64('YQ', 'x').toString(), 'a');
    assert.equal(bytesOfBase64('YQ==', 'x').toString(), 'a');
    for (const text of ['Y', 'Y=Q=', 'ä', 'YQ===']) assert.throws(() => bytesOfBase64(text, 'x'), RowRefused);
  });
});

type TotpVector = {
  readonly secret?: string;
  readonly uri?: string;
  readonly encoding?: string;
  readonly base32?: string;
  readonly algorithm?: string;
  readonly digits?: number;
  readonly period?: number;
  readonly refuse?: boolean;
};

const totpVectors = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../test/imports/samples/totp.json'), 'utf8'),
) as readonly TotpVector[];

const ENCODINGS: Readonly<Record<string, (value: unknown, field: string) => string | undefined>> = {
  hex: seedOfHex,
  base64: seedOfBase64,
  utf8: seedOfUtf8,
  'base64 of base32 text': seedOfBase64Base32,
};

function totpOfVector(vector: TotpVector): SourceTotp | undefined {
  if (vector.uri) return totpOfUri(vector.uri, 'uri');
  return totpOf((ENCODINGS[vector.encoding ?? ''] ?? seedOfBase32)(vector.secret, 'secret'), vector);
}

describe('seeds of TOTP', () => {
  it('come to base32 from all encodings; others than SHA-1, 6 digits, 30 seconds are named', () => {
    for (const vector of totpVectors) {
      if (vector.refuse) {
        const named = (() => {
          try {
            return Object.keys(totpOfVector(vector) ?? {});
          } catch (error) {
            assert.ok(error instanceof RowRefused);
            return ['refused', 'refused'];
          }
        })();
        assert.ok(named.length > 1, JSON.stringify(vector));
      } else assert.deepEqual(totpOfVector(vector), { secret: vector.base32 ?? vector.secret });
    }
  });
});

describe('serialised values of PHP', () => {
  const plain = (value: PhpValue): unknown =>
    value instanceof Map ? [...value].map(([key, item]) => [key, plain(item)]) : value;

  it('are read with lengths in bytes', () => {
    assert.deepEqual(
      plain(parsePhp('a:3:{s:5:"Zwölf";b:1;i:7;d:0.5;s:1:"x";a:1:{i:0;N;}}'.replace('s:5', 's:6'), 'x')),
      [
        ['Zwölf', true],
        ['7', 0.5],
        ['x', [['0', null]]],
      ],
    );
    assert.deepEqual(plain(parsePhp('O:3:"Abc":1:{s:4:"\0*\0a";i:-9223372036854775808;}', 'x')), [
      ['\0*\0a', '-9223372036854775808'],
    ]);
  });

  it('that are cut, referring, too deep or too many are refused', () => {
    const deep = `${'a:1:{i:0;'.repeat(70)}N;${'}'.repeat(70)}`;
    const texts = [
      '',
      'a:1:{',
      's:9:"x";',
      'i:x;',
      'i:1;i:2;',
      'R:1;',
      'C:1:"A":0:{}',
      'a:99999999:{}',
      deep,
      's:-1:"";',
    ];
    for (const text of texts) assert.throws(() => parsePhp(text, 'x'), RowRefused, text);
    const many = `a:200000:{${Array.from({ length: 200_000 }, (_, at) => `i:${at};N;`).join('')}}`;
    assert.throws(() => parsePhp(many, 'x'), RowRefused);
  });
});

describe('extended JSON', () => {
  it('becomes plain in both of its forms', () => {
    const value = {
      _id: { $oid: '65a4f8f80000000000000001' },
      canonical: { $date: { $numberLong: '1705311000000' } },
      relaxed: { $date: '2024-01-15T09:30:00Z' },
      long: { $numberLong: '108204268033311374519' },
      int: [{ $numberInt: '7' }, { $numberDouble: '0.5' }],
      binary: { $binary: { base64: 'YQ==', subType: '00' } },
      own: { $set: 1 },
    };
    assert.deepEqual(plainOfExtended(value), {
      _id: '65a4f8f80000000000000001',
      canonical: '2024-01-15T09:30:00.000Z',
      relaxed: '2024-01-15T09:30:00Z',
      long: '108204268033311374519',
      int: [7, 0.5],
      binary: 'YQ==',
      own: { $set: 1 },
    });
    assert.throws(() => plainOfExtended({ $date: { $numberLong: 'x' } }), RowRefused);
  });
});

describe('JSON of a row', () => {
  it('has no error that shows what stands in it', () => {
    for (const text of ['{"password": hunter2}', '"hunter2'])
      assert.throws(
        () => parseJson(text, 'it'),
        (error: Error) => error instanceof RowRefused && !error.message.includes('hunter2'),
      );
  });

  it('cannot change what all objects have', () => {
    const value = parseJson('{"__proto__":{"admin":true}}');
    assert.ok(isObject(value));
    assert.equal(({} as Record<string, unknown>).admin, undefined);
    assert.equal((plainOfExtended(value) as Record<string, unknown>).admin, undefined);
  });
});
