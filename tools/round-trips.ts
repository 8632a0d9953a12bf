import type { ExportField } from '../src/exports/target.ts';

type Field = ExportField | 'user';

/** What does not return when the sample of a system is imported, exported to the same system, and imported again. */
export type RoundTrip = {
  /** The export itself reports it as lost. */
  readonly reported: readonly Field[];
  /** The file has it, and the import reads it otherwise: why. */
  readonly otherwise: Readonly<Partial<Record<Field, string>>>;
};

/** By the name of the target. Those that differ in nothing have an entry too. */
const same: RoundTrip = { reported: [], otherwise: {} };

export const roundTrips: Readonly<Record<string, RoundTrip>> = {
  auth0: {
    reported: ['created', 'identities', 'last access', 'password time', 'private metadata'],
    otherwise: {},
  },
  authelia: { reported: ['created', 'password time'], otherwise: {} },
  authjs: { reported: ['created'], otherwise: {} },
  'better-auth': { reported: ['private metadata', 'recovery codes', 'totp'], otherwise: {} },
  clerk: same,
  cognito: { reported: ['created', 'id', 'identities', 'private metadata', 'user'], otherwise: {} },
  csv: { reported: [], otherwise: { preferences: 'a mapping reads no JSON within a value' } },
  devise: { reported: ['name', 'password', 'password time', 'private metadata', 'totp'], otherwise: {} },
  django: same,
  drupal: same,
  firebase: same,
  fusionauth: same,
  keycloak: { reported: ['private metadata'], otherwise: {} },
  kratos: {
    reported: ['created', 'id', 'password time'],
    otherwise: { 'private metadata': 'the id comes back as `external_id` too' },
  },
  laravel: { reported: ['recovery codes', 'teams', 'totp'], otherwise: {} },
  ldap: { reported: ['private metadata'], otherwise: {} },
  nextcloud: { reported: ['created', 'password time', 'totp'], otherwise: {} },
  okta: {
    reported: ['created', 'email verification', 'id', 'last access'],
    otherwise: { blocked: 'a blocked user is created without being activated, which no body says' },
  },
  supabase: same,
  supertokens: same,
  wordpress: same,
  zitadel: { reported: ['created', 'password time', 'teams'], otherwise: {} },
};
