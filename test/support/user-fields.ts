/**
 * Fields that users got after 0.9, by the version that brought them, with their value in a new user. Written without a
 * look at the server's own table, which is held against it.
 */
export const userFieldsSince = {
  '0.15.0': { $createdAt: 'a date', $updatedAt: 'a date', phone: '', phoneVerification: false },
  '1.0.0': {
    password: null,
    hash: 'argon2',
    hashOptions: {
      type: 'argon2',
      memory_cost: 19456,
      time_cost: 2,
      memoryCost: 19456,
      timeCost: 2,
      threads: 1,
    },
  },
  '1.4.0': { labels: [], accessedAt: '' },
  '1.5.0': { mfa: false, targets: [] },
  '1.9.0': {
    emailCanonical: null,
    emailIsFree: null,
    emailIsDisposable: null,
    emailIsCorporate: null,
    emailIsCanonical: null,
    impersonator: false,
    impersonatorUserId: null,
  },
  '2.3.0': { passwordPwned: null },
} as const;

/** All of them. */
export const laterUserFields: Readonly<Record<string, unknown>> = Object.assign(
  {},
  ...Object.values(userFieldsSince),
);

/** In which version each of them came. */
export const userFieldVersions: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(userFieldsSince).flatMap(([version, fields]) =>
    Object.keys(fields).map((name) => [name, version]),
  ),
);

/** Whether a format is older than a version. */
export function isBelow(format: string, version: string): boolean {
  const [asked = [], other = []] = [format, version].map((text) => text.split('.').map(Number));
  const at = asked.findIndex((part, index) => part !== other[index]);
  return at !== -1 && (asked[at] ?? 0) < (other[at] ?? 0);
}

/** A user as a client of a format gets it. */
export function userIn(
  format: string,
  user: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(user).filter(([name]) => !isBelow(format, userFieldVersions[name] ?? '0.9.0')),
  );
}
