import { storedHashOf } from '../../src/exports/hashes/parse.ts';
import type {
  ExportFile,
  ExportSink,
  ExportSource,
  ExportTeam,
  ExportUser,
  Lost,
  Target,
  TargetOptions,
} from '../../src/exports/target.ts';

/** Users as targets are given them, and what a target makes of them. */

export const EXPORTED_AT = Date.UTC(2026, 0, 15, 9, 30);
const SEED = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/** A stored hash of each family, and its password. All of them are cheap to check. */
export const hashes = {
  argon2id: [
    '$argon2id$v=19$m=32,t=3,p=2$SFVpOWJ0eXhjRzVkdGN1RQ$RXnb8rh7LaDcn07xsssqqulZYXOM/EUCEFMVcAcyYVk',
    'test',
  ],
  argon2i: ['$argon2i$v=19$m=16,t=2,p=1$bGJRWThNOHJJTVBSdHl2dQ$NfEnUOuUpb7F2fQkgFUG4g', 'test'],
  argon2d: [
    '$argon2d$v=19$m=4096,t=3,p=1$cmFuZG9tc2FsdGlzaGFyZA$CB0Du96aj3fQVcVSqb0LIA6Z6fpStjzjVkaC3RlpK9A',
    'password',
  ],
  bcrypt: ['$2y$04$mIJxfrCaEI3GukZe11CiXublhEFanu5.ododkll1WphfSp6pn4zIu', 'test'],
  pbkdf2: ['pbkdf2_sha256$390000$seasalt$8xBlGd3jVgvJ+92hWPxi5ww0uuAuAnKgC45eudxro7c=', 'lètmein'],
  pbkdf2sha1: ['pbkdf2_sha1$390000$seasalt2$aDapRanzW8aHTz97v2TcfHzWD+I=', 'lètmein'],
  scrypt: [
    'scrypt$16384$seasalt$8$1$Qj3+9PPyRjSJIebHnG81TMjsqtaIGxNQG/aEB/NYafTJ7tibgfYz71m0ldQESkXFRkdVCBhhY8mx7rQwite/Pw==',
    'lètmein',
  ],
  fbscrypt: [
    '$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=ou9tdYTGyYm8kuR6Dt0Bp0kDuAYoXrK16mbZO4yGwAn3oLspjnN0/c41v8xZnO1n14J3MjKj1b2g6AUCAlFwMw==$C0sHCg9ek77hsg==$zKVTMvnWVw5BBOZNUdnsalx4c4c7y/w7IS5p6Ut2+CfEFFlz37J9huyQfov4iizN8dbjvEJlM5tQaJP84+hfTw==',
    'mytestpassword',
  ],
  phpass: ['$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0', 'test12345'],
  shaCrypt: ['$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA', 'Hello world!'],
  md5Crypt: ['$1$xWMlm2eL$GGTOpgZu4p2k6ORprAu3b.', 'ory'],
  ssha: ['{SSHA}JFZFs0oHzxbMwkSJmYVeI8MnTDy/276a', 'test123'],
  md5: ['$md5$144fa7eaa4904e8ee120651997f70dcc', 'appwrite'],
  sha512: [
    '$sha$sha512$4243da0a694e8a2f727c8060fe0507c8fa01ca68146c76d2c190805b638c20c6bf6ba04e21f11ae138785d0bff63c416e6f87badbffad37f6dee50094cc38c70',
    'appwrite',
  ],
  wordpress: ['$wp$2y$10$qeleDSuDaeZO5fBsEqFReeWdlqaDnBDBzB16hFgsFnhN9qFBIihvm', 'BigBike@2026'],
  drupal: ['$S$5TOxWPdvJRs0P/xZBdrrPlGgzViOS0drHu3jaIjitesfttrp18bk', 'valid password'],
  betterAuth: [
    '$better-auth$000102030405060708090a0b0c0d0e0f:3e0919938b5e2b36382eb5a81c23ab15482d02c6a9e295451ff69530660a61b2ca15c113ee385e40a1a76b9345e7d3d519fe53b60d2786758802d888ceb009d1',
    'password',
  ],
} as const satisfies Readonly<Record<string, readonly [stored: string, password: string]>>;
export type Family = keyof typeof hashes;
export const families = Object.keys(hashes) as readonly Family[];

/** A user who has nothing but an address. */
export function person(id: string, fields: Partial<ExportUser> = {}): ExportUser {
  const password = fields.password ?? null;
  return {
    id,
    name: '',
    username: null,
    email: `${id}@example.com`,
    emailVerified: true,
    phone: null,
    phoneVerified: false,
    otherEmails: [],
    otherPhones: [],
    password,
    hasPassword: password !== null,
    passwordUpdatedAt: null,
    blocked: false,
    mfaEnabled: false,
    createdAt: Date.UTC(2024, 0, 15, 9, 30),
    updatedAt: Date.UTC(2025, 10, 2, 18, 4, 5),
    accessedAt: null,
    labels: [],
    prefs: {},
    readOnlyMetadata: {},
    privateMetadata: {},
    totp: null,
    hasTotp: false,
    recoveryCodes: [],
    hasRecoveryCodes: false,
    identities: [],
    memberships: [],
    source: null,
    ...fields,
  };
}

export function withHash(id: string, family: Family, fields: Partial<ExportUser> = {}): ExportUser {
  return person(id, { ...fields, password: storedHashOf(hashes[family][0]), hasPassword: true });
}

const EDITORS = { teamId: 'editors', teamName: 'Editors', roles: [] };

/** Ann has everything, Ben is blocked, Cy has no password. */
export const people: readonly ExportUser[] = [
  withHash('ann', 'argon2id', {
    name: 'Ann Marie Lee',
    username: 'ann_lee',
    phone: '+14155550101',
    phoneVerified: true,
    otherEmails: ['ann.lee@example.org'],
    passwordUpdatedAt: Date.UTC(2025, 0, 1),
    mfaEnabled: true,
    accessedAt: Date.UTC(2025, 10, 2, 18, 4, 5),
    labels: ['admin', 'staff'],
    prefs: { theme: 'dark', locale: 'de', picture: 'https://example.com/ann.png' },
    readOnlyMetadata: { plan: 'full' },
    privateMetadata: { note: 'pays, late' },
    totp: { secret: SEED, algorithm: 'SHA1', digits: 6, period: 30 },
    hasTotp: true,
    recoveryCodes: ['3f9a1c7e02', '88aa77bb66'],
    hasRecoveryCodes: true,
    identities: [
      { provider: 'google', issuer: null, uid: '108204268033311374519', email: 'ann@example.com' },
    ],
    memberships: [EDITORS],
  }),
  withHash('ben', 'bcrypt', {
    name: 'Ben Ölsen',
    username: 'ben',
    emailVerified: false,
    blocked: true,
    createdAt: Date.UTC(2024, 1, 20),
    identities: [{ provider: 'x', issuer: null, uid: '2244994945', email: null }],
  }),
  person('0d3f1c2a-0000-4000-8000-000000000003', {
    name: 'Cy',
    email: 'cy@example.com',
    createdAt: Date.UTC(2024, 2, 1, 12),
    accessedAt: Date.UTC(2025, 9, 10, 10, 10, 10),
    identities: [{ provider: 'github', issuer: null, uid: '58323100', email: 'cy@example.com' }],
    memberships: [EDITORS],
  }),
];

export const teams: readonly ExportTeam[] = [
  { id: 'editors', name: 'Editors', prefs: { description: 'They edit' }, createdAt: Date.UTC(2024, 0, 16) },
];

/** Names with what breaks quoting: quotes, backslashes, line breaks, symbols beyond the first plane. */
export const hostileTexts: readonly string[] = [
  `O'Neill "Bob" \\' '; DROP TABLE users; --`,
  'ends in a backslash \\',
  '\\',
  "''",
  `\\N \\0 \\x27 %_ $$ $1 $& \${x}`,
  'line\nbreak\r\nand\ttab',
  '😀 Zoë 日本 \u200d\ufeff',
  '=HYPERLINK("http://example.com","x")',
  ' leading and trailing ',
  ': # & * ! | > @ ` {a: [b]} - ? ,',
  '\x1a\x7f\u0085\u2028',
  '/* */ -- ; \\. COPY x FROM stdin;',
];

export function sourceOf(users: readonly ExportUser[], some: readonly ExportTeam[] = []): ExportSource {
  return {
    project: { id: 'shop', name: 'Shop' },
    exportedAt: EXPORTED_AT,
    withSecrets: true,
    users: async function* () {
      yield* users;
    },
    teams: async function* () {
      yield* some;
    },
  };
}

export type Written = {
  readonly files: ReadonlyMap<string, string>;
  readonly lost: readonly Lost[];
  readonly steps: readonly string[];
};

export async function exported(
  target: Target,
  source: ExportSource,
  options: TargetOptions = {},
): Promise<Written> {
  const files = new Map<string, string>();
  const lost: Lost[] = [];
  const steps: string[] = [];
  const sink: ExportSink = {
    file: async (name): Promise<ExportFile> => {
      if (files.has(name)) throw new Error(`${name} is opened twice`);
      files.set(name, '');
      return {
        write: async (text) => {
          files.set(name, (files.get(name) ?? '') + text);
        },
      };
    },
    lost: async (one) => {
      lost.push(one);
    },
    step: (line) => {
      steps.push(line);
    },
  };
  await target.write(source, sink, options);
  return { files, lost, steps };
}
