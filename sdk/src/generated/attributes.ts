// Generated from the routes by `npm run generate`. Do not edit.

/**
 * Every attribute that lists can be queried by, with the type of its values.
 *
 * @example
 * ```ts
 * const attribute: keyof AttributeTypes = 'email';
 * const query = Query.equal(attribute, 'ann@example.com');
 * ```
 */
export type AttributeTypes = {
  /** Time of creation. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $createdAt: string;
  /** Id. */
  $id: string;
  /** Position in the order of creation. */
  $sequence: number;
  /** Time of the last change. Date and time in ISO 8601 with offset +00:00; empty for never. */
  $updatedAt: string;
  /** Day of the last visit. Date and time in ISO 8601 with offset +00:00; empty for never. */
  accessedAt: string;
  /** Whether the user has joined. */
  confirm: boolean;
  /** Email address; empty if there is none. */
  email: string;
  /** Whether the email address is verified. */
  emailVerification: boolean;
  /** The address, number or token. */
  identifier: string;
  /** Whether the user may impersonate others. */
  impersonator: boolean;
  /** Time of the invitation. Date and time in ISO 8601 with offset +00:00; empty for never. */
  invited: string;
  /** Time of joining. Date and time in ISO 8601 with offset +00:00; empty for never. */
  joined: string;
  /** Labels that servers gave the user. */
  labels: string[];
  /** Name; empty if there is none. */
  name: string;
  /** Time of the last change of the password. Date and time in ISO 8601 with offset +00:00; empty for never. */
  passwordUpdate: string;
  /** Phone number in E.164 form; empty if there is none. */
  phone: string;
  /** Whether the phone number is verified. */
  phoneVerification: boolean;
  /** Name of the provider. */
  provider: string;
  /** Expiry of the access token. Date and time in ISO 8601 with offset +00:00; empty for never. */
  providerAccessTokenExpiry: string;
  /** Email address of the user at the provider. */
  providerEmail: string;
  /** Id of the messaging provider; null for the default one. */
  providerId: string;
  /** `email`, `sms` or `push`. */
  providerType: string;
  /** Id of the user at the provider. */
  providerUid: string;
  /** Time of the sign-up. Date and time in ISO 8601 with offset +00:00; empty for never. */
  registration: string;
  /** Roles within the team. */
  roles: string[];
  /** Whether the user may sign in; false for blocked users. */
  status: boolean;
  /** Id of the team. */
  teamId: string;
  /** Number of members who have joined. */
  total: number;
  /** Id of the user. */
  userId: string;
};
