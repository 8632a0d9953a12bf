import { isWhole } from '../support/extent.ts';

/** What a parameter takes and what it refuses. */
export type Cases = { readonly takes: readonly unknown[]; readonly refuses: readonly unknown[] };

/** Those of the values that are sent over HTTP: all in the whole set, else one. All are parsed by refusals-parsing.test.ts. */
export function sent(values: readonly unknown[]): readonly unknown[] {
  return isWhole ? values : values.slice(-1);
}

/** A value as it is shown in what a test compares. */
export function short(value: unknown): string {
  const text = String(JSON.stringify(value));
  return text.length > 60 ? `${text.slice(0, 40)}… of ${text.length}` : text;
}

export const a = (times: number): string => 'a'.repeat(times);
/** A valid domain of so many characters. */
const domain = (length: number): string => `${`${a(62)}.`.repeat(4).slice(0, length - 4)}.com`;
/** Preferences whose JSON has so many bytes, most of them in characters of two. */
const sized = (bytes: number): object => {
  const text = bytes - Buffer.byteLength('{"a":""}');
  return { a: 'é'.repeat(text / 2) + a(text % 2) };
};

export const NO_TEXTS = [7, 0, true, false, {}, { a: 'b' }, [], ['a']];
export const required = (cases: Cases): Cases => ({ ...cases, refuses: [null, ...cases.refuses] });
export const optional = (cases: Cases): Cases => ({ ...cases, takes: [null, ...cases.takes] });

export const emails: Cases = {
  takes: [`${a(64)}@b.co`, `a@${domain(253)}`, 'A+tag@B.co', '"a b"@c.co', 'a@[127.0.0.1]', ' a@b.co '],
  refuses: [
    ...NO_TEXTS,
    'a',
    '@b.co',
    'a@',
    'a@b',
    'a@localhost',
    'a@b.123',
    'a..b@c.co',
    '.a@b.co',
    'ä@b.co',
    'bü@cher.de',
    ' ',
    '"a@evil"@c.co',
    'a@b.co,c@d.co',
    '<a@b.co>',
    '(x)a@b.co',
    'a\r\nBcc: x@y.co',
    'a\n@b.co',
    `${a(65)}@b.co`,
    `a@${domain(254)}`,
    `a@${a(64)}.co`,
  ],
};

export const phones: Cases = {
  takes: ['+1234567', '+14155550124', '+491511234567890'],
  refuses: [
    ...NO_TEXTS,
    14155550123,
    '+123456',
    '+4915112345678901',
    '+0155550123',
    '14155550123',
    '+1 415 555 0123',
    '+1415555O123',
    '+',
    ' ',
    '+999123456789',
    '+14155550123\n',
    '+١٤١٥٥٥٥٠١٢٣',
  ],
};

/** Lengths are in bytes. */
export const passwords: Cases = {
  takes: [a(8), 'éééé', a(256), 'é'.repeat(128), '        '],
  refuses: [...NO_TEXTS, 12345678, a(7), 'ééé', a(257), 'é'.repeat(129)],
};

/** Lengths are in characters, whatever the characters are made of. */
export const names: Cases = {
  takes: ['a', a(128), '😀'.repeat(128), ' ', "O'Brien; drop table users --"],
  refuses: [...NO_TEXTS, a(129), '😀'.repeat(129)],
};

export const BAD_IDS = ['.a', '-a', '_a', 'a b', 'a/b', 'a%b', 'role:admin', '__proto__', 'ä', a(37)];
export const ids: Cases = {
  takes: ['a', '0', 'A.b-c_d', 'me', 'constructor', 'identities', a(36)],
  refuses: BAD_IDS,
};

export const strictFlags: Cases = {
  takes: [true, false],
  refuses: [null, 1, 0, 'true', 'false', '', {}, [], [true]],
};

export const looseFlags: Cases = {
  takes: [true, false, 'true', 'false', '1', '0', 1, 0],
  refuses: [2, -1, 1.5, 'TRUE', 'yes', '', ' true', {}, [], [true], { a: true }],
};

/** In a path, `identities` is a place of its own and nobody's id. */
const idsInPath = ids.takes.filter((id) => id !== 'identities');
export const userIdInPath: Cases = { takes: idsInPath, refuses: [...BAD_IDS, '', 'unique()', '\0'] };

const withEmpty = (cases: Cases): Cases => ({ ...cases, takes: ['', ...cases.takes] });
export const withoutEmpty = (cases: Cases): Cases => ({ ...cases, refuses: ['', ...cases.refuses] });

export type Rows = Readonly<Record<string, Readonly<Record<string, Cases>>>>;

/** A row for every parameter of every route that makes, shows and changes users. */
export const userCases: Rows = {
  usersList: {
    queries: {
      takes: [[], ['{"method":"limit","values":[1]}'], Array(100).fill('{"method":"limit","values":[1]}')],
      refuses: [
        '',
        '{}',
        { a: '{}' },
        [['{}']],
        Array(101).fill('{"method":"limit","values":[1]}'),
        [a(4097)],
        ['\0'],
      ],
    },
    search: { takes: ['', 'a', a(256), '😀'.repeat(256), '%'], refuses: [a(257), ['a'], { a: 'b' }, '\0'] },
    total: { takes: ['true', 'false', '1', '0'], refuses: ['', '2', 'TRUE', 'yes', ['true'], { a: 'true' }] },
  },
  usersCreate: {
    userId: required({ takes: [...ids.takes, 'unique()'], refuses: [...NO_TEXTS, '', ...ids.refuses] }),
    email: optional(withoutEmpty(emails)),
    phone: optional(withoutEmpty(phones)),
    password: optional(withoutEmpty(passwords)),
    name: optional(withoutEmpty(names)),
  },
  usersGet: { userId: userIdInPath },
  usersDelete: { userId: userIdInPath },
  usersUpdateName: { userId: userIdInPath, name: required(withEmpty(names)) },
  usersUpdateEmail: { userId: userIdInPath, email: required(withEmpty(emails)) },
  usersUpdatePhone: { userId: userIdInPath, number: required(withEmpty(phones)) },
  usersUpdatePassword: { userId: userIdInPath, password: required(withEmpty(passwords)) },
  usersUpdateStatus: { userId: userIdInPath, status: required(looseFlags) },
  usersUpdateEmailVerification: { userId: userIdInPath, emailVerification: strictFlags },
  usersUpdatePhoneVerification: { userId: userIdInPath, phoneVerification: strictFlags },
  usersUpdateLabels: {
    userId: userIdInPath,
    labels: required({
      takes: [[], ['a'], ['A', 'a', '0'], [a(36)], Array.from({ length: 1000 }, (_, at) => `l${at}`)],
      refuses: [
        '',
        'a',
        7,
        true,
        {},
        { a: 'b' },
        [''],
        ['a-b'],
        ['a b'],
        ['ä'],
        [a(37)],
        [7],
        [null],
        [['a']],
        [{}],
        ['a', false],
        Array.from({ length: 1001 }, (_, at) => `l${at}`),
      ],
    }),
  },
  usersGetPrefs: { userId: userIdInPath },
  usersUpdatePrefs: {
    userId: userIdInPath,
    prefs: required({
      takes: [{}, [], { a: 1 }, { constructor: { prototype: { a: 1 } } }, sized(65_534), sized(65_535)],
      refuses: ['', '{}', 'a', 7, true, [{}], sized(65_536), sized(65_537)],
    }),
  },
};
