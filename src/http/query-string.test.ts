import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import qs from 'qs';
import { readUrlEncoded } from './query-string.ts';

/** The library that read these before, which did it right and slowly. */
const asBefore = (text: string) =>
  qs.parse(text, { depth: 5, parameterLimit: 1_000, arrayLimit: 1_000, plainObjects: true });
const read = (text: string) => readUrlEncoded(text);

describe('what is URL-encoded', () => {
  const name = fc.oneof(
    fc.constantFrom('a', 'queries', 'b c', 'ä', 'toString', 'length', 'a.b', '%', '-1', '01', 'a=b', '😀'),
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
      .filter((text) => !/[[\]]|^\d+$|^__proto__$/.test(text)),
  );
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('', '+', '%', '%ff', 'a&b=c', '[]', '__proto__'),
  );
  const index = fc.integer({ min: 0, max: 99 }).map(String);
  const encoded = (inner: readonly string[]) => inner.map((each) => `[${encodeURIComponent(each)}]`).join('');
  /** One parameter in one of the ways that clients know. */
  const parameter = fc
    .tuple(
      fc.oneof(
        fc
          .array(text, { minLength: 1, maxLength: 4 })
          .map((texts) => texts.map((each) => ['', each] as const)),
        fc
          .array(text, { minLength: 1, maxLength: 4 })
          .map((texts) => texts.map((each) => ['[]', each] as const)),
        fc
          .uniqueArray(fc.tuple(index, text), { selector: ([at]) => at, minLength: 1, maxLength: 5 })
          .map((items) => items.map(([at, each]) => [`[${at}]`, each] as const)),
        fc
          .uniqueArray(fc.tuple(fc.array(name, { minLength: 3, maxLength: 3 }), text), {
            selector: ([path]) => path.join('\n'),
            minLength: 1,
            maxLength: 4,
          })
          .map((items) => items.map(([path, each]) => [encoded(path), each] as const)),
        fc
          .uniqueArray(fc.tuple(index, name, text), { selector: ([at]) => at, minLength: 1, maxLength: 4 })
          .map((items) => items.map(([at, inner, each]) => [`[${at}]${encoded([inner])}`, each] as const)),
      ),
      fc.boolean(),
    )
    .map(([pairs, isEscaped]) =>
      pairs.map(([brackets, value]) => {
        const written = isEscaped ? brackets.replaceAll('[', '%5B').replaceAll(']', '%5d') : brackets;
        return `${written}=${value.includes('%') ? value : encodeURIComponent(value)}`;
      }),
    );
  const query = fc
    .uniqueArray(fc.tuple(name, parameter), { selector: ([each]) => each, maxLength: 6 })
    .map((all) =>
      all.flatMap(([each, pairs]) => pairs.map((pair) => encodeURIComponent(each) + pair)).join('&'),
    );

  it('is read as ever, whatever clients write', () => {
    fc.assert(
      fc.property(query, (written) => {
        assert.deepEqual(read(written), asBefore(written));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is read as ever where people write it', () => {
    for (const written of [
      ...[
        '',
        '&&=&=',
        'a',
        'a=',
        '=b',
        'a=b=c',
        'a+b=c+d',
        '%C3%A4=%ff+',
        'a%5Bb%5D=%5b%ff',
        'a[b=c]=1',
        'a.b=1',
      ],
      ...[
        'a[]',
        'a[]=&a[]=1',
        'a[2]=1&a[0]=3',
        'a[0]=1&a[b]=2',
        'a[01]=1',
        'a[-1]=1',
        'a[b]=1&a[b]=2',
        'a[b][]=1',
      ],
      ...[
        '[a]=1',
        'a]=1',
        'a[b',
        'a[b=1',
        'a[[b]]=1',
        'a[b]c[d]=1',
        'a[][b]=1&a[][c]=2',
        'a[b][c][d][e][f]=1',
      ],
      ...['toString=1', 'a[toString]=1', 'a[length][toString]=1', 'constructor[prototype][x]=1'],
    ])
      assert.deepEqual(read(written), asBefore(written), written);
  });

  const many = (count: number, each: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => each(at)).join('&');
  it('is taken up to each limit', () => {
    assert.equal(Object.keys(read(many(1_000, (at) => `a${at}=1`))).length, 1_000);
    assert.equal((read(many(1_000, () => 'a[]=1')).a as readonly string[]).length, 1_000);
    assert.deepEqual(
      read(many(101, (at) => `a[${100 - at}]=${100 - at}`)).a,
      Array.from({ length: 101 }, (_, at) => String(at)),
    );
  });

  for (const [what, written, problem] of [
    ['more parameters', many(1_001, (at) => `a${at}=1`), { rule: 'too_many_parameters', most: 1_000 }],
    ['more parameters of one name', many(1_001, () => 'a[]=1'), { rule: 'too_many_parameters', most: 1_000 }],
    ['a higher index', 'a[101]=1', { rule: 'index_too_high', most: 100 }],
    ['an index that no number holds', `a[1${'0'.repeat(400)}]=1`, { rule: 'index_too_high', most: 100 }],
    ['more levels', 'a[b][c][d][e][f][g]=1', { rule: 'parameter_too_deep', most: 5 }],
    ['__proto__', 'a[__proto__][x]=1', { rule: 'proto_field' }],
    ['__proto__ in disguise', '%5f_proto__=1', { rule: 'proto_field' }],
    ['a name that is a text and a map', 'a=1&a[b]=2', { rule: 'parameter_ambiguous' }],
    ['a list in two ways', 'a[0]=1&a[]=2', { rule: 'parameter_ambiguous' }],
  ] as const) {
    it(`is refused with ${what}`, () => {
      assert.throws(() => read(written), { name: 'Failure', data: { code: 'body_invalid', ...problem } });
    });
  }
});
