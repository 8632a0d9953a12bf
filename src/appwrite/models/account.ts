import type { z } from 'zod';
import type { User } from '../../core/users/user.ts';
import type { Model } from '../route.ts';
import { userModel, userSchema } from './user.ts';

/** The current user. */
export const accountModel: Model<User> = {
  name: 'account',
  schema: userSchema.omit({ password: true, hash: true, hashOptions: true }) as z.ZodType,
  variant: ({ impersonatorId }) => (impersonatorId === undefined ? 'account' : undefined),
  view: (user, actor) => {
    // The view of a user returns an object with the fields of its schema.
    const shape = userModel.view(user, actor) as Readonly<Record<string, unknown>>;
    const { password: _, hash: _hash, hashOptions: _options, ...account } = shape;
    return account;
  },
};
