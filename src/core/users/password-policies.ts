import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { type ArgumentRule, Failure } from '../failure.ts';
import { withImportSecrets } from '../import-secrets/import-secrets.ts';
import { requesterOf } from '../limits/network.ts';
import type { PasswordCharacter } from '../projects/project.ts';
import { folded } from '../text.ts';
import { earlierPasswords } from './password-history-store.ts';
import { opened } from './sealed-password.ts';

/** No policy accepts a shorter password. */
const BYTES_AT_LEAST = 8;
/** Letters and digits of ASCII; a symbol is anything else that is no letter, digit or blank of any script. */
const characters: Readonly<Record<PasswordCharacter, RegExp>> = {
  uppercase: /[A-Z]/,
  lowercase: /[a-z]/,
  number: /[0-9]/,
  symbol: /[^\p{L}\p{N}\s]/u,
};
/** Shorter texts occur in passwords by chance. */
const PERSONAL_AT_LEAST = 3;

/** The user's data; for a new user, the data of the request. */
export type Person = {
  readonly id?: string;
  readonly name?: string;
  readonly email?: string | null;
  readonly phone?: string | null;
};

/**
 * Refuses a plain password that the project's policies do not allow: with `argument_invalid` when it is too short,
 * lacks a kind of characters or is too common, with `password_personal` when it contains the user's id, name, email or phone, and, when `earlier` is
 * set, with `password_recently_used` when the user had it before.
 */
export async function refusePassword(
  core: Core,
  actor: Actor,
  input: { readonly password: string; readonly user: Person; readonly earlier?: boolean },
): Promise<void> {
  const { password, user, earlier = false } = input;
  const { policies } = actor.project;
  const least = Math.max(BYTES_AT_LEAST, policies.passwordMinLength);
  if (Buffer.byteLength(password) < least) throw invalid({ rule: 'too_few_bytes', least });
  const missing = policies.passwordCharacters.filter((kind) => !characters[kind].test(password));
  if (missing.length > 0) throw invalid({ rule: 'characters_missing', characters: missing });
  if (policies.passwordDictionary && (await core.passwords.isCommon(password)))
    throw invalid({ rule: 'too_common' });
  if (policies.passwordPersonalData && holdsPersonal(password, user)) throw new Failure('password_personal');
  if (earlier && user.id !== undefined) await refuseEarlier(core, actor, user.id, password);
}

function invalid(rule: ArgumentRule): Failure {
  return new Failure({ code: 'argument_invalid', field: 'password', ...rule });
}

function holdsPersonal(password: string, { id, name, email, phone }: Person): boolean {
  const local = email?.slice(0, email.lastIndexOf('@'));
  const alike = likened(password);
  return [id, name, email, local, phone, phone?.replace('+', '')]
    .map((part) => likened(part ?? ''))
    .filter((part) => Array.from(part).length >= PERSONAL_AT_LEAST)
    .some((part) => alike.includes(part));
}

/** Composed again, since a decomposed letter would count as several. */
function likened(text: string): string {
  return folded(text).trim().normalize('NFC');
}

/** Checked before the write, since verifying hashes is slow: two concurrent changes may both pass. */
async function refuseEarlier(core: Core, actor: Actor, id: string, plain: string): Promise<void> {
  for (const earlier of await earlierPasswords(core.read, actor.project, id)) {
    const stored = await withImportSecrets(core, actor.project.id, opened(core, earlier));
    if (stored !== null && (await core.passwords.verify(plain, stored, requesterOf(actor, id))))
      throw new Failure('password_recently_used');
  }
}
