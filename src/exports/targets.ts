import type { Target } from './target.ts';
import { appwrite } from './targets/appwrite.ts';
import { auth0 } from './targets/auth0.ts';
import { authelia } from './targets/authelia.ts';
import { authjs } from './targets/authjs.ts';
import { betterAuth } from './targets/better-auth.ts';
import { clerk } from './targets/clerk.ts';
import { cognito } from './targets/cognito.ts';
import { csv } from './targets/csv.ts';
import { devise } from './targets/devise.ts';
import { django } from './targets/django.ts';
import { drupal } from './targets/drupal.ts';
import { firebase } from './targets/firebase.ts';
import { fusionauth } from './targets/fusionauth.ts';
import { keycloak } from './targets/keycloak.ts';
import { kratos } from './targets/kratos.ts';
import { laravel } from './targets/laravel.ts';
import { ldap } from './targets/ldap.ts';
import { logto } from './targets/logto.ts';
import { ndjson } from './targets/ndjson.ts';
import { nextcloud } from './targets/nextcloud.ts';
import { okta } from './targets/okta.ts';
import { scim } from './targets/scim.ts';
import { stytch } from './targets/stytch.ts';
import { supabase } from './targets/supabase.ts';
import { supertokens } from './targets/supertokens.ts';
import { wordpress } from './targets/wordpress.ts';
import { workos } from './targets/workos.ts';
import { zitadel } from './targets/zitadel.ts';

/** Systems that users can go to. Each is a line. */
export const targets: readonly Target[] = [
  appwrite,
  auth0,
  authelia,
  authjs,
  betterAuth,
  clerk,
  cognito,
  csv,
  devise,
  django,
  drupal,
  firebase,
  fusionauth,
  keycloak,
  kratos,
  laravel,
  ldap,
  logto,
  ndjson,
  nextcloud,
  okta,
  scim,
  stytch,
  supabase,
  supertokens,
  wordpress,
  workos,
  zitadel,
];
