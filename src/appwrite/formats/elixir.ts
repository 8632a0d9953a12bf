import type { Format } from './format.ts';

/** `update_user_email` of the first versions of the Elixir client sends the address as `password`, and no `email`. */
export const elixirMistake: Format = {
  below: [0, 12, 0],
  requests: {
    usersUpdateEmail: ({ email, ...fields }) => ({ ...fields, email: email ?? fields.password }),
  },
};
