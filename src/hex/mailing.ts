import type { FastifyRequest } from 'fastify';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { isLocal, networkOf } from '../http/address.ts';
import { secondsToWait } from '../http/limits.ts';

const HOUR_SECONDS = 3_600;
const MAILS_AT_MOST = 10;
const NAME_LETTERS = 320;
const FORMS_AT_MOST = 60;

/** What may be asked for without showing anything. */
type MailKind = 'reset' | 'confirmation';

/** Whether one more letter may go to whoever has this name, be it anybody: so many an hour, whoever asks for them. */
export async function mayMail(
  core: Core,
  { project }: Actor,
  { kind, name }: { readonly kind: MailKind; readonly name: string },
): Promise<boolean> {
  const key = `hex ${kind}\n${name.trim().toLowerCase().slice(0, NAME_LETTERS)}`;
  const limit = { key, most: MAILS_AT_MOST, seconds: HOUR_SECONDS };
  return (await secondsToWait(core, project.id, [limit])) === undefined;
}

/** Seconds to wait before one more form is looked at; nothing where none need be waited. */
export async function formWaitSeconds(
  core: Core,
  { project, ip }: Actor,
  request: FastifyRequest,
): Promise<number | undefined> {
  if (isLocal(request, core.urls.publicUrl)) return undefined;
  const key = `hex form\n${networkOf(ip ?? '')}`;
  return secondsToWait(core, project.id, [{ key, most: FORMS_AT_MOST, seconds: HOUR_SECONDS }]);
}
