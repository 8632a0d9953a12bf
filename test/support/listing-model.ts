import type { Filter, Listing, Scalar } from '../../src/core/listing/listing.ts';
import type { User } from '../../src/core/users/user.ts';

/** What a list must answer, in plain JavaScript over users in memory; written without a look at the real one. */
export type Expected = { readonly ids: readonly string[]; readonly total: number } | 'cursor_not_found';

type Value = string | number | boolean | null;

const CREATION = new Set(['createdAt', 'registeredAt', 'sequence']);

/** With `inside`, words of the search with three letters or more are found inside words. */
export function expected(users: readonly User[], listing: Listing, inside = false): Expected {
  const matches = matching(users, listing, inside);
  const total = listing.counted ? totalOf(matches.length, listing) : 0;
  const order = orderOf(listing);
  const { cursor, offset, limit } = listing;
  const sorted = matches.toSorted(order.compare);
  if (!cursor) return { ids: idsOf(sorted.slice(offset, offset + limit)), total };
  const at = users.find((user) => user.id === cursor.id);
  if (!at) return 'cursor_not_found';
  const rest = sorted.filter((user) =>
    cursor.before ? order.compare(user, at) < 0 : order.compare(user, at) > 0,
  );
  const page = cursor.before
    ? rest
        .toReversed()
        .slice(offset, offset + limit)
        .toReversed()
    : rest.slice(offset, offset + limit);
  return { ids: idsOf(page), total };
}

/** The count of all users is kept; others are counted up to a bound. */
function totalOf(matches: number, { filters, search }: Listing): number {
  return filters.length === 0 && search === undefined ? matches : Math.min(matches, 5_000);
}

export function matching(
  users: readonly User[],
  listing: Pick<Listing, 'filters' | 'search'>,
  inside = false,
): readonly User[] {
  const { filters, search } = listing;
  return users.filter(
    (user) =>
      filters.every((filter) => meets(user, filter)) &&
      (search === undefined || isFound(user, search, inside)),
  );
}

/** Nulls first when ascending; ties go by creation, in the direction of the last order that had a say. */
function orderOf({ orders, first }: Listing): { compare: (a: User, b: User) => number } {
  const kept: { name: string; sign: number }[] = [];
  for (const { attribute, descending } of orders === 'random' ? [] : orders) {
    const name = CREATION.has(attribute) ? 'sequence' : attribute;
    if (kept.some((order) => order.name === name)) continue;
    kept.push({ name, sign: descending ? -1 : 1 });
    if (name === 'sequence' || name === 'id') break;
  }
  const last = { name: 'sequence', sign: kept.at(-1)?.sign ?? 1 };
  return {
    compare: (a, b) => {
      if (a !== b && (a.id === first || b.id === first)) return a.id === first ? -1 : 1;
      for (const { name, sign } of [...kept, last]) {
        const result = compare(valueFor(a, name), valueFor(b, name)) * sign;
        if (result !== 0) return result;
      }
      return 0;
    },
  };
}

function meets(user: User, filter: Filter): boolean {
  if (filter.is === 'and') return filter.filters.every((inner) => meets(user, inner));
  if (filter.is === 'or') return filter.filters.some((inner) => meets(user, inner));
  const { is, attribute, values } = filter;
  if (attribute === 'labels') return meetsLabels(user.labels, is, values);
  const value = valueFor(user, attribute);
  if (is === 'isNull') return value === null;
  if (value === null) return false;
  if (is === 'isNotNull') return true;
  const fits = values.map((other) => test(is, attribute, value, other));
  switch (is) {
    case 'between':
      return (
        compare(value, form(attribute, values[0])) >= 0 && compare(value, form(attribute, values[1])) <= 0
      );
    case 'notBetween':
      return !meets(user, { ...filter, is: 'between' });
    case 'notEqual':
    case 'notContains':
    case 'containsAll':
      return fits.every(Boolean);
    default:
      return fits.some(Boolean);
  }
}

function test(is: string, attribute: string, value: string | number | boolean, other: Scalar): boolean {
  const whole = form(attribute, other);
  const part = attribute === 'id' ? String(other) : fold(String(other));
  const tests: Record<string, () => boolean> = {
    equal: () => compare(value, whole) === 0,
    notEqual: () => compare(value, whole) !== 0,
    lessThan: () => compare(value, whole) < 0,
    lessThanEqual: () => compare(value, whole) <= 0,
    greaterThan: () => compare(value, whole) > 0,
    greaterThanEqual: () => compare(value, whole) >= 0,
    startsWith: () => String(value).startsWith(part),
    notStartsWith: () => !String(value).startsWith(part),
    endsWith: () => String(value).endsWith(String(whole)),
    notEndsWith: () => !String(value).endsWith(String(whole)),
    contains: () => String(value).includes(part),
    containsAny: () => String(value).includes(part),
    containsAll: () => String(value).includes(part),
    notContains: () => !String(value).includes(part),
  };
  return tests[is]?.() ?? false;
}

function meetsLabels(labels: readonly string[], is: string, values: readonly Scalar[]): boolean {
  const has = (value: Scalar) => labels.includes(String(value));
  if (is === 'isNotNull') return true;
  if (is === 'containsAll') return values.every(has);
  if (is === 'notContains') return !values.some(has);
  return is !== 'isNull' && values.some(has);
}

/** Each word of the search begins a word of the user's, or is a part of one. */
function isFound(user: User, search: string, inside: boolean): boolean {
  const own = [user.id, user.name, user.email ?? '', user.phone ?? ''].flatMap(wordsIn);
  const labels = user.labels.map((label) => `label:${label.toLowerCase()}`);
  const asked = search.split(/\s+/).flatMap((term) => {
    const label = /^label:[^\p{L}\p{N}]*([\p{L}\p{N}]+)/u.exec(fold(term.replaceAll('"', '')));
    return label ? [`label:${label[1]}`] : wordsIn(term.replaceAll('"', ''));
  });
  return (
    asked.length > 0 &&
    asked.every(
      (word) =>
        [...own, ...labels].some((other) => other.startsWith(word) || isPart(other, word)) ||
        (inside && [...word].length >= 3 && own.some((other) => other.includes(word))),
    )
  );
}

/** Scripts without blanks are searched from any of their letters on. */
function isPart(word: string, part: string): boolean {
  return (
    /^[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u.test(part) &&
    word.includes(part)
  );
}

function wordsIn(text: string): readonly string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

function valueFor(user: User, name: string): Value {
  switch (name) {
    case 'name':
      return trimmed(fold(user.name));
    case 'active':
      return user.blockedAt === null;
    case 'emailVerified':
      return user.emailVerifiedAt !== null;
    case 'phoneVerified':
      return user.phoneVerifiedAt !== null;
    case 'impersonator':
      return user.impersonatorAt !== null;
    case 'createdAt':
    case 'registeredAt':
      return Math.floor(user.sequence / 1000);
    default:
      // What remains are fields of the user by the same name.
      return user[
        name as 'id' | 'sequence' | 'updatedAt' | 'email' | 'phone' | 'accessedAt' | 'passwordUpdatedAt'
      ];
  }
}

/** A value that is asked for, in the form in which it is compared with an attribute. */
function form(attribute: string, value: Scalar | undefined): Value {
  if (typeof value !== 'string') return value ?? null;
  return trimmed(attribute === 'id' ? value : fold(value));
}

function fold(text: string): string {
  return [...bare(text)].map((letter) => TYPED[letter] ?? bare(letter.toUpperCase())).join('');
}

/** Letter by letter, since a sigma has another lower case at the end of a word. */
function bare(text: string): string {
  return [...text.normalize('NFKD')]
    .filter((letter) => !/\p{M}/u.test(letter))
    .map((letter) => letter.toLowerCase())
    .join('');
}

const TYPED: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', ı: 'i', ς: 'σ', ł: 'l', ø: 'o', đ: 'd', ħ: 'h', ŧ: 't' },
  ...{ æ: 'ae', œ: 'oe', ð: 'd', þ: 'th' },
};

function trimmed(text: string): string {
  return text.trim();
}

function compare(a: Value, b: Value): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  if (typeof a === 'string' && typeof b === 'string') return byCodePoints(a, b);
  return Number(a) - Number(b);
}

function byCodePoints(a: string, b: string): number {
  const left = Array.from(a, (letter) => letter.codePointAt(0) ?? 0);
  const right = Array.from(b, (letter) => letter.codePointAt(0) ?? 0);
  const at = left.findIndex((point, i) => point !== right[i]);
  if (at < 0) return left.length - right.length;
  return at >= right.length ? 1 : (left[at] ?? 0) - (right[at] ?? 0);
}

function idsOf(users: readonly User[]): readonly string[] {
  return users.map((user) => user.id);
}
