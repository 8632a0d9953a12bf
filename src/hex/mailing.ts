import type { FastifyRequest } from 'fastify';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { isLocal, networkOf } from '../http/address.ts';
import { secondsToWait } from '../http/limits.ts';

const HOUR_SECONDS = 3_600;
const LETTERS_AT_MOST = 10;
const NAME_LETTERS = 320;
const FORMS_AT_MOST = 60;

/** What may be asked for without showing anything. */
type Letter = 'reset' | 'confirmation';

/** Whether one more letter may go to whoever has this name, be it anybody: so many an hour, whoever asks for them. */
export async function mayWriteTo(
  core: Core,
  { project }: Actor,
  { letter, name }: { readonly letter: Letter; readonly name: string },
): Promise<boolean> {
  const key = `hex ${letter}\n${name.trim().toLowerCase().slice(0, NAME_LETTERS)}`;
  const limit = { key, most: LETTERS_AT_MOST, seconds: HOUR_SECONDS };
  return (await secondsToWait(core, project.id, [limit])) === undefined;
}

/** Seconds to wait before one more form is looked at; nothing where none need be waited. */
export async function waitForForms(
  core: Core,
  { project, ip }: Actor,
  request: FastifyRequest,
): Promise<number | undefined> {
  if (isLocal(request)) return undefined;
  const key = `hex form\n${networkOf(ip ?? '')}`;
  return secondsToWait(core, project.id, [{ key, most: FORMS_AT_MOST, seconds: HOUR_SECONDS }]);
}
