import type { FastifyRequest } from 'fastify';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { consume, type RateLimit } from '../core/limits/rates.ts';
import { isLocal, networkOf } from '../http/address.ts';

const HOUR_SECONDS = 3_600;
const MAILS_AT_MOST = 10;
const NAME_LETTERS = 320;
const SIGN_UPS_AT_MOST = 50;
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
  const status = await consume(core, project.id, [{ key, most: MAILS_AT_MOST, seconds: HOUR_SECONDS }]);
  return status === undefined || status.remaining >= 0;
}

/** Each sends a letter to whatever address is given. Refuses with `rate_limited`. */
export async function limitSignUps(core: Core, actor: Actor, isCounted: boolean): Promise<void> {
  if (!isCounted) return;
  const seconds = await secondsToWait(core, actor, { name: 'sign-up', most: SIGN_UPS_AT_MOST });
  if (seconds !== undefined)
    throw new Failure({ code: 'rate_limited', limit: 'requests', retryAfterSeconds: seconds });
}

/** Seconds to wait before one more form is looked at; nothing where none need be waited. */
export async function formWaitSeconds(
  core: Core,
  actor: Actor,
  request: FastifyRequest,
): Promise<number | undefined> {
  if (isLocal(request, core.urls.publicUrl)) return undefined;
  return secondsToWait(core, actor, { name: 'form', most: FORMS_AT_MOST });
}

async function secondsToWait(
  core: Core,
  { project, ip }: Actor,
  of: { readonly name: string; readonly most: number },
): Promise<number | undefined> {
  const key = `hex ${of.name}\n${networkOf(ip ?? '')}`;
  const limit: RateLimit = { key, most: of.most, seconds: HOUR_SECONDS };
  const status = await consume(core, project.id, [limit]);
  if (!status || status.remaining >= 0) return undefined;
  return Math.max(1, Math.ceil((status.endsAt - core.clock.now()) / 1000));
}
