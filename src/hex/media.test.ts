import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { anyTerm } from '../../test/support/terms.ts';
import { Failure } from '../core/failure.ts';
import { type Format, readHexBody, responseFormat, writeHexBody, writeHexList } from './media.ts';
import { encodeTerm } from './terms/encode.ts';

const ERLANG = 'application/vnd.hex+erlang';
const ELIXIR = 'application/vnd.hex+elixir';
const FORM = 'application/x-www-form-urlencoded';

const read = (contentType: string | undefined, body: string | Uint8Array) =>
  readHexBody(contentType, Buffer.from(body as string));
const refusalOf = (contentType: string, body: string | Uint8Array): string | undefined => {
  try {
    read(contentType, body);
    return undefined;
  } catch (error) {
    return error instanceof Failure ? error.code : `${error}`;
  }
};

describe('the format of an answer', () => {
  it('follows from the Accept header', () => {
    const formats: Readonly<Record<string, string | undefined>> = {
      '': 'json',
      ' ': 'json',
      '*/*': 'json',
      'application/json': 'json',
      'APPLICATION/JSON': 'json',
      'application/json; charset=utf-8': 'json',
      'application/vnd.hex+json': 'json',
      'application/vnd.hex.beta+json': 'json',
      'application/*': 'json',
      [ERLANG]: 'erlang',
      'Application/Vnd.Hex+Erlang': 'erlang',
      [ELIXIR]: 'elixir',
      'application/vnd.hex.beta+erlang': undefined,
      'text/html': undefined,
      'text/*': undefined,
      '*/json': undefined,
      json: undefined,
      '/': undefined,
      ',,;q=,': undefined,
      '+json': undefined,
      [`text/html, ${ERLANG}, */*`]: 'erlang',
      [`text/html, */*, ${ERLANG}`]: 'json',
      [`*/*;q=0.1, ${ERLANG};q=0.5`]: 'erlang',
      [`${ERLANG};q=0.5, application/json;q=0.5`]: 'erlang',
      [`${ERLANG};q=0.5, application/json`]: 'json',
      [`${ERLANG};q=0.5;x=1, application/json;x=1;Q=0.6`]: 'json',
      'application/json;q=0': undefined,
      'application/json;q=-1': undefined,
      'application/json;q=much': 'json',
      [`application/json, ${ERLANG};q=9`]: 'json',
      [`${'text/html,'.repeat(99)}${ERLANG}`]: 'erlang',
      [`${'text/html,'.repeat(100)}${ERLANG}`]: undefined,
    };
    assert.deepEqual(
      Object.fromEntries(Object.keys(formats).map((accept) => [accept, responseFormat(accept, undefined)])),
      formats,
    );
  });

  it('is JSON without the header', () => {
    assert.equal(responseFormat(undefined, undefined), 'json');
  });

  it('is the one that is asked for, whatever the header says', () => {
    assert.deepEqual(
      ['json', 'erlang', 'elixir', 'xml', '', 'JSON', 'constructor'].map((asked) =>
        responseFormat('text/html', asked),
      ),
      ['json', 'erlang', 'elixir', undefined, undefined, undefined, undefined],
    );
  });

  it('is found or not for any header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (accept) => {
        assert.ok([undefined, 'json', 'erlang', 'elixir'].includes(responseFormat(accept, undefined)));
      }),
    );
  });
});

describe('the body of a request', () => {
  it('is read by its media type', () => {
    const a = encodeTerm({ a: [1, null] });
    assert.deepEqual(
      [
        read('application/json', '{"a":[1,null]}'),
        read('Application/JSON ; charset=utf-8', '{"a":[1,null]}'),
        read('application/vnd.hex+json', '{"a":[1,null]}'),
        read(ERLANG, a),
        read(`${ERLANG}; charset=utf-8`, a),
        read(ELIXIR, '%{"a" => [1, nil]}'),
        { ...read(FORM, 'a[]=1&a[]=') },
      ],
      [...new Array(6).fill({ a: [1, null] }), { a: ['1', ''] }],
    );
  });

  it('says nothing when it is empty or of another type', () => {
    const types = [
      undefined,
      '',
      'application/json',
      'application/vnd.hex+json',
      ERLANG,
      ELIXIR,
      FORM,
      'text/plain',
    ];
    assert.deepEqual(
      [
        ...types.map((type) => read(type, '')),
        ...[
          undefined,
          'text/plain',
          'text/json',
          '+json',
          'application/octet-stream',
          'application/vnd.hex.beta+erlang',
        ].map((type) => read(type, '{"a":1}')),
      ],
      new Array(14).fill({}),
    );
  });

  it('is wrapped when it is no object', () => {
    assert.deepEqual(
      [
        read('application/json', '[1]'),
        read('application/json', 'null'),
        read('application/json', '"a"'),
        read(ERLANG, encodeTerm([1])),
        read(ELIXIR, 'nil'),
      ],
      [{ _json: [1] }, { _json: null }, { _json: 'a' }, { _json: [1] }, { _json: null }],
    );
  });

  it('keeps whole numbers beyond those of a double, in every format the same', () => {
    const number = 2n ** 70n;
    const text = JSON.stringify({ a: [JSON.parse('1')] }).replace('1', String(number));
    assert.deepEqual(
      [
        read('application/json', text),
        read(ERLANG, encodeTerm({ a: [number] })),
        read(ELIXIR, `%{"a" => [${number}]}`),
      ].map((fields) => JSON.stringify(fields)),
      [text, text, text],
    );
  });

  it('is refused when it is malformed or cannot be stored', () => {
    const bodies: readonly (readonly [string, string | Uint8Array])[] = [
      ['application/json', '{'],
      ['application/json', Uint8Array.of(0x22, 0xff, 0x22)],
      ['application/json', '"\\u0000"'],
      ['application/json', '{"__proto__":1}'],
      ['application/json', `${'['.repeat(65)}${']'.repeat(65)}`],
      [ERLANG, 'abc'],
      [ERLANG, encodeTerm('a\0')],
      [ERLANG, encodeTerm(JSON.parse('{"__proto__":1}'))],
      [ERLANG, Uint8Array.of(131, 80, 0, 0, 0, 2, 120, 156, 75, 4, 0)],
      [ELIXIR, '%{a: 1}'],
      [ELIXIR, Uint8Array.of(0x22, 0xff, 0x22)],
      [ELIXIR, '"\\0"'],
      [FORM, 'a=%00'],
      [FORM, '__proto__=1'],
    ];
    assert.deepEqual(
      bodies.map(([type, body]) => refusalOf(type, body)),
      bodies.map(() => 'body_invalid'),
    );
  });

  it('of any bytes is read or refused', () => {
    const types = fc.constantFrom('application/json', ERLANG, ELIXIR, FORM);
    const bytes = fc.oneof(fc.uint8Array(), anyTerm.map(encodeTerm));
    fc.assert(
      fc.property(types, bytes, (type, body) => {
        assert.ok([undefined, 'body_invalid'].includes(refusalOf(type, body)));
      }),
    );
  });
});

describe('the body of an answer', () => {
  const body = {
    name: 'ann',
    inserted_at: '2025-06-04T00:53:31.880685Z',
    last: [{ used_at: null, url: 'a/b' }],
  };

  it('keeps fractions of a second in JSON', () => {
    assert.deepEqual(writeHexBody('json', body), {
      contentType: 'application/json; charset=utf-8',
      bytes: JSON.stringify(body),
    });
  });

  it('has whole seconds in the other formats', () => {
    const short = { ...body, inserted_at: '2025-06-04T00:53:31Z' };
    assert.deepEqual(
      [writeHexBody('erlang', body), writeHexBody('elixir', body)],
      [
        { contentType: 'application/vnd.hex+erlang; charset=utf-8', bytes: encodeTerm(short) },
        {
          contentType: 'application/vnd.hex+elixir; charset=utf-8',
          bytes:
            '%{"name" => "ann", "inserted_at" => "2025-06-04T00:53:31Z", "last" => [%{"used_at" => nil, "url" => "a/b"}]}',
        },
      ],
    );
  });

  it('leaves alone what only looks like a moment', () => {
    const texts = { user_agent: '2025-06-04T00:53:31.880685Z', noted_at: 'at 2025-06-04T00:53:31.880685Z' };
    assert.deepEqual(writeHexBody('erlang', texts).bytes, encodeTerm(texts));
  });

  it('is null, a list or an object', () => {
    assert.deepEqual(
      [null, [], {}].map((value) => writeHexBody('elixir', value).bytes),
      ['nil', '[]', '%{}'],
    );
  });

  it('is the same for a list that is encoded item by item', () => {
    const at = '2026-06-04T00:53:31.880685Z';
    const lists = [[], [1], [{ name: 'é"', inserted_at: at }, null, [at, 'b'], { a: { b_at: at } }]];
    for (const format of ['json', 'erlang', 'elixir'] as const satisfies readonly Format[]) {
      for (const list of lists) {
        const { contentType, pieces } = writeHexList(format, list);
        const bytes = Buffer.concat(Array.from(pieces, (piece) => Buffer.from(piece as string)));
        const whole = writeHexBody(format, list);
        assert.deepEqual({ contentType, bytes }, { ...whole, bytes: Buffer.from(whole.bytes as string) });
      }
    }
  });
});
