import type { System } from '../source.ts';
import { appwrite } from './appwrite.ts';
import { aspnetIdentity } from './aspnet-identity.ts';
import { auth0 } from './auth0.ts';
import { authelia } from './authelia.ts';
import { clerk } from './clerk.ts';
import { cognito } from './cognito.ts';
import { csv } from './csv.ts';
import { django } from './django.ts';
import { firebase } from './firebase.ts';
import { fusionauth } from './fusionauth.ts';
import { htpasswd } from './htpasswd.ts';
import { keycloak } from './keycloak.ts';
import { kratos } from './kratos.ts';
import { ldif } from './ldif.ts';
import { logto } from './logto.ts';
import { meteor } from './meteor.ts';
import { ndjson } from './ndjson.ts';
import { okta } from './okta.ts';
import { parse } from './parse.ts';
import { payload } from './payload.ts';
import { shadow } from './shadow.ts';
import { sqlSystems } from './sql.ts';
import { supertokens } from './supertokens.ts';
import { zitadel } from './zitadel.ts';

/** Systems that users can come from. A file is asked for in this order: those that any table is are last. */
export const systems: readonly System[] = [
  ndjson,
  ...sqlSystems,
  zitadel,
  supertokens,
  kratos,
  keycloak,
  appwrite,
  firebase,
  auth0,
  clerk,
  cognito,
  fusionauth,
  logto,
  okta,
  aspnetIdentity,
  django,
  meteor,
  parse,
  payload,
  authelia,
  ldif,
  shadow,
  htpasswd,
  csv,
];

/** Returns the system whose file begins like this, by its first bytes (up to 64 KiB) and its name. */
export function detectSystem(head: string, name: string): System | undefined {
  return systems.find((system) => system.detect(head, name));
}
