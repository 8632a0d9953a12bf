import type { Target, TargetOptions } from '../../../src/exports/target.ts';
import { auth0 } from '../../../src/exports/targets/auth0.ts';
import { firebase } from '../../../src/exports/targets/firebase.ts';
import { fusionauth } from '../../../src/exports/targets/fusionauth.ts';
import { keycloak } from '../../../src/exports/targets/keycloak.ts';
import { kratos } from '../../../src/exports/targets/kratos.ts';
import { okta } from '../../../src/exports/targets/okta.ts';
import { zitadel } from '../../../src/exports/targets/zitadel.ts';
import type { SourceUser, System, SystemOptions } from '../../../src/imports/source.ts';
import * as auth0Import from '../../../src/imports/systems/auth0.ts';
import * as firebaseImport from '../../../src/imports/systems/firebase.ts';
import * as fusionauthImport from '../../../src/imports/systems/fusionauth.ts';
import * as keycloakImport from '../../../src/imports/systems/keycloak.ts';
import * as kratosImport from '../../../src/imports/systems/kratos.ts';
import * as oktaImport from '../../../src/imports/systems/okta.ts';
import * as zitadelImport from '../../../src/imports/systems/zitadel.ts';

/** Targets with the importer of the same system. */
export type Case = {
  readonly target: Target;
  readonly system: System;
  /** Of the small directory. */
  readonly options: TargetOptions;
  readonly importOptions?: SystemOptions;
  /** What the importer finds again of users of Denizen. */
  readonly same: readonly (keyof SourceUser)[];
  /** What is unlike before, of users who came from there. */
  readonly back: {
    readonly options?: TargetOptions;
    readonly importOptions?: SystemOptions;
    readonly files?: readonly string[];
    readonly unlike: readonly (keyof SourceUser)[];
  };
};

const ADDRESSES = [
  'email',
  'emailVerified',
  'phone',
  'phoneVerified',
  'name',
  'username',
  'blocked',
] as const;
const without = (...fields: readonly string[]) => ADDRESSES.filter((field) => !fields.includes(field));

export const cases: readonly Case[] = [
  {
    ...{ target: auth0, system: auth0Import.auth0, options: {} },
    same: [...ADDRESSES, 'totp'],
    back: { files: ['import.json'], unlike: [] },
  },
  {
    ...{ target: firebase, system: firebaseImport.firebase, options: {} },
    same: [...without('username', 'phone', 'phoneVerified'), 'createdAt', 'accessedAt'],
    back: { files: ['users.json'], unlike: [] },
  },
  {
    ...{ target: keycloak, system: keycloakImport.keycloak, options: { realm: 'shop' } },
    same: [...without('username'), 'createdAt', 'totp', 'labels'],
    back: { options: { realm: 'shop' }, unlike: ['passkeys', 'rest'] },
  },
  {
    target: fusionauth,
    system: fusionauthImport.fusionauth,
    options: {
      application: '0d3f1c2a-0000-4000-8000-000000000080',
      groups: 'yes',
      providers: 'google=0d3f1c2a-0000-4000-8000-000000000090',
    },
    same: [...without('phoneVerified'), 'createdAt', 'accessedAt', 'totp', 'recoveryCodes', 'labels'],
    back: {
      options: { application: '0d3f1c2a-0000-4000-8000-000000000080', groups: 'yes' },
      unlike: [],
    },
  },
  {
    target: kratos,
    system: kratosImport.kratos,
    options: { schema: 'person', trait: 'name=full_name', providers: 'discord=chat' },
    same: [...ADDRESSES, 'totp', 'recoveryCodes'],
    back: { unlike: ['sourceId', 'createdAt', 'privateMetadata'] },
  },
  {
    target: zitadel,
    system: zitadelImport.zitadel,
    options: { org: '104133391254874632', project: '7', providers: 'google=9' },
    same: [...without('blocked'), 'totp', 'labels'],
    back: {
      options: { org: '104133391254874632', project: '1', providers: 'google=124425861423228496' },
      unlike: [],
    },
  },
  {
    target: okta,
    system: oktaImport.okta,
    options: { attributes: 'plan,note', providers: 'google=9' },
    same: [...without('emailVerified', 'phoneVerified', 'username', 'blocked'), 'otherEmails'],
    back: { files: ['create-user.json'], unlike: [] },
  },
];
