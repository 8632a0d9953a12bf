import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { findDeviceRequest, userCodeIn } from '../core/device-grants/codes/codes.ts';
import { decide } from '../core/device-grants/deciding.ts';
import type { DeviceRequest } from '../core/device-grants/grant.ts';
import { Failure, type FailureCode } from '../core/failure.ts';
import type { ProjectId } from '../core/projects/project.ts';
import { getProject } from '../core/projects/projects.ts';
import { networkOf } from '../http/address.ts';
import type { Fields } from '../http/body.ts';
import { secondsToWait } from '../http/limits.ts';
import type { Exchange } from '../http/router.ts';
import { strangerIn } from './callers.ts';
import { DEVICE_PAGE } from './oauth.ts';
import { codeForm, decisionForm, donePage, sendForm } from './oauth-forms.ts';
import { usernames } from './usernames.ts';

const VALUE_AT_MOST = 1_000;
/** Codes are looked up so often from one network: they are short, and there may be many of them. */
const LOOKS_AT_MOST = { most: 30, seconds: 900 };
const NO_SUCH_CODE = 'No device waits with this code. Look at it again, or let the device show another one.';
const SIGN_IN_WRONG = 'Username or password is wrong.';

/** What people read of each refusal; whatever else there is goes the protocol's usual way. */
const told: Partial<Record<FailureCode, { readonly status: number; readonly text: string }>> = {
  credentials_wrong: { status: 400, text: SIGN_IN_WRONG },
  user_blocked: { status: 403, text: 'Your account is blocked.' },
  factors_required: { status: 400, text: 'Type the code that your authenticator shows, too.' },
  token_invalid: { status: 400, text: 'The code is wrong, was used, or came too late.' },
  authenticator_not_found: { status: 400, text: 'Your authenticator was removed. Please try again.' },
  unavailable: { status: 503, text: 'The server is busy. Please try again in a while.' },
  method_closed: { status: 403, text: 'Passwords are not taken here.' },
  rate_limited: { status: 429, text: 'Too many tries. Please try again later.' },
};

/** The page on which people let devices in, under `/hex`. It keeps nothing in the browser: each form says it all. */
export function serveDevicePage(
  app: FastifyInstance,
  core: Core,
  { project }: { readonly project: ProjectId },
): void {
  app.get(DEVICE_PAGE, (request, reply) => {
    const code = textIn(request.query as Fields, 'user_code');
    return sendForm(reply, codeForm(userCodeIn(code) ?? ''));
  });
  app.post(DEVICE_PAGE, async (request, reply) => {
    const found = await getProject(core, project);
    return answer(core, strangerIn(found, request).actor, { request, reply });
  });
}

async function answer(core: Core, actor: Actor, { request, reply }: Exchange): Promise<FastifyReply> {
  const fields = (request.body ?? {}) as Fields;
  const code = userCodeIn(textIn(fields, 'user_code'));
  const wait = await takeLook(core, actor);
  if (wait !== undefined) return tooMany(reply, wait);
  const asked = code && (await findDeviceRequest(core, actor, code));
  if (!asked) return sendForm(reply.code(400), codeForm('', NO_SUCH_CODE));
  const decision = textIn(fields, 'decision');
  const login = textIn(fields, 'login');
  if (decision !== 'approve' && decision !== 'deny')
    return sendForm(reply, decisionForm(asked, { userCode: code, login }));
  return decided(core, actor, { reply, asked, userCode: code, fields });
}

type Deciding = {
  readonly reply: FastifyReply;
  readonly asked: DeviceRequest;
  readonly userCode: string;
  readonly fields: Fields;
};

async function decided(
  core: Core,
  actor: Actor,
  { reply, asked, userCode, fields }: Deciding,
): Promise<FastifyReply> {
  const [login, password, code] = [
    textIn(fields, 'login'),
    textIn(fields, 'password'),
    textIn(fields, 'code'),
  ];
  const approves = fields.decision === 'approve';
  try {
    await decide(core, actor, asked, {
      login,
      password,
      code: code.replaceAll(/\s/g, ''),
      approves,
      usernames,
    });
    return sendForm(reply, donePage(approves));
  } catch (error) {
    const refusal = error instanceof Failure ? told[error.code] : undefined;
    if (!(error instanceof Failure) || !refusal) throw error;
    if (error.retryAfter !== undefined) reply.header('Retry-After', String(error.retryAfter));
    const wrong = error.code === 'factors_required' ? (error.detail ?? refusal.text) : refusal.text;
    return sendForm(reply.code(refusal.status), decisionForm(asked, { userCode, login, wrong }));
  }
}

/** Seconds to wait when too many codes were looked up from the caller's network; found or not, each counts. */
function takeLook(core: Core, actor: Actor): Promise<number | undefined> {
  const key = `hex-device-codes\n${networkOf(actor.ip ?? '')}`;
  return secondsToWait(core, actor.project.id, [{ key, ...LOOKS_AT_MOST }]);
}

function tooMany(reply: FastifyReply, seconds: number): FastifyReply {
  const page = codeForm('', 'Too many tries. Please try again later.');
  return sendForm(reply.code(429).header('Retry-After', String(seconds)), page);
}

function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' && value.length <= VALUE_AT_MOST ? value : '';
}
