import type { StoredHash } from '../../exports/hashes/stored.ts';
import {
  type ExportField,
  type ExportFile,
  type ExportSource,
  type ExportUser,
  exportFields,
  type Lost,
  type Target,
  type TargetOptions,
} from '../../exports/target.ts';
import { type PeopleReading, type Person, peopleOf, teamsOf } from './people.ts';

/** Several reasons beyond are counted as one. */
const REASONS_AT_MOST = 1_000;
const STEPS_AT_MOST = 1_000;
/** Users whose reported losses are remembered, so that the engine and the target do not both report one. */
const REMEMBERED_AT_MOST = 1_000;
export const ONLY_WITH_SECRETS = 'only in an export with secrets';

/** What was written and what was not, by counts. */
export type TargetReport = {
  readonly users: number;
  /** Users by the family of their hash; none without secrets. */
  readonly hashes: ReadonlyMap<string, number>;
  /** By the field, then by the reason. */
  readonly lost: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Users who have a password here and come without one that the target can check. */
  readonly withoutPassword: number;
  readonly steps: readonly string[];
};

/** Where an export goes. */
export type Destination = {
  readonly file: (name: string) => Promise<ExportFile>;
  readonly lost: (lost: Lost) => Promise<void>;
  /** Called for each user who is read with how many were, each time anew where a target reads all more than once. */
  readonly onUser?: (users: number) => void;
};

type Running = {
  readonly target: Target;
  readonly project: { readonly id: string; readonly name: string };
  readonly options: TargetOptions;
  readonly exportedAt: number;
};

/**
 * Writes the people of a project as a target does, and reports everything that it does not take. Within a snapshot, all
 * is of one moment. Fails as the target does.
 */
export async function runTarget(
  reading: PeopleReading,
  { target, project, options, exportedAt }: Running,
  destination: Destination,
): Promise<TargetReport> {
  const losses = new Losses(destination);
  const hashes = new Map<string, number>();
  const steps: string[] = [];
  let counted = 0;
  const users = async function* (): AsyncGenerator<ExportUser> {
    let at = 0;
    for await (const person of peopleOf(reading)) {
      at++;
      // A target may read all users more than once.
      if (at > counted) {
        counted = at;
        if (person.user.password) count(hashes, familyOf(person.user.password));
        await losses.ofPerson(target, reading.withSecrets, person);
      }
      destination.onUser?.(at);
      yield person.user;
    }
  };
  const source: ExportSource = {
    ...{ project, exportedAt, withSecrets: reading.withSecrets, users, teams: () => teamsOf(reading) },
  };
  const step = (line: string) => {
    if (steps.length < STEPS_AT_MOST) steps.push(line);
  };
  await target.write(
    source,
    { file: destination.file, lost: (lost) => losses.ofTarget(lost), step },
    options,
  );
  return { users: counted, hashes, lost: losses.counts, withoutPassword: losses.withoutPassword, steps };
}

/** Reports whether a user has something in a field. */
const has: Readonly<Record<ExportField, (user: ExportUser) => boolean>> = {
  id: () => true,
  name: ({ name }) => name !== '',
  username: ({ username }) => username !== null,
  email: ({ email }) => email !== null,
  'email verification': ({ emailVerified }) => emailVerified,
  phone: ({ phone }) => phone !== null,
  'phone verification': ({ phoneVerified }) => phoneVerified,
  'other addresses': ({ otherEmails, otherPhones }) => otherEmails.length + otherPhones.length > 0,
  password: ({ hasPassword }) => hasPassword,
  'password time': ({ passwordUpdatedAt }) => passwordUpdatedAt !== null,
  blocked: ({ blocked }) => blocked,
  created: () => true,
  'last access': ({ accessedAt }) => accessedAt !== null,
  labels: ({ labels }) => labels.length > 0,
  preferences: ({ prefs }) => Object.keys(prefs).length > 0,
  'read-only metadata': ({ readOnlyMetadata }) => Object.keys(readOnlyMetadata).length > 0,
  'private metadata': ({ privateMetadata }) => Object.keys(privateMetadata).length > 0,
  totp: ({ hasTotp }) => hasTotp,
  'recovery codes': ({ hasRecoveryCodes }) => hasRecoveryCodes,
  identities: ({ identities }) => identities.length > 0,
  teams: ({ memberships }) => memberships.length > 0,
};
const SECRET_FIELDS: ReadonlySet<ExportField> = new Set(['password', 'totp', 'recovery codes']);

class Losses {
  readonly counts = new Map<string, Map<string, number>>();
  withoutPassword = 0;
  readonly #destination: Destination;
  readonly #reported = new Map<string, Set<string>>();
  #reasons = 0;

  constructor(destination: Destination) {
    this.#destination = destination;
  }

  /** What a target takes of no user, and what cannot be given to any target. */
  async ofPerson({ title, takes }: Target, withSecrets: boolean, { user, missing }: Person): Promise<void> {
    for (const field of exportFields) {
      if (!has[field](user)) continue;
      const isSecret = SECRET_FIELDS.has(field) && !withSecrets;
      if (!takes.includes(field)) await this.#add(user.id, field, `${title} does not take it`);
      else if (isSecret && !missing.some((other) => other.field === field))
        await this.#add(user.id, field, ONLY_WITH_SECRETS);
    }
    for (const { field, why } of missing) if (takes.includes(field)) await this.#add(user.id, field, why);
  }

  async ofTarget({ userId, field, why }: Lost): Promise<void> {
    // Said already, and of less use: a target sees that something is not there, and not why.
    if (SAID_ONCE.has(field) && this.#reported.get(userId)?.has(field)) return;
    await this.#add(userId, field, why);
  }

  async #add(userId: string, field: string, why: string): Promise<void> {
    this.#remember(userId, field);
    const reasons = this.counts.get(field) ?? new Map<string, number>();
    this.counts.set(field, reasons);
    if (!reasons.has(why)) this.#reasons++;
    count(reasons, reasons.has(why) || this.#reasons <= REASONS_AT_MOST ? why : 'other reasons');
    await this.#destination.lost({ userId, field, why });
  }

  #remember(userId: string, field: string): void {
    const fields = this.#reported.get(userId) ?? new Set<string>();
    if (field === 'password' && !fields.has(field)) this.withoutPassword++;
    fields.add(field);
    this.#reported.set(userId, fields);
    if (this.#reported.size <= REMEMBERED_AT_MOST) return;
    const [oldest] = this.#reported.keys();
    if (oldest !== undefined) this.#reported.delete(oldest);
  }
}

const SAID_ONCE: ReadonlySet<string> = SECRET_FIELDS;

/** A name for hashes of one kind, without their parameters. */
export function familyOf(hash: StoredHash): string {
  switch (hash.kind) {
    case 'argon2':
      return hash.type;
    case 'pbkdf2':
      return `pbkdf2-${hash.digest}`;
    case 'crypt':
      return `${hash.digest}-crypt`;
    case 'digest':
      return hash.rounds === 1 ? hash.digest : `${hash.digest}, in rounds`;
    case 'hmac':
      return `hmac-${hash.digest}`;
    case 'wrapped':
    case 'other':
      return hash.form;
    case 'peppered':
      return `${hash.form}, with a pepper`;
    default:
      return hash.kind;
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
