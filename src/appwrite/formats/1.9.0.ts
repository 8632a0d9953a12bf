import type { Format, RefusalBody, RefusalContext } from './format.ts';
import { without } from './shapes.ts';

/** 1.9 brought impersonation, and refuses blocked users as forbidden. */
export const before190: Format = {
  below: [1, 9, 0],
  answers: { log: without('userType', 'impersonatedUserId') },
  refusals: refused,
};

function refused(refusal: RefusalBody, { type }: RefusalContext): RefusalBody {
  if (type === 'user_blocked') return { ...refusal, code: 401 };
  if (type !== 'general_unauthorized_scope') return refusal;
  // A route had one scope then: the first of those of today.
  return {
    ...refusal,
    message: refusal.message.replace(/missing scopes \(\["([^"]*)".*\]\)$/, 'missing scope ($1)'),
  };
}
