import type { FastifyInstance } from 'fastify';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { decide } from '../core/device-grants/decide.ts';
import { findDeviceRequest, userCodeIn } from '../core/device-grants/device-codes.ts';
import type { DeviceRequest } from '../core/device-grants/grant.ts';
import { Failure, type FailureCode, retryAfterSeconds } from '../core/failure.ts';
import { networkOf } from '../core/limits/network.ts';
import type { ProjectId } from '../core/projects/project.ts';
import { getProject } from '../core/projects/projects.ts';
import type { Fields } from '../http/body.ts';
import type { Exchange, HttpReply } from '../http/exchange.ts';
import { secondsToWait } from '../http/limits.ts';
import { anonymousActor } from './callers.ts';
import { DEVICE_PAGE } from './oauth.ts';
import { codeForm, decisionForm, donePage, sendForm } from './oauth-forms.ts';
import { usernames } from './usernames.ts';

const VALUE_AT_MOST = 1_000;
/** Limit on code look-ups per network: codes are short, and many can be pending. */
const LOOKUPS_AT_MOST = { most: 30, seconds: 900 };
const NO_SUCH_CODE =
  'No device is waiting with this code. Check the code, or request a new one on the device.';
const SIGN_IN_WRONG = 'Username or password is wrong.';
const AUTHENTICATOR_NEEDED =
  'Your account needs a second factor, and this page accepts only codes of an authenticator app. Set one up first.';

/** Messages of failures on the page. All others become usual errors of the protocol. */
const pageErrors: Partial<Record<FailureCode, { readonly status: number; readonly text: string }>> = {
  credentials_wrong: { status: 400, text: SIGN_IN_WRONG },
  user_blocked: { status: 403, text: 'Your account is blocked.' },
  factors_required: { status: 400, text: 'Enter the code of your authenticator, too.' },
  token_invalid: { status: 400, text: 'The code is wrong, used or expired.' },
  authenticator_not_found: { status: 400, text: 'Your authenticator was removed. Please try again.' },
  unavailable: { status: 503, text: 'The server is busy. Please try again in a while.' },
  auth_method_disabled: { status: 403, text: 'Sign-in with a password is disabled.' },
  rate_limited: { status: 429, text: 'Too many attempts. Please try again later.' },
};

/** Serves the page on which users approve devices, under `/hex`. It stores nothing in the browser: each form carries all of its state. */
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
    return answer(core, anonymousActor(found, request).actor, { request, reply });
  });
}

async function answer(core: Core, actor: Actor, { request, reply }: Exchange): Promise<HttpReply> {
  const fields = (request.body ?? {}) as Fields;
  const code = userCodeIn(textIn(fields, 'user_code'));
  const wait = await consumeLookup(core, actor);
  if (wait !== undefined) return tooMany(reply, wait);
  const deviceRequest = code && (await findDeviceRequest(core, actor, code));
  if (!deviceRequest) return sendForm(reply.code(400), codeForm('', NO_SUCH_CODE));
  const decision = textIn(fields, 'decision');
  const login = textIn(fields, 'login');
  if (decision !== 'approve' && decision !== 'deny')
    return sendForm(reply, decisionForm(deviceRequest, { userCode: code, login }));
  return applyDecision(core, actor, { reply, deviceRequest, userCode: code, fields });
}

type DecisionInput = {
  readonly reply: HttpReply;
  readonly deviceRequest: DeviceRequest;
  readonly userCode: string;
  readonly fields: Fields;
};

async function applyDecision(
  core: Core,
  actor: Actor,
  { reply, deviceRequest, userCode, fields }: DecisionInput,
): Promise<HttpReply> {
  const [login, password, code] = [
    textIn(fields, 'login'),
    textIn(fields, 'password'),
    textIn(fields, 'code'),
  ];
  const approves = fields.decision === 'approve';
  try {
    await decide(core, actor, deviceRequest, {
      login,
      password,
      code: code.replaceAll(/\s/g, ''),
      approves,
      usernames,
    });
    return sendForm(reply, donePage(approves));
  } catch (error) {
    const refusal = error instanceof Failure ? pageErrors[error.code] : undefined;
    if (!(error instanceof Failure) || !refusal) throw error;
    const { data } = error;
    const seconds = retryAfterSeconds(data);
    if (seconds !== undefined) reply.header('Retry-After', String(seconds));
    const isNeeded = data.code === 'factors_required' && data.reason === 'authenticator_needed';
    const wrong = isNeeded ? AUTHENTICATOR_NEEDED : refusal.text;
    return sendForm(reply.code(refusal.status), decisionForm(deviceRequest, { userCode, login, wrong }));
  }
}

/** Counts a look-up from the caller's network, found or not, and returns the seconds to wait if there are too many. */
function consumeLookup(core: Core, actor: Actor): Promise<number | undefined> {
  const key = `hex-device-codes\n${networkOf(actor.ip ?? '')}`;
  return secondsToWait(core, actor.project.id, [{ key, ...LOOKUPS_AT_MOST }]);
}

function tooMany(reply: HttpReply, seconds: number): HttpReply {
  const page = codeForm('', 'Too many attempts. Please try again later.');
  return sendForm(reply.code(429).header('Retry-After', String(seconds)), page);
}

function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' && value.length <= VALUE_AT_MOST ? value : '';
}
