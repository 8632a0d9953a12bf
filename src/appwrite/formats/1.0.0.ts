import * as params from '../params.ts';
import type { Format, RefusalBody, RefusalContext } from './format.ts';
import { inSeconds } from './shapes.ts';

const user = inSeconds('$createdAt', '$updatedAt', 'registration', 'passwordUpdate');

/** 1.0: times are ISO 8601; users may have neither email nor password. */
export const before100: Format = {
  below: [1, 0, 0],
  params: { usersCreate: { email: params.email, password: params.password } },
  answers: {
    user,
    account: user,
    session: inSeconds('$createdAt', 'expire', 'providerAccessTokenExpiry'),
    token: inSeconds('$createdAt', 'expire'),
    log: inSeconds('time'),
    membership: inSeconds('$createdAt', '$updatedAt', 'invited', 'joined'),
    team: inSeconds('$createdAt', '$updatedAt'),
    metric: inSeconds('date'),
  },
  refusals: refused,
};

/** A taken phone number had the error type of a taken email address. */
function refused(refusal: RefusalBody, { operation }: RefusalContext): RefusalBody {
  if (operation !== 'usersUpdatePhone' || refusal.type !== 'user_phone_already_exists') return refusal;
  return { ...refusal, type: 'user_email_already_exists' };
}
