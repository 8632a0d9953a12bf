/**
 * The names of all migrations, in their order: what a start compares the database with. The migrations themselves are
 * loaded when one is missing (`all.ts`, which does not compile with other names).
 */
export const migrationNames = [
  '0001-directory',
  '0002-credentials',
  '0003-sign-in',
  '0004-teams',
  '0005-identities',
  '0006-history',
  '0007-usernames',
  '0008-device-grants',
  '0009-token-aliases',
  '0010-typed-invitees',
  '0011-derived-credentials',
  '0014-expiry',
  '0016-checked-passwords',
  '0017-accepted-factors',
  '0018-webhooks',
  '0019-mock-phones',
  '0020-places-of-recovery-codes',
  '0021-folded-letters',
  '0022-national-zeros',
  '0023-endings-of-words',
  '0026-content-indexes',
  '0027-identifiers-of-rows',
  '0028-memberships-by-user',
  '0031-history-lanes',
  '0032-history-cuts',
  '0033-leases',
  '0035-expand-servers',
  '0036-kept-counts',
  '0037-expand-admins',
  '0038-expand-jobs',
  '0039-expand-session-search',
  '0040-expand-provider-errors',
  '0041-expand-daily-counts',
  '0047-expand-project-removals',
  '0050-expand-import-secrets',
  '0051-expand-metadata',
  '0052-expand-imports',
  '0053-expand-old-systems',
  '0055-expand-import-jobs',
  '0057-expand-words-by-name',
] as const;

/** The name of the last migration that this program knows. */
export const newestMigration: string = migrationNames.at(-1) ?? '';
