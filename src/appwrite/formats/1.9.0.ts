import { callerWords } from '../failure-words.ts';
import type { Format, RefusalBody, RefusalContext } from './format.ts';
import { without } from './shapes.ts';

/** 1.9: impersonation; blocked users get 403. */
export const before190: Format = {
  below: [1, 9, 0],
  answers: { log: without('userType', 'impersonatedUserId') },
  refusals: refused,
};

function refused(refusal: RefusalBody, { data }: RefusalContext): RefusalBody {
  if (data.code === 'user_blocked') return { ...refusal, code: 401 };
  if (data.code !== 'scope_missing' || !data.missing) return refusal;
  // Routes had one scope: the first of today's.
  const [scope] = data.missing.scopes;
  return { ...refusal, message: `${callerWords(data.missing)} missing scope (${scope})` };
}
