import type { Kysely } from 'kysely';
import type { EngineSql } from '../engine-sql.ts';
import type { Schema } from '../schema.ts';
import { up as directory } from './0001-directory.ts';
import { up as credentials } from './0002-credentials.ts';
import { up as signIn } from './0003-sign-in.ts';
import { up as teams } from './0004-teams.ts';
import { up as identities } from './0005-identities.ts';
import { up as history } from './0006-history.ts';
import { up as usernames } from './0007-usernames.ts';
import { up as deviceGrants } from './0008-device-grants.ts';
import { up as tokenAliases } from './0009-token-aliases.ts';
import { up as typedInvitees } from './0010-typed-invitees.ts';
import { up as derivedCredentials } from './0011-derived-credentials.ts';
import { up as expiry } from './0014-expiry.ts';
import { up as checkedPasswords } from './0016-checked-passwords.ts';
import { up as acceptedFactors } from './0017-accepted-factors.ts';
import { up as webhooks } from './0018-webhooks.ts';
import { up as mockPhones } from './0019-mock-phones.ts';
import { up as placesOfRecoveryCodes } from './0020-places-of-recovery-codes.ts';
import { up as foldedLetters } from './0021-folded-letters.ts';
import { up as nationalZeros } from './0022-national-zeros.ts';
import { up as endingsOfWords } from './0023-endings-of-words.ts';
import { up as contentIndexes } from './0026-content-indexes.ts';
import { up as identifiersOfRows } from './0027-identifiers-of-rows.ts';
import { up as membershipsByUser } from './0028-memberships-by-user.ts';
import { up as historyLanes } from './0031-history-lanes.ts';
import { up as historyCuts } from './0032-history-cuts.ts';
import { up as leases } from './0033-leases.ts';
import { up as servers } from './0035-expand-servers.ts';
import { up as keptCounts } from './0036-kept-counts.ts';
import { up as admins } from './0037-expand-admins.ts';
import { up as jobs } from './0038-expand-jobs.ts';
import { up as sessionSearch } from './0039-expand-session-search.ts';
import { up as providerErrors } from './0040-expand-provider-errors.ts';
import { up as dailyCounts } from './0041-expand-daily-counts.ts';
import { up as projectRemovals } from './0047-expand-project-removals.ts';
import { up as importSecrets } from './0050-expand-import-secrets.ts';
import { up as metadata } from './0051-expand-metadata.ts';
import { up as imports } from './0052-expand-imports.ts';
import { up as oldSystems } from './0053-expand-old-systems.ts';
import { up as importJobs } from './0055-expand-import-jobs.ts';
import { up as wordsByName } from './0057-expand-words-by-name.ts';
import { up as listIndexes } from './0058-expand-list-indexes.ts';
import { up as blockedUsers } from './0059-expand-blocked-users.ts';
import { up as wordsBesideNames } from './0060-expand-words-beside-names.ts';
import type { migrationNames } from './names.ts';

type Migration = (db: Kysely<Schema>, dialect: EngineSql) => Promise<void>;

/** Migrations by name, applied in the order of their names. */
export type Migrations = Readonly<Record<string, Migration>>;

/**
 * Every migration, in order. A released migration never changes, nor does its name, which has its phase after the
 * number: `0040-expand-nicknames`, `0041-contract-old-words`. CONTRIBUTING.md says how to split a change.
 */
export const migrations: Migrations = {
  '0001-directory': directory,
  '0002-credentials': credentials,
  '0003-sign-in': signIn,
  '0004-teams': teams,
  '0005-identities': identities,
  '0006-history': history,
  '0007-usernames': usernames,
  '0008-device-grants': deviceGrants,
  '0009-token-aliases': tokenAliases,
  '0010-typed-invitees': typedInvitees,
  '0011-derived-credentials': derivedCredentials,
  '0014-expiry': expiry,
  '0016-checked-passwords': checkedPasswords,
  '0017-accepted-factors': acceptedFactors,
  '0018-webhooks': webhooks,
  '0019-mock-phones': mockPhones,
  '0020-places-of-recovery-codes': placesOfRecoveryCodes,
  '0021-folded-letters': foldedLetters,
  '0022-national-zeros': nationalZeros,
  '0023-endings-of-words': endingsOfWords,
  '0026-content-indexes': contentIndexes,
  '0027-identifiers-of-rows': identifiersOfRows,
  '0028-memberships-by-user': membershipsByUser,
  '0031-history-lanes': historyLanes,
  '0032-history-cuts': historyCuts,
  '0033-leases': leases,
  '0035-expand-servers': servers,
  '0036-kept-counts': keptCounts,
  '0037-expand-admins': admins,
  '0038-expand-jobs': jobs,
  '0039-expand-session-search': sessionSearch,
  '0040-expand-provider-errors': providerErrors,
  '0041-expand-daily-counts': dailyCounts,
  '0047-expand-project-removals': projectRemovals,
  '0050-expand-import-secrets': importSecrets,
  '0051-expand-metadata': metadata,
  '0052-expand-imports': imports,
  '0053-expand-old-systems': oldSystems,
  '0055-expand-import-jobs': importJobs,
  '0057-expand-words-by-name': wordsByName,
  '0058-expand-list-indexes': listIndexes,
  '0059-expand-blocked-users': blockedUsers,
  '0060-expand-words-beside-names': wordsBesideNames,
} satisfies Readonly<Record<(typeof migrationNames)[number], Migration>>;
