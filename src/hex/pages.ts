import type { FastifyInstance } from 'fastify';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { isJsonObject } from '../core/json.ts';
import type { ProjectId } from '../core/projects/project.ts';
import { getProject } from '../core/projects/projects.ts';
import { isStorable } from '../core/text.ts';
import {
  completeReset,
  confirmEmail,
  requestReset,
  resendConfirmation,
} from '../core/usernames/usernames.ts';
import type { Fields } from '../http/body.ts';
import type { Exchange, HttpReply, HttpRequest } from '../http/exchange.ts';
import { anonymousActor } from './callers.ts';
import type { FieldErrors } from './errors.ts';
import { errorOf } from './failures.ts';
import { errorIn, textField } from './fields.ts';
import { formWaitSeconds, mayMail } from './mailing.ts';
import { passwordRules } from './new-user.ts';
import { sendForm } from './oauth-forms.ts';
import {
  changedPage,
  confirmationForm,
  confirmationSentPage,
  confirmedPage,
  type EmailLink,
  passwordForm,
  refusedPage,
  resetForm,
  sentPage,
  tooManyPage,
  verifyForm,
} from './page-texts.ts';
import { usernames } from './usernames.ts';

const VALUE_AT_MOST = 1_000;
const START = '/password/reset';
const NEW = '/password/new';
const VERIFY = '/email/verify';
const CONFIRMED = '/email/confirmed';
const REFUSED = '/email/refused';
const AGAIN = '/email/verification';

type Serving = { readonly project: ProjectId };

/** Serves the pages behind links in mails, under `/hex`. They store nothing in the browser. */
export function servePages(app: FastifyInstance, core: Core, { project }: Serving): void {
  const as = async (request: HttpRequest) => anonymousActor(await getProject(core, project), request).actor;
  // To follow the link confirms nothing: programs that look for bad links follow it as well.
  app.get(VERIFY, ({ query }, reply) => sendForm(reply, verifyForm(emailLinkIn(query as Fields))));
  app.post(VERIFY, async (request, reply) => confirm(core, await as(request), { request, reply }));
  app.get(CONFIRMED, (_, reply) => sendForm(reply, confirmedPage));
  app.get(REFUSED, (_, reply) => sendForm(reply, refusedPage));
  app.get(AGAIN, (_, reply) => sendForm(reply, confirmationForm));
  app.post(AGAIN, async (request, reply) => resend(core, await as(request), { request, reply }));
  app.get(START, ({ query }, reply) => sendForm(reply, resetForm('again' in (query as Fields))));
  app.post(START, async (request, reply) => start(core, await as(request), { request, reply }));
  app.get(NEW, ({ query }, reply) => {
    const fields = query as Fields;
    const link = { username: textIn(fields, 'username'), key: textIn(fields, 'key') };
    return sendForm(reply, passwordForm(link));
  });
  app.post(NEW, async (request, reply) => finish(core, await as(request), { request, reply }));
}

/** Takes the fields of the form, or those of the link itself where there is none, as scripts send it. */
async function confirm(core: Core, actor: Actor, { request, reply }: Exchange): Promise<HttpReply> {
  const seconds = await formWaitSeconds(core, actor, request);
  if (seconds !== undefined) return tooMany(reply, seconds);
  const link = emailLinkIn({ ...(request.query as Fields), ...(request.body as Fields | undefined) });
  const isConfirmed = await confirmEmail(core, actor, link);
  return redirectTo(reply, isConfirmed ? CONFIRMED : REFUSED);
}

/** Returns the same response for every user. */
async function resend(core: Core, actor: Actor, { request, reply }: Exchange): Promise<HttpReply> {
  const seconds = await formWaitSeconds(core, actor, request);
  if (seconds !== undefined) return tooMany(reply, seconds);
  const fields = (request.body ?? {}) as Fields;
  const [username, email] = [nameIn(fields, 'username'), nameIn(fields, 'email')];
  const isSaid = username !== '' && email !== '';
  if (isSaid && (await mayMail(core, actor, { kind: 'confirmation', name: email })))
    await resendConfirmation(core, actor, { username, email }, usernames);
  return sendForm(reply, confirmationSentPage);
}

/** Returns the same response for every user. */
async function start(core: Core, actor: Actor, { request, reply }: Exchange): Promise<HttpReply> {
  const seconds = await formWaitSeconds(core, actor, request);
  if (seconds !== undefined) return tooMany(reply, seconds);
  const name = nameIn((request.body ?? {}) as Fields, 'username');
  if (name !== '' && (await mayMail(core, actor, { kind: 'reset', name })))
    await requestReset(core, actor, name, usernames);
  return sendForm(reply, sentPage);
}

/** Sets the password and revokes all keys and tokens, unless the form says otherwise. */
async function finish(core: Core, actor: Actor, { request, reply }: Exchange): Promise<HttpReply> {
  const seconds = await formWaitSeconds(core, actor, request);
  if (seconds !== undefined) return tooMany(reply, seconds);
  const { user } = (request.body ?? {}) as Fields;
  const fields: Fields = isJsonObject(user) ? user : {};
  const link = { username: textIn(fields, 'username'), key: textIn(fields, 'key') };
  const wrong = wrongPassword(fields, actor.project.policies.passwordMinLength);
  if (wrong !== undefined) return sendForm(reply.code(400), passwordForm(link, wrong));
  const revokes = fields.revoke_all_access ?? fields.revoke_all_keys ?? 'yes';
  const input = { ...link, password: textIn(fields, 'password'), revokesKeys: revokes === 'yes' };
  try {
    if (await completeReset(core, actor, input)) return sendForm(reply, changedPage);
  } catch (error) {
    return sendForm(reply.code(400), passwordForm(link, sentenceOf(error)));
  }
  return redirectTo(reply, `${START}?again`);
}

function wrongPassword(fields: Fields, least: number): string | undefined {
  const error = errorIn(textField(fields.password, passwordRules(least)));
  if (error !== undefined) return `The password ${error}.`;
  const confirmation = fields.password_confirmation;
  const isAlike = confirmation === undefined || confirmation === fields.password;
  return isAlike ? undefined : 'The two passwords differ.';
}

/** Returns the message of an invalid password. Rethrows all other errors. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof Failure)) throw error;
  const { status, body } = errorOf(error);
  if (status !== 422 || body.errors === undefined) throw error;
  return `The password was refused: ${textOf(body.errors)}`;
}

function textOf(errors: FieldErrors): string {
  return typeof errors === 'string' ? errors : Object.values(errors).map(textOf).join(' ');
}

function tooMany(reply: HttpReply, seconds: number): HttpReply {
  return sendForm(reply.code(429).header('retry-after', String(seconds)), tooManyPage);
}

/** Redirects to a page without a secret in its address. */
function redirectTo(reply: HttpReply, path: string): HttpReply {
  return reply
    .code(302)
    .headers({ location: `/hex${path}`, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    .send();
}

function emailLinkIn(fields: Fields): EmailLink {
  const [username = '', email = '', key = ''] = ['username', 'email', 'key'].map((name) =>
    textIn(fields, name),
  );
  return { username, email, key };
}

/** Normalizes a typed name or address. */
function nameIn(fields: Fields, field: string): string {
  return textIn(fields, field).trim().toLowerCase();
}

function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' && value.length <= VALUE_AT_MOST && isStorable(value) ? value : '';
}
