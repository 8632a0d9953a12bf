import type { FastifyRequest } from 'fastify';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { messageWaitSeconds } from '../core/limits/message-pause.ts';
import { networkOf } from '../core/limits/network.ts';
import { isLocal } from '../http/address.ts';
import { secondsToWait } from '../http/limits.ts';

const HOUR_SECONDS = 3_600;
const NAME_LETTERS = 320;
const FORMS_AT_MOST = 60;

/** What may be asked for without showing anything. */
type MailKind = 'reset' | 'confirmation';

/** Whether one more letter may go to whoever has this name, be it anybody. */
export async function mayMail(
  core: Core,
  actor: Actor,
  { kind, name }: { readonly kind: MailKind; readonly name: string },
): Promise<boolean> {
  const to = `hex ${name.trim().toLowerCase().slice(0, NAME_LETTERS)}`;
  const purpose = kind === 'reset' ? 'recovery' : 'verification';
  return (await messageWaitSeconds(core, actor, { to, user: undefined, purpose })) === undefined;
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
