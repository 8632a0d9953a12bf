import type { FastifyRequest } from 'fastify';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { isLocal, networkOf } from '../http/address.ts';
import { secondsToWait } from '../http/limits.ts';

const HOUR_SECONDS = 3_600;
const MAILS_AT_MOST = 10;
const NAME_LETTERS = 320;
const FORMS_AT_MOST = 60;

/** Mails that anonymous callers can request. */
type MailKind = 'reset' | 'confirmation';

/** Counts a mail to this name, known or not, and returns whether it is within the hourly limit. */
export async function mayMail(
  core: Core,
  { project }: Actor,
  { kind, name }: { readonly kind: MailKind; readonly name: string },
): Promise<boolean> {
  const key = `hex ${kind}\n${name.trim().toLowerCase().slice(0, NAME_LETTERS)}`;
  const limit = { key, most: MAILS_AT_MOST, seconds: HOUR_SECONDS };
  return (await secondsToWait(core, project.id, [limit])) === undefined;
}

/** Counts a form and returns the seconds to wait; `undefined` if it is within the limit. */
export async function formWaitSeconds(
  core: Core,
  { project, ip }: Actor,
  request: FastifyRequest,
): Promise<number | undefined> {
  if (isLocal(request, core.urls.publicUrl)) return undefined;
  const key = `hex form\n${networkOf(ip ?? '')}`;
  return secondsToWait(core, project.id, [{ key, most: FORMS_AT_MOST, seconds: HOUR_SECONDS }]);
}
