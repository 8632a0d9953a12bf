import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formats } from '../../src/appwrite/formats/formats.ts';
import { paramsIn } from '../../src/appwrite/formats/upgrade-request.ts';
import { inputOf } from '../../src/appwrite/input.ts';
import { listingOf } from '../../src/appwrite/queries.ts';
import { routes } from '../../src/appwrite/routes.ts';
import { hostOf } from '../../src/core/projects/host.ts';
import { folded } from '../../src/core/text.ts';
import { emailOf } from '../../src/core/users/email.ts';
import { phoneOf } from '../../src/core/users/phone.ts';
import { families, storedHashOf } from '../../src/crypto/passwords/imported.ts';
import { schemes } from '../../src/crypto/passwords/passwords.ts';
import { readRecipe } from '../../src/crypto/passwords/recipe.ts';
import { readHexBody } from '../../src/hex/media.ts';
import { newUserParams, wrongIn } from '../../src/hex/new-user.ts';
import { readBody, readQuery } from '../../src/http/body.ts';
import type { Param } from '../../src/http/endpoint.ts';
import { inputParser } from '../../src/http/input.ts';
import { isWhole } from '../support/extent.ts';
import { KEY, PROJECT } from '../support/server.ts';
import { hostileTexts } from './hostile-texts.ts';
import { inProcess } from './in-process.ts';

/** Of processor time. Below it nothing is asked; what is above must have grown no faster than its text. */
const LITTLE_MS = 20;
const MOST_MS = 200;
/** What costs a step for each byte costs about four times as much for four times the text; steps for each pair, sixteen times. */
const SHORTER = 4;
const MOST_GROWTH = 8;
const TRIES = 7;
const HEADERS = 60_000;
const BODY = 256 * 1024 - 64;
/** Rules of parameters meet the share of texts that is theirs, unless all run. */
const ONE_IN = 9;

const attributes = {
  email: { core: 'email', type: 'text' },
  labels: { core: 'labels', type: 'list' },
  joined: { core: 'joined', type: 'date' },
} as const;

const RECIPE_HEAD = `$recipe$${Buffer.from('bcrypt(pepper + password)').toString('base64url')}$`;

const HASH_HEADS = [
  ...[
    '',
    '$argon2id$v=19$m=7168,t=5,p=1$',
    '$2b$10$',
    '$1$',
    '$5$',
    '$6$rounds=1000$',
    '$P$B',
    '$S$D',
    '$H$9',
  ],
  ...[
    '$pbkdf2-sha256$1$',
    '$pbkdf2-sha256$i=1,l=32$',
    '$scrypt$ln=1,r=1,p=1$',
    '$scrypt-hex$n=2,r=1,p=1,l=32$',
  ],
  ...[
    'pbkdf2_sha256$1$',
    'scrypt:2:1:1$',
    '{SSHA}',
    '{CRYPT}$6$',
    '$firescrypt$',
    '$sha256$',
    '$hmac-sha256$',
    '$wp$',
    '$y$j75$',
    '$apr1$',
    '$recipe$',
    `${RECIPE_HEAD}$$$`,
    `$sealed$i$${RECIPE_HEAD}$$?$`,
    '$sealed$i$$fbscrypt$v=1,n=1,r=1,p=1,ss=?,sk=?$',
  ],
];

type Reader = readonly [name: string, size: number, read: (text: string) => unknown];

const listed = (texts: string) => listingOf(attributes, { queries: Array<string>(100).fill(texts) });
const asked = (attribute: string, method: string) => (text: string) =>
  listed(JSON.stringify({ method, attribute, values: [text] }));

const readers: Reader[] = [
  ['a query string', HEADERS, readQuery],
  ['a form', BODY, (text) => readBody('application/x-www-form-urlencoded', Buffer.from(text))],
  ['JSON', BODY, (text) => readBody('application/json', Buffer.from(text))],
  ['a text in JSON', BODY, (text) => readBody('application/json', Buffer.from(JSON.stringify({ text })))],
  ['JSON in parts', BODY, (text) => readBody('application/json', Buffer.from(`{"a":${text}}`))],
  ['an Elixir literal', BODY, (text) => readHexBody('application/vnd.hex+elixir', Buffer.from(text))],
  [
    'an Erlang term',
    BODY,
    (text) => readHexBody('application/vnd.hex+erlang', Buffer.from(`\x83${text}`, 'latin1')),
  ],
  ...['l\0\0\xff\xff', 't\0\0\xff\xff', 'm\0\0\0\x01', 'n\xff', 'h\xff', 'k\xff\xff'].map(
    (head): Reader => [
      `an Erlang term of ${JSON.stringify(head)}`,
      BODY,
      (text) => readHexBody('application/vnd.hex+erlang', Buffer.from(`\x83${head}${text}`, 'latin1')),
    ],
  ),
  [
    'a sign-up',
    BODY,
    (text) => {
      const sent = { username: text, password: text, full_name: text, emails: [{ email: text }] };
      return wrongIn(parseSignUp(sent, {}).input, 8);
    },
  ],
  ['an email', BODY, emailOf],
  ['a phone number', BODY, phoneOf],
  ['a host', BODY, hostOf],
  ['a text to compare', 4_096, folded],
  ['queries', 4_096, listed],
  ['queries about text', 4_000, asked('email', 'contains')],
  ['queries about labels', 4_000, asked('labels', 'contains')],
  ['queries about dates', 4_000, asked('joined', 'equal')],
  [
    'queries by method',
    4_000,
    (text) => listed(JSON.stringify({ method: text, attribute: text, values: [] })),
  ],
  ...schemes.map(
    ({ name, refusal }): Reader => [
      `a hash for ${name}`,
      4_096,
      (text) => HASH_HEADS.map((head) => refusal(head + text)),
    ],
  ),
];

readers.push(
  ['a recipe', 4_096, readRecipe],
  ...Object.keys(families).map(
    (family): Reader => [
      `a hash of ${family}`,
      4_096,
      (text) =>
        ['', 'a:1:{s:', ':B:', ':pbkdf2:', '{SHA256}', '{PBKDF2}$1$', '$H\\2y$', 'SCRAM-SHA-256$1:'].map(
          (head) =>
            storedHashOf(
              { family, scheme: 'xenforo', stored: head + text },
              { importId: 'i', recipe: text, pepper: 'p' },
            ),
        ),
    ],
  ),
);

const parseSignUp = inputParser(newUserParams, { stopsAtFirst: false });

describe('reading costs no more than a text has bytes', () => {
  for (const [name, size, read] of readers) {
    it(`of ${name}`, async () => assert.deepEqual(await slowOnes(size, read), []));
  }

  it('of pairs of letters is found', async () => {
    const found = await slowOnes(24_000, (text) => / +\|/.test(text));
    assert.match(found.join(), /^run of " ": /);
  });

  const params = new Map<Param, string>(
    routes.flatMap((route) =>
      [[], formats].flatMap((steps) =>
        Object.entries(paramsIn(steps, route)).map(
          ([name, param]) => [param, `${route.operation} ${name}`] as const,
        ),
      ),
    ),
  );
  it('of a parameter, alone and in a list', async () => {
    const slow: string[] = [];
    for (const [at, [param, name]] of [...params].entries()) {
      const known = { it: { ...param, place: 'input' as const } };
      const items = (text: string) =>
        Array.from({ length: 64 }, (_, index) => text.slice(index * 4_096, (index + 1) * 4_096));
      const found = [
        ...(await slowOnes(BODY, (text) => inputOf(known, { it: text }), at)),
        ...(await slowOnes(BODY, (text) => inputOf(known, { it: items(text) }), at)),
      ];
      slow.push(...found.map((one) => `${name}: ${one}`));
    }
    assert.deepEqual(slow, []);
  });

  const server = inProcess();
  const names = [
    ...[
      'accept',
      'accept-language',
      'authorization',
      'content-type',
      'cookie',
      'host',
      'if-none-match',
      'if-modified-since',
    ],
    ...[
      'origin',
      'referer',
      'user-agent',
      'x-forwarded-for',
      'x-forwarded-proto',
      'x-forwarded-host',
      'x-appwrite-jwt',
    ],
    ...[
      'x-appwrite-key',
      'x-appwrite-locale',
      'x-appwrite-project',
      'x-appwrite-response-format',
      'x-appwrite-session',
    ],
    ...['x-fallback-cookies', 'x-hex-otp', 'x-sdk-version'],
  ];
  for (const url of ['/v1/health/version', '/v1/users', '/v1/account', '/hex/api/users/me']) {
    it(`of any header of ${url}`, async () => {
      const { app } = server.get();
      const slow: string[] = [];
      for (const [at, name] of names.entries())
        for (const [what, make] of textsOf(at)) {
          const known = { 'user-agent': 'test', 'x-appwrite-project': PROJECT, 'x-appwrite-key': KEY };
          const costOf = (size: number) => {
            const headers = { ...known, [name]: headerOf(make(size)) };
            return spentIn(() => app.inject({ url, headers }));
          };
          const found = await judged(HEADERS, costOf);
          if (found !== undefined) slow.push(`${name} of ${what}: ${found}`);
        }
      assert.deepEqual(slow, []);
    });
  }
});

async function slowOnes(
  size: number,
  read: (text: string) => unknown,
  part?: number,
): Promise<readonly string[]> {
  const slow: string[] = [];
  for (const [what, make] of textsOf(part)) {
    const costOf = (length: number) => {
      const text = make(length);
      return spentIn(() => {
        try {
          read(text);
        } catch {
          // A refusal costs as well.
        }
      });
    };
    const found = await judged(size, costOf);
    if (found !== undefined) slow.push(`${what}: ${found}`);
  }
  return slow;
}

function textsOf(part?: number): readonly (readonly [what: string, make: (size: number) => string])[] {
  return Object.entries(hostileTexts).filter(
    (_, at) => isWhole || part === undefined || (at + part) % ONE_IN === 0,
  );
}

function headerOf(text: string): string {
  return Buffer.from(text)
    .toString('latin1')
    .replace(/[^\t\x20-\x7e\x80-\xff]/g, ' ');
}

/**
 * What is wrong with the cost of a text. A slow machine makes each text slow, so that milliseconds alone
 * say little: a cost of some milliseconds is compared with that of a quarter of the text.
 */
async function judged(size: number, costOf: (size: number) => Promise<number>): Promise<string | undefined> {
  if ((await costOf(size)) <= LITTLE_MS) return undefined;
  const whole = await least(() => costOf(size));
  const quarter = await least(() => costOf(Math.ceil(size / SHORTER)));
  if (whole <= LITTLE_MS || (whole <= MOST_MS && whole <= MOST_GROWTH * quarter)) return undefined;
  return `${whole} ms, and ${quarter} ms for a quarter of it`;
}

/** Of several tries, since what else happens only adds to a cost. */
async function least(once: () => Promise<number>): Promise<number> {
  let all = Number.POSITIVE_INFINITY;
  for (let at = 0; at < TRIES; at++) all = Math.min(all, await once());
  return all;
}

/** Milliseconds of this process, waiting left out. */
async function spentIn(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
