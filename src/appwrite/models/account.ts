import type { z } from 'zod';
import type { User } from '../../core/users/user.ts';
import type { Model } from '../route.ts';
import { userModel, userSchema } from './user.ts';

/** A user as it sees itself. */
export const accountModel: Model<User> = {
  name: 'account',
  schema: userSchema.omit({ password: true, hash: true, hashOptions: true }) as z.ZodType,
  view: (user, actor) => {
    // The view of a user is one of its own: hence the cast.
    const shape = userModel.view(user, actor) as Readonly<Record<string, unknown>>;
    const { password: _, hash: _hash, hashOptions: _options, ...account } = shape;
    return account;
  },
};
