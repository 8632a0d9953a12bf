import type { System } from '../source.ts';
import { authentik } from './authentik.ts';
import { authjs } from './authjs.ts';
import { betterAuth } from './better-auth.ts';
import { devise } from './devise.ts';
import { directus } from './directus.ts';
import { discourse } from './discourse.ts';
import { drupal } from './drupal.ts';
import { ghost } from './ghost.ts';
import { gitlab } from './gitlab.ts';
import { joomla } from './joomla.ts';
import { laravel } from './laravel.ts';
import { lucia } from './lucia.ts';
import { magento } from './magento.ts';
import { mastodon } from './mastodon.ts';
import { mediawiki } from './mediawiki.ts';
import { moodle } from './moodle.ts';
import { mybb } from './mybb.ts';
import { nextcloud } from './nextcloud.ts';
import { nhost } from './nhost.ts';
import { opencart } from './opencart.ts';
import { passportLocalMongoose } from './passport-local-mongoose.ts';
import { phpbb } from './phpbb.ts';
import { pocketbase } from './pocketbase.ts';
import { prestashop } from './prestashop.ts';
import { smf } from './smf.ts';
import { strapi } from './strapi.ts';
import { supabase } from './supabase.ts';
import { vbulletin } from './vbulletin.ts';
import { wordpress } from './wordpress.ts';
import { xenforo } from './xenforo.ts';

/**
 * The systems whose files are dumps of their databases. What is found first in a file is its system, so that those with
 * names of their own stand before those that only have a table `users`.
 */
export const sqlSystems: readonly System[] = [
  ...[authentik, directus, nhost, supabase, strapi, mastodon, discourse, gitlab],
  ...[xenforo, phpbb, mybb, smf, vbulletin, mediawiki, moodle, joomla, drupal, magento, prestashop, opencart],
  ...[
    nextcloud,
    wordpress,
    pocketbase,
    ghost,
    betterAuth,
    authjs,
    laravel,
    devise,
    lucia,
    passportLocalMongoose,
  ],
];
