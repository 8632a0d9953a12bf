import { type Fields, readBody } from '../../http/body.ts';
import type { Format, Json, RefusalBody, RefusalContext } from './format.ts';
import { without } from './shapes.ts';

const ACTIVE: ReadonlySet<unknown> = new Set([0, 1, '0', '1']);
const BLOCKED: ReadonlySet<unknown> = new Set([2, '2']);

/** 0.12: clients choose ids, a boolean blocks users, logs have a total, errors have a type. */
export const before0120: Format = {
  below: [0, 12, 0],
  requests: {
    usersCreate: withFresh('userId'),
    usersUpdateStatus: statusOf,
    usersUpdatePrefs: prefsOf,
    accountCreate: withFresh('userId'),
    accountCreateMagicURLToken: withFresh('userId'),
    teamsCreate: withFresh('teamId'),
  },
  answers: {
    user: numbered,
    account: numbered,
    log: without('userId', 'userEmail', 'userName', 'mode'),
    logList: without('sum'),
  },
  refusals: refused,
};

function withFresh(name: string): (fields: Fields) => Fields {
  return (fields) => (fields[name] === undefined ? { ...fields, [name]: 'unique()' } : fields);
}

/** Converts the states of requests: blocked (2) to false, the others to true. */
function statusOf(fields: Fields): Fields {
  if (ACTIVE.has(fields.status)) return { ...fields, status: true };
  return BLOCKED.has(fields.status) ? { ...fields, status: false } : fields;
}

/** Clients sent preferences as JSON text. Other text is refused. */
function prefsOf(fields: Fields): Fields {
  const { prefs } = fields;
  if (typeof prefs !== 'string' || !/^\s*\{/.test(prefs)) return fields;
  return { ...fields, prefs: readBody('application/json', Buffer.from(prefs)) };
}

/** 0: unverified, 1: verified, 2: blocked. */
function numbered(user: Json): Json {
  const active = user.emailVerification === true ? 1 : 0;
  return { ...user, status: user.status === true ? active : 2 };
}

const texts: Readonly<Record<string, string>> = {
  user_already_exists: 'User already registered',
  user_not_found: 'User not found',
};
const UPDATES = new Set(['usersUpdateEmail', 'accountUpdateEmail']);
const TAKEN = new Set(['user_target_already_exists', 'user_email_already_exists']);

function refused(refusal: RefusalBody, { type, operation }: RefusalContext): RefusalBody {
  if (UPDATES.has(operation ?? '') && TAKEN.has(type))
    return { ...refusal, code: 400, message: 'User already registered' };
  const message = texts[type];
  return message === undefined ? refusal : { ...refusal, message };
}
