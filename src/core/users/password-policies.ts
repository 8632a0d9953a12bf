import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { type ArgumentRule, Failure } from '../failure.ts';
import { requesterOf } from '../limits/network.ts';
import { folded } from '../text.ts';
import { earlierPasswords } from './password-history-store.ts';
import { opened } from './sealed-password.ts';

/** No policy makes a shorter password good. */
const BYTES_AT_LEAST = 8;
/** What is shorter stands in passwords by chance. */
const PERSONAL_AT_LEAST = 3;

/** What is known of the user; of one who is made, what is said of them. */
export type Person = {
  readonly id?: string;
  readonly name?: string;
  readonly email?: string | null;
  readonly phone?: string | null;
};

/**
 * Refuses a plain password that the project's policies do not allow: with `argument_invalid` one that is too short or
 * too common, with `password_personal` one that holds the user's id, name or an address and, where `earlier` is set,
 * with `password_recently_used` one that the user had before.
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

/** Composed again, since a letter that is taken apart would count as several. */
function likened(text: string): string {
  return folded(text).trim().normalize('NFC');
}

/** Checked before the write, since checking a hash takes long: two changes at once may both be judged by the past. */
async function refuseEarlier(core: Core, actor: Actor, id: string, plain: string): Promise<void> {
  for (const earlier of await earlierPasswords(core.read, actor.project, id)) {
    const stored = opened(core, earlier);
    if (stored !== null && (await core.passwords.verify(plain, stored, requesterOf(actor, id))))
      throw new Failure('password_recently_used');
  }
}
