import { storedHashOf } from '../../../src/exports/hashes/parse.ts';
import type { ExportTeam, ExportUser, Lost, Target, TargetOptions } from '../../../src/exports/target.ts';
import type { SourceItem, SourceUser, System, SystemOptions } from '../../../src/imports/source.ts';
import { itemsOf, textFile } from '../../imports/samples.ts';

/** What a target wrote, in memory. */
export type Written = {
  readonly files: ReadonlyMap<string, string>;
  readonly lost: readonly Lost[];
  readonly steps: readonly string[];
};

export type People = { readonly users: readonly ExportUser[]; readonly teams?: readonly ExportTeam[] };

export async function written(target: Target, people: People, options: TargetOptions = {}): Promise<Written> {
  const files = new Map<string, string>();
  const lost: Lost[] = [];
  const steps: string[] = [];
  const each = async function* <Item>(items: readonly Item[]) {
    yield* items;
  };
  await target.write(
    {
      project: { id: 'shop', name: 'Shop' },
      exportedAt: 0,
      withSecrets: true,
      users: () => each(people.users),
      teams: () => each(people.teams ?? []),
    },
    {
      file: async (name) => {
        files.set(name, '');
        return { write: async (text) => void files.set(name, `${files.get(name)}${text}`) };
      },
      lost: async (each) => void lost.push(each),
      step: (line) => void steps.push(line),
    },
    options,
  );
  return { files, lost, steps };
}

/** Files as JSON or, where the name says so, as JSON a line. Others as their text. */
export function parsed({ files }: Written): Readonly<Record<string, unknown>> {
  const read = (name: string, text: string): unknown => {
    if (name.endsWith('.json')) return JSON.parse(text);
    if (!name.endsWith('.ndjson')) return text;
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  };
  return Object.fromEntries([...files].map(([name, text]) => [name, read(name, text)]));
}

/** What the importer of the system makes of the files. */
export async function readAgain(
  { files }: Pick<Written, 'files'>,
  system: System,
  options: SystemOptions = {},
): Promise<readonly SourceItem[]> {
  const texts = [...files].filter(([name]) => /\.(?:json|ndjson)$/.test(name) && !name.startsWith('links'));
  return itemsOf(
    system,
    texts.map(([name, text]) => textFile(name, text)),
    options,
  );
}

/** Users without where they stand. */
export function usersIn(items: readonly SourceItem[]): readonly Partial<SourceUser>[] {
  return items.flatMap((item) => {
    if (item.kind !== 'user') return [];
    const { kind: _, file: __, row: ___, ...user } = item;
    return [user];
  });
}

const NOBODY: ExportUser = {
  ...{ id: 'nobody', name: '', username: null, email: null, emailVerified: false },
  ...{ phone: null, phoneVerified: false, otherEmails: [], otherPhones: [] },
  ...{ password: null, hasPassword: false, passwordUpdatedAt: null, blocked: false, mfaEnabled: false },
  ...{ createdAt: 0, updatedAt: 0, accessedAt: null, labels: [] },
  ...{ prefs: {}, readOnlyMetadata: {}, privateMetadata: {} },
  ...{ totp: null, hasTotp: false, recoveryCodes: [], hasRecoveryCodes: false },
  ...{ identities: [], memberships: [], source: null },
};

/** A user with a few fields. A stored hash makes a password. */
export function person({
  stored,
  ...fields
}: Partial<ExportUser> & { readonly stored?: string }): ExportUser {
  const password = stored === undefined ? {} : { password: storedHashOf(stored), hasPassword: true };
  return { ...NOBODY, ...password, ...fields };
}

/** The hash of `correct horse battery`. */
const BCRYPT = '$2y$10$CgomsCHHgQ2LoZ1kOTV9B.DIs0Y94lAwjVcyNGfXFZMx7RP.4/mUi';
export const PBKDF2 =
  '$pbkdf2-sha256$i=100000,l=32$YKF/aDL5kGDnatg4K8zULg$LHWTobE5RPa8tGh7q7jMezVZvJNiQhtShStHKD/cPgs';
export const SEED = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/** With everything. */
export const ann = person({
  id: '0d3f1c2a-0000-4000-8000-000000000001',
  name: 'Ann Mary Lee',
  username: 'ann',
  email: 'ann@example.com',
  emailVerified: true,
  phone: '+14155550101',
  phoneVerified: true,
  otherEmails: ['lee@example.com'],
  stored: BCRYPT,
  passwordUpdatedAt: 1_705_311_000_001,
  mfaEnabled: true,
  createdAt: 1_705_311_000_000,
  updatedAt: 1_705_311_000_000,
  accessedAt: 1_762_106_645_000,
  labels: ['admin'],
  prefs: { theme: 'dark', picture: 'https://example.com/ann.png' },
  readOnlyMetadata: { plan: 'full' },
  privateMetadata: { note: { vip: true } },
  totp: { secret: SEED, algorithm: 'SHA1', digits: 6, period: 30 },
  hasTotp: true,
  recoveryCodes: ['x9yzmq4s', 'b2kdw7fp'],
  hasRecoveryCodes: true,
  identities: [
    { provider: 'google', issuer: null, uid: '108204268033311374519', email: 'ann@example.com' },
    { provider: 'discord', issuer: null, uid: '80351110224678912', email: null },
  ],
  memberships: [
    { teamId: '0d3f1c2a-0000-4000-8000-000000000081', teamName: 'Staff/Editors', roles: ['owner'] },
  ],
});

/** Blocked, unverified, with a name of one word. */
export const ben = person({
  id: 'ben',
  name: 'Ben',
  email: 'ben@example.com',
  phone: '+14155550102',
  stored: PBKDF2,
  blocked: true,
  createdAt: 1_708_387_200_000,
});

/** Without an email and a password. */
export const cy = person({
  id: 'cy',
  phone: '+14155550103',
  phoneVerified: true,
  createdAt: 1_709_294_400_000,
});

export const staff: ExportTeam = {
  id: '0d3f1c2a-0000-4000-8000-000000000081',
  name: 'Staff/Editors',
  prefs: {},
  createdAt: 0,
};
