import { createHash } from 'node:crypto';
import { findScheme } from '../../crypto/passwords/passwords.ts';
import { ReadablePassword } from '../../crypto/passwords/readable.ts';
import type { SourceUser } from '../../imports/source.ts';
import type { Instant } from '../instant.ts';
import { instantOf } from '../instant.ts';
import type { Policies } from '../projects/project.ts';
import { usernameOf } from '../usernames/username.ts';
import { type Email, emailOf } from '../users/email.ts';
import { emailKind } from '../users/email-kind.ts';
import { emailRefusal } from '../users/email-policies.ts';
import { METADATA_BYTES, type MetadataObject } from '../users/metadata.ts';
import { type Phone, phoneOf } from '../users/phone.ts';
import { type UserId, userIdOf } from '../users/user.ts';
import type { Candidate, CandidateIdentity, Judged } from './candidate.ts';
import type { ImportPlan, StoredHashOf } from './import.ts';
import { providerOf } from './providers.ts';
import { refusalOfReadable } from './readable-passwords.ts';

const NAME_LENGTH = 128;
const LABEL_LENGTH = 36;
const LABELS_AT_MOST = 1_000;
const ROLES_AT_MOST = 100;
const TEAMS_AT_MOST = 1_000;
const CODES_AT_MOST = 100;
const CODE_LENGTH = 64;
const IDENTITIES_AT_MOST = 100;
const UID_LENGTH = 1_024;
const SOURCE_ID_LENGTH = 1_024;
const PREFS_BYTES = 65_535;
/** Stands for the import while nothing is written: hashes refer to the secrets of one. */
const UNWRITTEN = 'import';
const SEED = /^[A-Z2-7]{16,256}$/;
const ROLE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$/;

/** What a row is judged by. */
export type Judging = {
  readonly system: string;
  readonly plan: ImportPlan;
  readonly policies: Policies;
  readonly storedHashOf: StoredHashOf;
  /** Usernames that no user may have. */
  readonly reserved: ReadonlySet<string>;
  readonly now: Instant;
};

type Mutable = {
  readonly fields: string[];
  readonly leftOut: string[];
  readonly unknownProviders: string[];
  family?: string;
  hasPlainPassword?: true;
  hashRefused?: string;
  malformed?: 'email' | 'phone';
};

/** Applies Denizen's rules to a row: what becomes of its fields, or why it is refused. */
export function judge(item: SourceUser, position: number, by: Judging): Judged {
  const notes: Mutable = { fields: [], leftOut: [], unknownProviders: [] };
  const found = tried(item, by, notes);
  if ('refused' in found) return { refused: found.refused, notes };
  const { addresses, password, metadata } = found;
  const { prefs, prefsBytes } = prefsOf(item, notes);
  const { metadataBytes, ...objects } = metadata;
  const candidate: Candidate = {
    ...{ position, file: item.file, row: item.row, sourceId: item.sourceId },
    id: idOf(item, by),
    ...addresses,
    name: nameOf(item.name, notes),
    username: usernameIn(item, by, notes),
    password,
    passwordUpdatedAt: momentOf(item.passwordUpdatedAt, by),
    isPending: !password && by.plan.withoutPassword === 'pending',
    blocked: item.blocked,
    createdAt: momentOf(item.createdAt, by),
    accessedAt: momentOf(item.accessedAt, by),
    totp: totpOf(item, notes),
    recoveryCodes: codesOf(item, notes),
    identities: identitiesOf(item, addresses.email, { by, notes }),
    labels: labelsOf(item, notes),
    teams: teamsOf(item, notes),
    ...{ prefs, ...objects, freeBytes: prefsBytes + metadataBytes },
  };
  return { candidate, notes };
}

type Refused = { readonly refused: string };

function isRefused(found: Candidate['password'] | Refused): found is Refused {
  return typeof found === 'object' && found !== null && 'refused' in found;
}

type Tried =
  | Refused
  | {
      readonly addresses: Addresses;
      readonly password: Candidate['password'];
      readonly metadata: Metadata;
    };

/** The parts of a row for which it may be refused. */
function tried(item: SourceUser, by: Judging, notes: Mutable): Tried {
  if (item.sourceId === '' || item.sourceId.length > SOURCE_ID_LENGTH || !isClean(item.sourceId))
    return { refused: 'its id at the source is empty, too long or malformed' };
  const addresses = addressesOf(item, by, notes);
  if ('refused' in addresses) return addresses;
  const password = passwordOf(item, by, notes);
  if (isRefused(password)) return password;
  const metadata = metadataOf(item, by, notes);
  return 'refused' in metadata ? metadata : { addresses, password, metadata };
}

/** What the user of a row is called here. */
export function idOf(
  { sourceId, id }: Pick<SourceUser, 'sourceId' | 'id'>,
  { system, plan }: Pick<Judging, 'system' | 'plan'>,
): UserId {
  const wanted = id ?? sourceId;
  if (plan.id === 'fresh') return derivedId(system, sourceId);
  const text = plan.id === 'keep' ? wanted : plan.id.prefix + wanted;
  return userIdOf(text) ?? derivedId(system, sourceId);
}

/** The same for the same row each time, so that an import that goes on, or is repeated, finds its users. */
export function derivedId(system: string, sourceId: string): UserId {
  // Cast: 20 hex digits are a valid id.
  return createHash('sha256').update(`${system}\n${sourceId}`).digest('hex').slice(0, 20) as UserId;
}

type Addresses = Pick<
  Candidate,
  'email' | 'emailVerifiedAt' | 'mailbox' | 'phone' | 'phoneVerifiedAt' | 'extraEmails'
>;

function addressesOf(
  item: SourceUser,
  by: Judging,
  notes: Mutable,
): Addresses | { readonly refused: string } {
  const email = item.email === undefined || item.email.trim() === '' ? null : emailOf(item.email.trim());
  if (email === undefined) {
    notes.malformed = 'email';
    return { refused: 'its email address is malformed' };
  }
  const refusal = email === null ? undefined : emailRefusal(by.policies, email);
  if (refusal) return { refused: `a policy of the project refuses its email address (${refusal.code})` };
  let phone: Phone | null | undefined =
    item.phone === undefined || item.phone.trim() === '' ? null : phoneOf(item.phone.trim());
  if (phone === undefined) {
    // The user is worth more than the number, with which no user could sign in.
    notes.malformed = 'phone';
    notes.leftOut.push('phone (malformed)');
    phone = null;
  }
  return {
    email,
    emailVerifiedAt: email === null ? null : verifiedAt(item.emailVerified, item, by),
    mailbox: email !== null && by.policies.canonicalEmails ? emailKind(email).canonical : null,
    phone,
    phoneVerifiedAt: phone === null ? null : verifiedAt(item.phoneVerified, item, by),
    extraEmails: by.plan.extraEmails === 'targets' ? extraEmailsOf(item, email, notes) : [],
  };
}

function extraEmailsOf(item: SourceUser, email: Email | null, notes: Mutable): readonly Email[] {
  const extra: Email[] = [];
  for (const text of item.otherEmails ?? []) {
    const other = emailOf(text.trim());
    if (other === undefined) notes.leftOut.push('further email (malformed)');
    else if (other !== email && !extra.includes(other)) extra.push(other);
  }
  return extra;
}

function verifiedAt(said: boolean | number | undefined, item: SourceUser, by: Judging): Instant | null {
  if (typeof said === 'number') return momentOf(said, by) ?? by.now;
  return said ? (momentOf(item.createdAt, by) ?? by.now) : null;
}

/** A moment that a clock can have shown; null without one. Sources write zero, or times to come, for none. */
function momentOf(ms: number | undefined, { now }: Judging): Instant | null {
  if (ms === undefined || !Number.isFinite(ms) || ms <= 0) return null;
  return instantOf(Math.min(ms, now));
}

function passwordOf(
  { password }: SourceUser,
  { plan, storedHashOf }: Judging,
  notes: Mutable,
): Candidate['password'] | Refused {
  if (password === undefined || password === null) return password;
  notes.family = password.family;
  const made = storedHashOf(password, { importId: UNWRITTEN, ...plan.secrets });
  const found = 'stored' in made ? made.stored : made.readable;
  if (found instanceof ReadablePassword) notes.hasPlainPassword = true;
  const problem = problemOf(made, plan)?.replace(/\.$/, '');
  if (problem === undefined) return found;
  notes.hashRefused = problem;
  if (plan.badHashes === 'refuse') return { refused: `its password hash cannot be used: ${problem}` };
  notes.leftOut.push('password');
  return undefined;
}

function problemOf(made: ReturnType<StoredHashOf>, plan: ImportPlan): string | undefined {
  if ('stored' in made) return refusalOf(made.stored);
  return made.readable && plan.hashesPlainPasswords ? refusalOfReadable(made.readable) : made.refused;
}

/** What would be wrong with a stored string at a sign-in. */
function refusalOf(stored: string): string | undefined {
  const scheme = findScheme(stored);
  return scheme ? scheme.refusal(stored) : 'its scheme is unknown';
}

function nameOf(text: string | undefined, notes: Mutable): string | undefined {
  if (text === undefined) return undefined;
  const clean = text.toWellFormed().replaceAll('\0', '').trim();
  const letters = Array.from(clean);
  if (letters.length <= NAME_LENGTH) return clean;
  notes.leftOut.push('name (cut to 128 characters)');
  return letters.slice(0, NAME_LENGTH).join('');
}

function usernameIn({ username }: SourceUser, { reserved }: Judging, notes: Mutable): string | null {
  if (username === undefined || username === '') return null;
  const name = usernameOf(username);
  if (name !== undefined && !reserved.has(name)) return name;
  notes.leftOut.push(name === undefined ? 'username (malformed)' : 'username (reserved)');
  return null;
}

function totpOf({ totp }: SourceUser, notes: Mutable): string | null {
  if (totp === undefined) return null;
  const { algorithm = 'SHA1', digits = 6, period = 30 } = totp;
  if (algorithm.replace('-', '').toUpperCase() !== 'SHA1' || digits !== 6 || period !== 30) {
    notes.leftOut.push('totp (not SHA-1, 6 digits, 30 seconds)');
    return null;
  }
  const secret = totp.secret.replaceAll(/[\s=]/g, '').toUpperCase();
  if (SEED.test(secret)) return secret;
  notes.leftOut.push('totp (malformed)');
  return null;
}

function codesOf({ recoveryCodes = [] }: SourceUser, notes: Mutable): readonly string[] {
  const codes = [...new Set(recoveryCodes)].filter(
    (code) => code !== '' && code.length <= CODE_LENGTH && isClean(code),
  );
  if (codes.length < recoveryCodes.length) notes.leftOut.push('recovery code (malformed)');
  return codes.slice(0, CODES_AT_MOST);
}

function identitiesOf(
  item: SourceUser,
  email: Email | null,
  { by, notes }: { readonly by: Judging; readonly notes: Mutable },
): readonly CandidateIdentity[] {
  const found = new Map<string, CandidateIdentity>();
  for (const { provider: theirs, uid, issuer, email: providerEmail } of item.identities ?? []) {
    const provider = providerOf(theirs, issuer, by.plan.providers);
    if (provider === undefined) notes.unknownProviders.push(theirs);
    if (provider === undefined || provider === null) continue;
    if (uid === '' || uid.length > UID_LENGTH || !isClean(uid) || found.size >= IDENTITIES_AT_MOST) {
      notes.leftOut.push('identity (malformed)');
      continue;
    }
    // Another user's address must not be held by an identity that was not proved here.
    const own = providerEmail !== undefined && emailOf(providerEmail.trim()) === email ? (email ?? '') : '';
    if (providerEmail && own === '') notes.leftOut.push('address at a provider (not that of the user)');
    const identity = { provider, issuer: issuer ?? '', providerUid: uid, providerEmail: own };
    found.set(`${provider} ${uid} ${issuer ?? ''}`, identity);
  }
  return [...found.values()];
}

function labelsOf({ labels }: SourceUser, notes: Mutable): readonly string[] | undefined {
  if (labels === undefined) return undefined;
  const folded = new Map<string, string>();
  for (const text of labels) {
    const label = text.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, LABEL_LENGTH);
    if (label === '') notes.leftOut.push('label (no letter or digit)');
    else if (folded.has(label) && folded.get(label) !== text)
      notes.leftOut.push('label (like another, without punctuation)');
    else folded.set(label, text);
  }
  if (folded.size > LABELS_AT_MOST) notes.leftOut.push('label (more than 1,000)');
  return [...folded.keys()].slice(0, LABELS_AT_MOST);
}

function teamsOf({ teams = [] }: SourceUser, notes: Mutable): Candidate['teams'] {
  if (teams.length > TEAMS_AT_MOST) notes.leftOut.push('team (more than 1,000)');
  const roles = new Map<string, Set<string>>();
  for (const { team, roles: given } of teams.slice(0, TEAMS_AT_MOST)) {
    const known = roles.get(team) ?? new Set<string>();
    roles.set(team, known);
    for (const text of given) {
      const role = text.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, LABEL_LENGTH);
      if (ROLE.test(role) && known.size < ROLES_AT_MOST) known.add(role);
      else notes.leftOut.push('role (malformed)');
    }
  }
  return [...roles].map(([team, set]) => ({ team, roles: [...set] }));
}

function prefsOf(
  { prefs }: SourceUser,
  notes: Mutable,
): Pick<Candidate, 'prefs'> & { readonly prefsBytes: number } {
  const prefsBytes = bytesOf(prefs);
  if (prefsBytes <= PREFS_BYTES) return { prefs, prefsBytes };
  notes.leftOut.push('preferences (longer than 65,535 bytes)');
  return { prefs: undefined, prefsBytes: 0 };
}

type Metadata = Pick<Candidate, 'readOnly' | 'private'> & { readonly metadataBytes: number };

/** What only servers may write, with what has no place, which is kept private. */
function metadataOf(
  item: SourceUser,
  { system, plan }: Judging,
  notes: Mutable,
): Metadata | { readonly refused: string } {
  const { readOnlyMetadata: readOnly, privateMetadata } = item;
  const rest = restOf(item, plan);
  notes.fields.push(...Object.keys(rest));
  const keepsRest = plan.rest === 'keep' && Object.keys(rest).length > 0;
  const whole: MetadataObject = { ...privateMetadata, imported: { [system]: rest } };
  const wholeBytes = keepsRest ? bytesOf(whole) : 0;
  const fits = keepsRest && wholeBytes <= METADATA_BYTES;
  if (keepsRest && !fits) notes.leftOut.push('fields without a place (longer than 65,535 bytes)');
  const readOnlyBytes = bytesOf(readOnly);
  const hiddenBytes = fits ? wholeBytes : bytesOf(privateMetadata);
  if (readOnlyBytes > METADATA_BYTES || hiddenBytes > METADATA_BYTES)
    return { refused: 'its metadata is longer than 65,535 bytes' };
  const hidden = fits ? whole : privateMetadata;
  return { readOnly, private: hidden, metadataBytes: readOnlyBytes + hiddenBytes };
}

function restOf(item: SourceUser, plan: ImportPlan): MetadataObject {
  return {
    ...item.rest,
    ...(item.passkeys?.length && { passkeys: item.passkeys }),
    ...(plan.extraEmails === 'metadata' && item.otherEmails?.length && { otherEmails: item.otherEmails }),
    ...(item.otherPhones?.length && { otherPhones: item.otherPhones }),
  };
}

function bytesOf(value: object | undefined): number {
  return value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
}

/** Reports whether every engine can store the text unchanged. */
function isClean(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
