import type { FailureCode, FailureData } from '../core/failure.ts';
import { isScope } from '../core/keys/scopes.ts';
import type { HttpRequest } from './exchange.ts';

/** A kind of refusal is logged once in this time for a project. */
const AGAIN_AFTER_MS = 60_000;
/** Projects times kinds; beyond this, the oldest are forgotten. */
const REMEMBERED_AT_MOST = 1_000;

type Log = { readonly warn: (fields: object, message: string) => void };

/** Logs refusals that an operator can mend, each with what mends it. */
export type AdviceLog = (request: HttpRequest) => void;

/** Returns what an operator can do, with the project as the command line takes it. */
type Remedy = (data: FailureData, project: string) => string;

/**
 * The remedies, by failure. Each names a command or a setting. Nothing of a request but the project is in them, and of
 * that only one that exists.
 */
const remedies: Readonly<Partial<Record<FailureCode, Remedy>>> = {
  request_cross_origin: () =>
    'A page of another origin called the API of administrators. Open the console at the address in DENIZEN_PUBLIC_URL, or set it to the address that the browser shows',
  auth_method_disabled: (data, project) => {
    const by = data.code === 'auth_method_disabled' ? data.by : undefined;
    if (by === 'contracts')
      return `The project does not hand users over by this contract. To see those that it serves: denizen migrations show --project ${project}`;
    if (by === 'mfaFactors')
      return `The project does not accept this second factor. To see those that it accepts: denizen projects show ${project}; to accept all of the defaults: denizen projects set ${project} mfaFactors=default`;
    return `The project has closed this way to sign in. To see what is closed: denizen projects show ${project}; to open all: denizen projects set ${project} disabledAuthMethods=default`;
  },
  scope_missing: (data, project) => {
    const missing = data.code === 'scope_missing' ? data.missing : undefined;
    // A key can have no other scopes: `account` is what users have.
    const held = missing?.caller === 'key' ? missing.scopes.filter((scope) => isScope(scope)) : [];
    const scopes = held.join(' or ');
    return scopes === ''
      ? `A caller lacks a scope. A server needs a key that has it: denizen keys create --project ${project} --scopes NAMES`
      : `A key lacks the scope ${scopes}. Make one that has it: denizen keys create --project ${project} --scopes ${scopes.split(' or ')[0]}`;
  },
  key_expired: (_, project) =>
    `A key has expired. Make another: denizen keys create --project ${project} --scopes NAMES`,
  provider_disabled: (_, project) =>
    `A provider of external accounts is not set up or is disabled. See: denizen providers list --project ${project}`,
  mail_disabled: () => 'Nothing sends mail. Set DENIZEN_SMTP_URL and DENIZEN_MAIL_FROM',
  sms_disabled: () => 'Nothing sends text messages. Set DENIZEN_SMS_URL and DENIZEN_SMS_SECRET',
  success_page_refused: foreignPage,
  failure_page_refused: foreignPage,
  argument_invalid: foreignPage,
  users_limit: (_, project) =>
    `The project has as many users as it may have. To raise the limit: denizen projects set ${project} usersLimit=NUMBER`,
};

function foreignPage(_: FailureData, project: string): string {
  return `A link was to lead to a page of a host that is none of the project's. If it is yours: denizen platforms add web HOST --project ${project}`;
}

/**
 * Returns a function that logs what an operator can mend, once a minute at most for each kind and project. Guests
 * without a scope are what scopes are for, and are left out.
 */
export function adviceLog(log: Log, now: () => number = () => performance.now()): AdviceLog {
  const logged = new Map<string, number>();
  return ({ refusal, caller }) => {
    const failure = refusal?.failure;
    const remedy = failure && isForOperators(failure) ? remedies[failure.code] : undefined;
    if (!failure || !remedy) return;
    // A guest may name any project; the callers of others were found in it.
    const project = caller?.project.id ?? '';
    const key = `${failure.code} ${project}`;
    const at = now();
    const last = logged.get(key);
    if (last !== undefined && at - last < AGAIN_AFTER_MS) return;
    if (logged.size >= REMEMBERED_AT_MOST) forgetOldest(logged);
    logged.delete(key);
    logged.set(key, at);
    const fields = { refused: failure.code, ...(project !== '' && { project }) };
    log.warn(fields, `${remedy(failure, project === '' ? 'PROJECT' : project)}.`);
  };
}

function isForOperators(data: FailureData): boolean {
  if (data.code === 'argument_invalid') return data.rule === 'foreign_host';
  if (data.code === 'scope_missing')
    return data.missing?.caller === 'key' && data.missing.scopes.some(isScope);
  return true;
}

function forgetOldest(logged: Map<string, number>): void {
  const [oldest] = logged.keys();
  if (oldest !== undefined) logged.delete(oldest);
}
