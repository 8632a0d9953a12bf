// Written by `npm run generate` out of the routes: change those.

/**
 * Every attribute that lists can be queried by, with what it is compared with.
 *
 * @example
 * ```ts
 * const attribute: keyof AttributeTypes = 'email';
 * const query = Query.equal(attribute, 'ann@example.com');
 * ```
 */
export type AttributeTypes = {
  /** When it was made. */
  $createdAt: string;
  /** Its id. */
  $id: string;
  /** Its number in the order in which things were made. */
  $sequence: number;
  /** When it was changed for the last time. */
  $updatedAt: string;
  /** Day on which the user was last here. */
  accessedAt: string;
  /** Whether the user has joined. */
  confirm: boolean;
  /** Email address; empty where there is none. */
  email: string;
  /** Whether the email address is verified. */
  emailVerification: boolean;
  /** The address, number or token. */
  identifier: string;
  /** Whether the user may act as others. */
  impersonator: boolean;
  /** When the user was invited. */
  invited: string;
  /** When the user joined. */
  joined: string;
  /** Labels that a server gave the user. */
  labels: string[];
  /** Its name; empty where it has none. */
  name: string;
  /** When the password was set for the last time. */
  passwordUpdate: string;
  /** Phone number in E.164 form; empty where there is none. */
  phone: string;
  /** Whether the phone number is verified. */
  phoneVerification: boolean;
  /** How the user signed in, or where the identity is. */
  provider: string;
  /** When that token ends. */
  providerAccessTokenExpiry: string;
  /** Email address that the provider knows. */
  providerEmail: string;
  /** Id of what sends to it; null for the usual one. */
  providerId: string;
  /** `email`, `sms` or `push`. */
  providerType: string;
  /** Who the user is there. */
  providerUid: string;
  /** When the user signed up. */
  registration: string;
  /** Roles within the team. */
  roles: string[];
  /** Whether the user may sign in. */
  status: boolean;
  /** Id of the team. */
  teamId: string;
  /** How many there are in all, not only here; counted up to 5,000. */
  total: number;
  /** Id of the user. */
  userId: string;
};
