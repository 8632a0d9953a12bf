import { PENDING } from '../../crypto/passwords/pending.ts';
import { importOf, type KeptSecrets, withSecrets } from '../../crypto/passwords/sealed.ts';
import type { End } from '../../db/copy/end.ts';
import type { StoredHash } from '../../exports/hashes/stored.ts';
import type { ExportField, ExportTeam, ExportUser } from '../../exports/target.ts';
import type { Core } from '../core.ts';
import { createdAt, type Sequence } from '../instant.ts';
import { withoutImportedSecrets } from '../users/imported-secrets.ts';
import { opened } from '../users/sealed-password.ts';
import {
  type BelongingRows,
  findSealedSecrets,
  listBelongings,
  listPeople,
  listTeamNames,
  listTeamsAfter,
  type PersonRow,
} from './people-store.ts';

/** Few, since preferences and metadata of one user may be as long as 200 kB. */
const USERS_AT_ONCE = 200;
const TEAMS_AT_ONCE = 200;
const NAMES_AT_ONCE = 500;

/** What people are read from. Everything is of one moment when it is read within a snapshot. */
export type PeopleReading = {
  readonly end: Pick<End, 'db'>;
  readonly seal: Core['seal'];
  readonly project: string;
  readonly withSecrets: boolean;
  readonly storedHashOf: (stored: string) => StoredHash;
};

/** A user, and what no target can be given. */
export type Person = {
  readonly user: ExportUser;
  readonly missing: readonly { readonly field: ExportField; readonly why: string }[];
};

/** Reads the users of a project in the order of their ids. */
export async function* peopleOf(reading: PeopleReading): AsyncGenerator<Person> {
  const { end, project } = reading;
  const secrets = new ImportSecretsOfProject(reading);
  let after = '';
  for (;;) {
    const rows = await listPeople(end, { project, after, most: USERS_AT_ONCE });
    const last = rows.at(-1)?.id;
    if (last === undefined) return;
    const belongings = await listBelongings(end, { project, after, last });
    const found = await groupsOf(reading, belongings);
    for (const row of rows) yield await personOf(reading, { row, found, secrets });
    if (rows.length < USERS_AT_ONCE) return;
    after = last;
  }
}

/** Reads the teams of a project in the order of their ids. */
export async function* teamsOf({ end, project }: PeopleReading): AsyncGenerator<ExportTeam> {
  let after = '';
  for (;;) {
    const rows = await listTeamsAfter(end, { project, after, most: TEAMS_AT_ONCE });
    for (const { id, name, prefs, sequence } of rows)
      yield { id, name, prefs: objectOf(prefs), createdAt: momentOf(sequence) };
    const last = rows.at(-1);
    if (!last || rows.length < TEAMS_AT_ONCE) return;
    after = last.id;
  }
}

/** Rows of several users by their user. */
type Groups = {
  readonly [Name in keyof BelongingRows]: ReadonlyMap<string, BelongingRows[Name]>;
} & { readonly teamNames: ReadonlyMap<string, string> };

async function groupsOf(
  { end, project }: PeopleReading,
  { profiles, targets, identities, memberships, authenticators, codes, metadata, sources }: BelongingRows,
): Promise<Groups> {
  const ids = [...new Set(memberships.map(({ team_id }) => team_id))];
  const teamNames = new Map<string, string>();
  for (let from = 0; from < ids.length; from += NAMES_AT_ONCE) {
    const some = ids.slice(from, from + NAMES_AT_ONCE);
    for (const { id, name } of await listTeamNames(end, { project, ids: some })) teamNames.set(id, name);
  }
  return {
    ...{ profiles: byUser(profiles), targets: byUser(targets), identities: byUser(identities) },
    ...{ memberships: byUser(memberships), authenticators: byUser(authenticators), codes: byUser(codes) },
    ...{ metadata: byUser(metadata), sources: byUser(sources), teamNames },
  };
}

function byUser<Row extends { readonly user_id: string | null }>(
  rows: readonly Row[],
): ReadonlyMap<string, Row[]> {
  return Map.groupBy(rows, ({ user_id }) => user_id ?? '');
}

type Reads = {
  readonly row: PersonRow;
  readonly found: Groups;
  readonly secrets: ImportSecretsOfProject;
};
type Missing = Person['missing'][number][];

async function personOf(reading: PeopleReading, { row, found, secrets }: Reads): Promise<Person> {
  const missing: Missing = [];
  const [metadata] = found.metadata.get(row.id) ?? [];
  const targets = found.targets.get(row.id) ?? [];
  const further = (type: string, own: string | null) =>
    targets
      .filter(({ provider_type, identifier }) => provider_type === type && identifier !== own)
      .map(({ identifier }) => identifier);
  const user: ExportUser = {
    ...{ id: row.id, name: row.name, email: row.email, phone: row.phone },
    username: found.profiles.get(row.id)?.[0]?.username ?? null,
    emailVerified: row.email !== null && row.email_verified_at !== null,
    phoneVerified: row.phone !== null && row.phone_verified_at !== null,
    otherEmails: further('email', row.email),
    otherPhones: further('sms', row.phone),
    ...(await passwordOf(reading, row, { secrets, missing })),
    passwordUpdatedAt: row.password_updated_at,
    ...{ blocked: row.blocked_at !== null, mfaEnabled: row.mfa_enabled_at !== null },
    ...{ createdAt: momentOf(row.sequence), updatedAt: row.updated_at, accessedAt: row.accessed_at },
    labels: listOf(row.labels),
    prefs: objectOf(row.prefs),
    readOnlyMetadata: metadata ? objectOf(metadata.read_only) : {},
    privateMetadata: privateMetadataOf(reading, metadata?.private, missing),
    ...factorsOf(reading, found, { user: row.id, missing }),
    ...connectionsOf(found, { user: row.id, missing }),
  };
  return { user, missing };
}

function privateMetadataOf(
  { withSecrets: isWithSecrets }: PeopleReading,
  text: string | undefined,
  missing: Missing,
): ExportUser['privateMetadata'] {
  const metadata = text === undefined ? {} : objectOf(text);
  if (isWithSecrets) return metadata;
  const { kept, left } = withoutImportedSecrets(metadata);
  if (left > 0)
    missing.push({ field: 'private metadata', why: 'secrets of an earlier system come with --with-secrets' });
  return kept;
}

async function passwordOf(
  { seal, withSecrets: isWithSecrets, storedHashOf }: PeopleReading,
  { password }: PersonRow,
  { secrets, missing }: { readonly secrets: ImportSecretsOfProject; readonly missing: Missing },
): Promise<Pick<ExportUser, 'password' | 'hasPassword'>> {
  if (password === null) return { password: null, hasPassword: false };
  const none = { password: null, hasPassword: true };
  if (password === PENDING) {
    missing.push({ field: 'password', why: 'only the old system of the project knows it' });
    return none;
  }
  if (!isWithSecrets) return none;
  const stored = opened({ seal }, password);
  if (stored === null) {
    missing.push({ field: 'password', why: 'it is sealed with a key that is not known' });
    return none;
  }
  return { password: storedHashOf(await secrets.filled(stored)), hasPassword: true };
}

function factorsOf(
  { seal, withSecrets: isWithSecrets }: PeopleReading,
  { authenticators, codes }: Groups,
  { user, missing }: { readonly user: string; readonly missing: Missing },
): Pick<ExportUser, 'totp' | 'hasTotp' | 'recoveryCodes' | 'hasRecoveryCodes'> {
  const [authenticator] = authenticators.get(user) ?? [];
  const ownCodes = (codes.get(user) ?? []).toSorted((a, b) => (a.place ?? 0) - (b.place ?? 0));
  const has = { hasTotp: authenticator !== undefined, hasRecoveryCodes: ownCodes.length > 0 };
  if (!isWithSecrets) return { ...has, totp: null, recoveryCodes: [] };
  const secret = authenticator && seal.open(authenticator.sealed);
  if (authenticator && secret === undefined)
    missing.push({ field: 'totp', why: 'it is sealed with a key that is not known' });
  const recoveryCodes = ownCodes.map(({ sealed }) => seal.open(sealed)).filter((code) => code !== undefined);
  if (recoveryCodes.length < ownCodes.length)
    missing.push({ field: 'recovery codes', why: 'some are sealed with a key that is not known' });
  return {
    ...has,
    totp: secret === undefined ? null : { secret, algorithm: 'SHA1', digits: 6, period: 30 },
    recoveryCodes,
  };
}

function connectionsOf(
  { identities, memberships, sources, teamNames }: Groups,
  { user, missing }: { readonly user: string; readonly missing: Missing },
): Pick<ExportUser, 'identities' | 'memberships' | 'source'> {
  const all = memberships.get(user) ?? [];
  const joined = all.filter(({ joined_at }) => joined_at !== null);
  if (joined.length < all.length)
    missing.push({ field: 'teams', why: 'an invitation that is not accepted yet' });
  const source = (sources.get(user) ?? []).toSorted((a, b) => a.sequence - b.sequence).at(-1);
  return {
    identities: (identities.get(user) ?? []).map(({ provider, issuer, provider_uid, provider_email }) => ({
      provider,
      issuer: issuer === '' ? null : issuer,
      uid: provider_uid,
      email: provider_email === '' ? null : provider_email,
    })),
    memberships: joined.map(({ team_id, roles }) => ({
      teamId: team_id,
      teamName: teamNames.get(team_id) ?? team_id,
      roles: listOf(roles),
    })),
    source: source ? { system: source.system, id: source.source_id ?? user } : null,
  };
}

/** Puts the signer key of its import into a hash of Firebase. Peppers stay where they are: no target can be told one. */
class ImportSecretsOfProject {
  readonly #reading: PeopleReading;
  /** As many as there are imports. */
  readonly #known = new Map<string, KeptSecrets>();

  constructor(reading: PeopleReading) {
    this.#reading = reading;
  }

  async filled(stored: string): Promise<string> {
    const id = importOf(stored);
    if (id === undefined || !OF_FIREBASE.test(stored)) return stored;
    return withSecrets(stored, await this.#of(id)) ?? stored;
  }

  async #of(id: string): Promise<KeptSecrets> {
    const known = this.#known.get(id);
    if (known) return known;
    const { end, project, seal } = this.#reading;
    const sealed = await findSealedSecrets(end, { project, id });
    const opened = sealed === undefined ? undefined : seal.open(sealed);
    // Cast: written by `keepImportSecrets`.
    const secrets = opened === undefined ? {} : (JSON.parse(opened) as KeptSecrets);
    this.#known.set(id, secrets);
    return secrets;
  }
}

const OF_FIREBASE = /^\$sealed\$[^$]+\$\$fbscrypt\$/;

function momentOf(sequence: number): number {
  // Cast: the column has no other numbers.
  return createdAt(sequence as Sequence);
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  // Cast: validated on write.
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

function listOf(text: string): readonly string[] {
  // Cast: validated on write.
  return JSON.parse(text) as readonly string[];
}
