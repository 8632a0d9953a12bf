import * as directories from './families/directories.ts';
import { type Family, type Outcome, sourceOf } from './families/family.ts';
import { forum } from './families/forums.ts';
import * as frameworks from './families/frameworks.ts';
import { clear, crypt, denizen, digest, plain } from './families/plain.ts';
import * as services from './families/services.ts';
import * as sites from './families/sites.ts';
import { findScheme } from './passwords.ts';
import type { HashSecrets, SourceHash } from './source-hash.ts';

/** Who writes hashes, and how they are read. `docs/guide/imported-hashes.md` has their schemes and parts. */
export const families: Readonly<Record<string, Family>> = {
  plain,
  'plain-text': clear,
  denizen,
  bcrypt: plain,
  argon2: plain,
  pbkdf2: plain,
  scrypt: plain,
  phpass: plain,
  crypt,
  digest,
  ldap: directories.ldap,
  dovecot: directories.dovecot,
  scram: directories.scram,
  spring: frameworks.spring,
  atlassian: frameworks.atlassian,
  django: frameworks.django,
  werkzeug: frameworks.werkzeug,
  symfony: frameworks.symfony,
  aspnet: frameworks.aspnet,
  'aspnet-membership': frameworks.aspnetMembership,
  devise: frameworks.devise,
  pepper: frameworks.pepper,
  recipe: frameworks.recipe,
  adonis: frameworks.adonis,
  meteor: frameworks.meteor,
  payload: frameworks.payload,
  'passport-local-mongoose': frameworks.passportLocalMongoose,
  lucia: frameworks.lucia,
  'better-auth': frameworks.betterAuth,
  forum,
  wordpress: sites.wordpress,
  drupal: sites.drupal,
  joomla: sites.joomla,
  nextcloud: sites.nextcloud,
  moodle: sites.moodle,
  discourse: sites.discourse,
  mediawiki: sites.mediawiki,
  magento: sites.magento,
  shop: sites.shop,
  firebase: services.firebase,
  supabase: services.supabase,
  supertokens: services.supertokens,
  appwrite: services.appwrite,
  keycloak: services.keycloak,
  okta: services.okta,
  auth0: services.auth0,
  clerk: services.clerk,
  kratos: services.kratos,
  zitadel: services.zitadel,
  logto: services.logto,
  fusionauth: services.fusionauth,
  stytch: services.stytch,
  workos: services.workos,
};

/**
 * Returns the string that Denizen stores for a hash of another system, or a sentence that says what is missing, what is
 * malformed, or what costs too much to check. Does no work, and shows nothing of the hash. With the refusal of a password in
 * clear text comes the password.
 */
export function storedHashOf(hash: SourceHash, secrets: HashSecrets): Outcome {
  const family = Object.hasOwn(families, hash.family) ? families[hash.family] : undefined;
  if (!family) return { refused: 'The family of the hash is unknown.' };
  const source = sourceOf(hash, secrets);
  if (!source) return { refused: 'A field of the hash is too long.' };

  const outcome = family(source);
  if ('refused' in outcome) return outcome;
  const scheme = findScheme(outcome.stored);
  if (!scheme) return { refused: 'The hash is of no known scheme.' };
  const refused = scheme.refusal(outcome.stored);
  return refused === undefined ? outcome : { refused };
}
