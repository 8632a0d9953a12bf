import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { messageWaitSeconds } from '../core/limits/message-pause.ts';
import { networkOf } from '../core/limits/network.ts';
import { isLocal } from '../http/address.ts';
import type { HttpRequest } from '../http/exchange.ts';
import { secondsToWait } from '../http/limits.ts';

const HOUR_SECONDS = 3_600;
const NAME_LETTERS = 320;
const FORMS_AT_MOST = 60;

/** Mails that anonymous callers can request. */
type MailKind = 'reset' | 'confirmation';

/** Counts a mail to this name, known or not, and returns whether it is within the hourly limit. */
export async function mayMail(
  core: Core,
  actor: Actor,
  { kind, name }: { readonly kind: MailKind; readonly name: string },
): Promise<boolean> {
  const to = `hex ${name.trim().toLowerCase().slice(0, NAME_LETTERS)}`;
  const purpose = kind === 'reset' ? 'recovery' : 'verification';
  return (await messageWaitSeconds(core, actor, { to, user: undefined, purpose })) === undefined;
}

/** Counts a form and returns the seconds to wait; `undefined` if it is within the limit. */
export async function formWaitSeconds(
  core: Core,
  { project, ip }: Actor,
  request: HttpRequest,
): Promise<number | undefined> {
  if (isLocal(request, core.urls.publicUrl)) return undefined;
  const key = `hex form\n${networkOf(ip ?? '')}`;
  return secondsToWait(core, project.id, [{ key, most: FORMS_AT_MOST, seconds: HOUR_SECONDS }]);
}
