import { Failure } from '../../core/failure.ts';
import { providerKeys } from '../../core/oauth/providers/table.ts';
import type { Fields } from '../../http/body.ts';
import { optional } from '../../http/param.ts';
import * as params from '../params.ts';
import type { Format, RefusalBody, RefusalContext } from './format.ts';
import { without } from './shapes.ts';
import { usageBefore150, withoutWeek } from './usage.ts';

const labels = {
  ...params.labels,
  schema: params.labels.schema.refine(({ length }) => length <= 100),
  rule: 'must be an array of at most 100 labels, each of 1 to 36 characters out of a-z, A-Z and 0-9',
};
/** Checked, although sessions by provider are not counted. */
const usageProvider = params.oneOf(
  ['', 'email', 'anonymous', ...providerKeys.map((key) => `oauth-${key}`)],
  'How the sessions were created.',
);
/** Error types from before addresses were targets. */
const taken: Readonly<Record<string, string>> = {
  usersUpdateEmail: 'user_email_already_exists',
  accountUpdateEmail: 'user_email_already_exists',
  usersUpdatePhone: 'user_phone_already_exists',
  accountUpdatePhone: 'user_phone_already_exists',
};

/** 1.5: second factors, targets, security phrases, and fields that can be set to empty. */
export const before150: Format = {
  below: [1, 5, 0],
  requests: {
    teamsUpdateMembershipStatus: withUser,
    accountUpdateRecovery: passwordTwice,
    usersGetUsage: withoutWeek,
  },
  withoutKeys: ['accountCreate'],
  params: {
    usersGetUsage: { provider: optional(usageProvider) },
    usersUpdateName: { name: params.newName },
    usersUpdateEmail: { email: params.email },
    usersUpdatePhone: { number: params.phone },
    usersUpdatePassword: { password: params.password },
    usersUpdateLabels: { labels },
  },
  answers: {
    session: without('$updatedAt', 'factors', 'secret', 'mfaUpdatedAt'),
    token: without('phrase'),
    membership: without('mfa'),
    usageUsers: usageBefore150,
  },
  refusals: refused,
};

/** An empty id was one that the invitation does not belong to. */
function withUser(fields: Fields): Fields {
  if (fields.userId === undefined || fields.userId === '') throw new Failure('invite_mismatch');
  return fields;
}

/** Older forms sent the password twice, and expect an error if the two differ. */
function passwordTwice(fields: Fields): Fields {
  const { passwordAgain, password } = fields;
  if (passwordAgain !== undefined && passwordAgain !== password)
    throw new Failure({
      code: 'argument_invalid',
      field: 'passwordAgain',
      rule: 'not_same',
      other: 'password',
    });
  return fields;
}

function refused(refusal: RefusalBody, { type, data, operation = '' }: RefusalContext): RefusalBody {
  if (type === 'user_count_exceeded') return { ...refusal, code: 501 };
  if (data.code === 'argument_invalid' && data.rule === 'not_same')
    return { ...refusal, type: 'user_password_mismatch' };
  const own = type === 'user_target_already_exists' ? taken[operation] : undefined;
  return own === undefined ? refusal : { ...refusal, type: own };
}
