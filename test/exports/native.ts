import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { boundedPasswords } from '../../src/core/passwords.ts';
import { testFolder } from '../support/folders.ts';

/** Base32 of the ASCII text `12345678901234567890`: also looked for in other spellings. */
export const SEED = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
export const CODES = ['marker-code-one-71', 'marker-code-two-72'];
export const ODD_NAME = `Eve "O'Hara", \\;\n<b>&'' ünï 🙂 -- : # {x}`;
const CREATED = Date.parse('2024-01-15T09:30:00.123Z');

/** Everything that a user of Denizen itself can have, and users who have little, as rows that are imported. */
export async function nativeRows(): Promise<{ readonly rows: readonly object[]; readonly hash: string }> {
  const hash = await boundedPasswords(1, 8).hash('correct horse battery');
  const password = { family: 'denizen', scheme: 'stored', stored: hash };
  const rows = [
    { kind: 'team', sourceId: 'staff', name: 'Staff, "all"', prefs: { floor: 3 }, createdAt: CREATED },
    { kind: 'team', sourceId: 'board', name: 'board', createdAt: CREATED },
    {
      ...{ sourceId: 'ann', name: 'Ann Lee', username: 'ann', email: 'ann@example.com', emailVerified: true },
      ...{ phone: '+14155550101', phoneVerified: true, otherEmails: ['ann@example.org'], password },
      ...{ passwordUpdatedAt: CREATED + 5_000, blocked: false, createdAt: CREATED },
      ...{ accessedAt: CREATED + 86_400_000, totp: { secret: SEED }, recoveryCodes: CODES },
      identities: [
        { provider: 'google', uid: '108204268033311374519', email: 'ann@example.com' },
        { provider: 'oidc', uid: 'ann-at-example', issuer: 'https://id.example.com' },
      ],
      labels: ['admin', 'editor'],
      teams: [
        { team: 'staff', roles: ['owner', 'editor'] },
        { team: 'board', roles: [] },
      ],
      prefs: { theme: 'dark', nested: { list: [1, 'two', null, { three: true }] }, quote: `it's "so"` },
      readOnlyMetadata: { plan: 'full', seats: 5 },
      privateMetadata: { crm: 'K-71', tags: ['a', "b'c"] },
    },
    {
      ...{ sourceId: 'ben', phone: '+14155550102', phoneVerified: false, name: '', password },
      ...{ blocked: true, createdAt: CREATED + 1 },
    },
    { ...{ sourceId: 'cy', username: 'cyokafor', name: 'Cy', password, createdAt: CREATED + 2 } },
    { ...{ sourceId: 'dee', email: 'dee@example.com', emailVerified: false, createdAt: CREATED + 3 } },
    {
      ...{ sourceId: 'eve', email: 'eve@example.com', emailVerified: true, name: ODD_NAME, password },
      ...{ createdAt: CREATED + 4, prefs: { odd: ODD_NAME }, privateMetadata: { odd: ODD_NAME } },
    },
    // Without anything but an id.
    { sourceId: '0d3f1c2a-0000-4000-8000-00000000000a', createdAt: CREATED + 6 },
  ];
  return { rows, hash };
}

export function rowsFile(rows: readonly object[]): string {
  const path = join(testFolder(), 'rows.ndjson');
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return path;
}

/** The spellings in which a file could show a secret of the native users. */
export function spellingsOf(hash: string): {
  readonly [Secret in 'password' | 'totp' | 'codes']: readonly string[];
} {
  const [salt = '', digest = ''] = hash.split('$').slice(-2);
  const seed = Buffer.from('12345678901234567890');
  const all = (bytes: Buffer) =>
    (['hex', 'base64url', 'base64'] as const).map((form) => bytes.toString(form).replace(/=+$/, ''));
  return {
    password: [digest, salt].flatMap((part) => [part, ...all(Buffer.from(part, 'base64'))]),
    totp: [SEED, seed.toString(), ...all(seed), ...all(Buffer.from(SEED))],
    codes: CODES,
  };
}
