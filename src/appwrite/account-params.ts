import { z } from 'zod';
import { typedCode } from '../core/tokens/typed-code.ts';
import { type UserId, userIdOf } from '../core/users/user.ts';
import {
  example,
  ID_RULE,
  idInPath,
  input,
  length,
  made,
  PASSWORD_BYTES,
  type Required,
  storable,
} from '../http/param.ts';
import { url } from '../http/user-params.ts';

/** A current password. Shorter than the minimum for new ones is legal: it matches no user. */
export const knownPassword: Required<string> = input(
  storable
    .refine((text) => text !== '' && Buffer.byteLength(text) <= PASSWORD_BYTES.most)
    .meta({ minLength: 1, maxLength: PASSWORD_BYTES.most, examples: ['correct horse battery'] }),
  `must be a text of 1 to ${PASSWORD_BYTES.most} bytes`,
  'Plain password.',
);

const SECRET_LENGTH = 256;

export const secret: Required<string> = input(
  storable
    .refine((text) => length(text) >= 1 && length(text) <= SECRET_LENGTH)
    .meta({ minLength: 1, maxLength: SECRET_LENGTH, examples: ['482913'] })
    .transform(typedCode),
  `must be a text of 1 to ${SECRET_LENGTH} characters`,
  'Secret or code from the message. Blanks, dashes and case do not matter.',
);

export { url };

/** Empty means no URL. */
export const urlOrNone: Required<string> = {
  ...url,
  schema: z.union([z.literal(''), url.schema as z.ZodType<string>]) as unknown as z.ZodType<string>,
};

export const userIdGiven: Required<UserId> = input(
  made(userIdOf, example('ann')),
  ID_RULE,
  'Id of the user.',
);

/** `current` is the session of the caller. */
export const ownSessionInPath: Required<string> = idInPath(
  'Id of the session; "current" for the session of the caller.',
);
