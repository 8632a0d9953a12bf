import type { Fields } from '../../http/body.ts';
import type { Format, Json, RefusalBody, RefusalContext } from './format.ts';

const counted = ['usersCount', 'usersCreate', 'usersRead', 'usersUpdate', 'usersDelete'];
const countedSessions = ['sessionsCreate', 'sessionsProviderCreate', 'sessionsDelete'];

/** Models nested in fields of models. */
const parts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  userList: { users: 'user' },
  user: { targets: 'target' },
  account: { targets: 'target' },
  targetList: { targets: 'target' },
  sessionList: { sessions: 'session' },
  membershipList: { memberships: 'membership' },
  logList: { logs: 'log' },
  identityList: { identities: 'identity' },
  teamList: { teams: 'team' },
  usageUsers: Object.fromEntries(
    ['users', 'sessions', ...counted, ...countedSessions].map((name) => [name, 'metric']),
  ),
};

/** Downgrades a response step by step, newest first. */
export function downgradeResponse(
  steps: readonly Format[],
  model: string,
  answer: unknown,
  request: Fields,
): unknown {
  return steps.reduce((shape, step) => applyStep(step, model, shape, request), answer);
}

/** Downgrades an error; its `code` is the status. */
export function downgradeRefusal(
  steps: readonly Format[],
  refusal: RefusalBody,
  refusing: RefusalContext,
): RefusalBody {
  return steps.reduce((shape, { refusals }) => refusals?.(shape, refusing) ?? shape, refusal);
}

function applyStep(step: Format, model: string, answer: unknown, request: Fields): unknown {
  if (typeof answer !== 'object' || answer === null || !touches(step, model)) return answer;
  let shape = step.answers?.[model]?.(answer as Json, request) ?? (answer as Json);
  for (const [field, part] of Object.entries(parts[model] ?? {})) {
    const rows = shape[field];
    if (!Array.isArray(rows) || !touches(step, part)) continue;
    shape = { ...shape, [field]: rows.map((row) => applyStep(step, part, row, request)) };
  }
  return shape;
}

/** Whether the step changes the model or a nested one. */
function touches(step: Format, model: string): boolean {
  if (step.answers?.[model]) return true;
  const held = parts[model];
  return held !== undefined && Object.values(held).some((part) => touches(step, part));
}
