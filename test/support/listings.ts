import fc from 'fast-check';
import type { Comparison, Filter, Listing } from '../../src/core/listing/listing.ts';
import { isStorable } from '../../src/core/text.ts';
import type { User } from '../../src/core/users/user.ts';

/** The first moment of the users in these tests. */
const START = Date.parse('2026-01-01T00:00:00.000Z');
const MOMENTS = 40;

const NAMES = [
  '',
  ' ',
  'Ann',
  'ann',
  'ÁNN',
  'Ann ',
  'Anna',
  'Ann Lee',
  'ann lee',
  'anna-lee',
  'Lee Ann',
  'Zoë',
  'zoe',
  'Z',
  '%',
  'a%',
  'a_b',
  'a\\',
  'back\\slash',
  "O'Neil",
  '"quoted"',
  "'); drop table users; --",
  '{"a":[1]}',
  '[]',
  '😀',
  '😀 Smile',
  'שלום עולם',
  'مرحبا',
  'ΟΔΟΣ',
  'ΟΔΟΣΑ',
  'οδος',
  'straße',
  'STRASSE',
  'Łódź',
  'lodz',
  ' Ann',
  'İstanbul',
  '한글',
  '한',
  '山田太郎',
  '太郎 Ann',
  'ann\u{10ffff}',
  'ann\u{10ffff}b',
  '\u{10ffff}',
  '\ud7ff',
  '\ue000',
  '\uffff',
  '\u{10000}',
  'ﬁne',
  'a\u0301',
  '１２',
];
const LABELS = ['vip', 'VIP', 'vipgold', 'a', 'b', 'staff'];
const EMAILS = [
  'ann@example.com',
  'ann.lee@example.com',
  "o'neil@example.com",
  'a%b@x.org',
  'a_b@x.org',
  '{}@x.org',
];
/** Endings of which an index knows some. */
const DOMAINS = ['@example.com', '@x.org', '@X.org', '@org', '@', '@nobody.org', 'b@x.org', 'x.org'];
const PHONES = ['+14155550100', '+1415555', '+4', '+', '555'];

const text = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...NAMES) },
  fc.string({ unit: 'binary' }).filter(isStorable),
);
const moment = fc.integer({ min: START, max: START + MOMENTS });
const maybeMoment = fc.option(moment);

/** Users with much in common and what is hard to compare; ids, emails and phones are unique, and all in the order given. */
export function usersArbitrary(size: number): fc.Arbitrary<readonly User[]> {
  const one = fc.record({
    name: text,
    email: fc.option(fc.constantFrom(...EMAILS)),
    hasPhone: fc.boolean(),
    labels: fc.oneof(fc.subarray(LABELS), fc.constant(Array.from({ length: 60 }, (_, i) => `l${i}`))),
    updatedAt: moment,
    moments: fc.tuple(maybeMoment, maybeMoment, maybeMoment, maybeMoment, maybeMoment, maybeMoment),
    id: fc.constantFrom('', 'A', 'a', 'z.', 'Z-', '0_'),
  });
  return fc.array(one, { minLength: size, maxLength: size }).map((all) =>
    all.map(({ id, email, hasPhone, moments, ...rest }, at) => {
      const [emailVerifiedAt, phoneVerifiedAt, blockedAt, impersonatorAt, accessedAt, passwordUpdatedAt] =
        moments;
      const sequence = (START + (at % MOMENTS)) * 1000 + at;
      return {
        ...rest,
        emailVerifiedAt,
        phoneVerifiedAt,
        blockedAt,
        impersonatorAt,
        accessedAt,
        passwordUpdatedAt,
        id: `u${id}${at}`,
        sequence,
        createdAt: Math.floor(sequence / 1000),
        mfaEnabledAt: null,
        password: null,
        prefs: {},
        targets: [],
        email: email && `${at}${email}`,
        phone: hasPhone ? `+1415555${at}` : null,
      } as unknown as User; // ids and moments are made here rather than parsed
    }),
  );
}

const onText: readonly Comparison[] = [
  'equal',
  'notEqual',
  'lessThan',
  'lessThanEqual',
  'greaterThan',
  'greaterThanEqual',
  'between',
  'notBetween',
  'isNull',
  'isNotNull',
  'startsWith',
  'notStartsWith',
  'endsWith',
  'notEndsWith',
  'contains',
  'notContains',
  'containsAny',
  'containsAll',
];
const onScalar = onText.slice(0, 10);
const onList: readonly Comparison[] = [
  'isNull',
  'isNotNull',
  'contains',
  'notContains',
  'containsAny',
  'containsAll',
];
const one: ReadonlySet<string> = new Set(
  onText.filter((is) => !['equal', 'contains', 'notContains', 'containsAny', 'containsAll'].includes(is)),
);

const TEXTS = ['name', 'email', 'phone', 'id'];
const DATES = ['createdAt', 'registeredAt', 'updatedAt', 'accessedAt', 'passwordUpdatedAt'];
const FLAGS = ['active', 'emailVerified', 'phoneVerified', 'impersonator'];

/** What a list may be asked of these users. */
export function listingArbitrary(users: readonly User[]): fc.Arbitrary<Listing> {
  const known = users.flatMap(({ id, name, email, phone }) => [id, name, email ?? '', phone ?? '']);
  const piece = fc
    .constantFrom(...known)
    .chain((whole) =>
      fc
        .tuple(fc.nat(whole.length), fc.nat(whole.length))
        .map(([a, b]) => whole.slice(Math.min(a, b), Math.max(a, b))),
    );
  const texts = fc.oneof(
    text,
    fc.constantFrom(...known),
    piece.filter(isStorable),
    fc.constantFrom(...EMAILS, ...PHONES),
  );
  const sequence = fc.constantFrom(...users.map((user) => user.sequence as number));
  const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'filter' },
      leaf(TEXTS, onText, texts),
      leaf(DATES, onScalar, moment),
      leaf(['email'], ['endsWith', 'notEndsWith'], fc.constantFrom(...DOMAINS)),
      leaf(['sequence'], onScalar, sequence),
      leaf(FLAGS, onScalar, fc.boolean()),
      leaf(['labels'], onList, fc.constantFrom(...LABELS, 'l7', '', '"')),
      fc.record({
        is: fc.constant('and' as const),
        filters: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }),
      }),
      fc.record({
        is: fc.constant('or' as const),
        filters: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }),
      }),
    ),
  }));
  const order = fc.record({
    attribute: fc.constantFrom(...TEXTS, ...DATES, ...FLAGS, 'sequence'),
    descending: fc.boolean(),
  });
  const id = fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...users.map((user) => user.id as string)) },
    fc.constant('nobody'),
  );
  const cursor = fc.record({ id, before: fc.boolean() });
  const search = fc.oneof(
    texts,
    fc.array(texts, { maxLength: 3 }).map((words) => words.join(' ')),
    fc.constantFrom('label:vip', 'LABEL:"a"'),
  );
  return fc
    .record({
      filters: fc.oneof({ weight: 3, arbitrary: fc.array(filter, { maxLength: 2 }) }, fc.constant([])),
      orders: fc.oneof(
        { weight: 9, arbitrary: fc.array(order, { maxLength: 3 }) },
        fc.constant('random' as const),
      ),
      limit: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(25), fc.constant(5_000)),
      offset: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(30), fc.nat(users.length + 9)),
      counted: fc.boolean(),
      cursor: fc.option(cursor, { nil: undefined }),
      search: fc.option(search, { nil: undefined, freq: 4 }),
      first: fc.option(id, { nil: undefined, freq: 1 }),
    })
    .map(({ cursor: at, search: term, first, ...rest }) => ({
      ...rest,
      ...(first !== undefined && { first }),
      ...(at && { cursor: at }),
      ...(term !== undefined && { search: term }),
    }));
}

/** A comparison of one of the attributes with values. */
function leaf(
  names: readonly string[],
  comparisons: readonly Comparison[],
  value: fc.Arbitrary<string | number | boolean>,
): fc.Arbitrary<Filter> {
  return fc
    .tuple(
      fc.constantFrom(...names),
      fc.constantFrom(...comparisons),
      fc.array(value, { minLength: 1, maxLength: 4 }),
      value,
    )
    .map(
      ([attribute, is, values, other]): Filter => ({ is, attribute, values: valuesFor(is, values, other) }),
    );
}

function valuesFor<V>(is: Comparison, values: readonly V[], other: V): readonly V[] {
  if (is === 'isNull' || is === 'isNotNull') return [];
  if (is === 'between' || is === 'notBetween') return [values[0] ?? other, other];
  return one.has(is) ? values.slice(0, 1) : values;
}
