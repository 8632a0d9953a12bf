import type { Fields } from '../../http/body.ts';
import * as params from '../params.ts';
import type { Format, RefusalBody, RefusalContext } from './format.ts';
import { atMost, inSeconds } from './shapes.ts';

const linkParams = { expiryInSeconds: params.flag('Whether links name their end in Unix seconds.') };
/** Offsets ended at 5,000, and so did totals: a client that pages by offset stops there. */
const total = atMost('total', 5_000);
const user = inSeconds('$createdAt', '$updatedAt', 'registration', 'passwordUpdate');

/** 1.0: times are dates, also in mailed links; totals may exceed 5,000; the phone number of a sign-in is `phone`; users may have neither email nor password. */
export const before100: Format = {
  below: [1, 0, 0],
  requests: {
    accountCreatePhoneToken: (fields) => ({ ...fields, phone: fields.phone ?? fields.number }),
    accountCreateEmailVerification: withSeconds,
    accountCreateMagicURLToken: withSeconds,
    accountCreateRecovery: withSeconds,
  },
  params: {
    usersCreate: { email: params.email, password: params.password },
    accountCreateEmailVerification: linkParams,
    accountCreateMagicURLToken: linkParams,
    accountCreateRecovery: linkParams,
  },
  answers: {
    userList: total,
    teamList: total,
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

function withSeconds(fields: Fields): Fields {
  return { ...fields, expiryInSeconds: true };
}

/** A taken phone number had the error type of a taken email address. */
function refused(refusal: RefusalBody, { operation }: RefusalContext): RefusalBody {
  if (operation !== 'usersUpdatePhone' || refusal.type !== 'user_phone_already_exists') return refusal;
  return { ...refusal, type: 'user_email_already_exists' };
}
