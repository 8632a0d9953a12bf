import { digestOf } from './bytes.ts';
import { type Portable, phpass, portableLimits, portableMatches, readPortable } from './phpass.ts';
import { scheme, spelling } from './scheme.ts';

/** Drupal 7 refuses longer passwords. */
const PLAIN_BYTES_AT_MOST = 512;

/** Drupal 7 to 10.0: phpass with SHA-512, the whole string cut to 55 characters. */
export const drupal7 = scheme<Portable>({
  name: 'drupal',
  owns: /^\$S\$/,
  parse: (stored) => {
    const found = /^\$S\$([./\dA-Za-z]{52})$/.exec(stored);
    return found?.[1] === undefined ? undefined : readPortable(found[1]);
  },
  limits: portableLimits,
  matches: async (plain, parsed) => {
    const bytes = Buffer.from(plain);
    return bytes.length <= PLAIN_BYTES_AT_MOST && portableMatches(bytes, 'sha512', parsed);
  },
});

/** A leading `U` marks a hash upgraded from Drupal 6: the hash of the MD5 digest in hex. */
export const drupal = spelling({
  name: 'drupal',
  owns: /^(?:\$S\$|U\$)/,
  read: (stored) => {
    if (drupal7.owns(stored)) return { scheme: drupal7, stored };
    const inner = stored.slice(1);
    const scheme = [drupal7, phpass].find((candidate) => candidate.owns(inner));
    const prepare = (plain: string) => digestOf('md5', Buffer.from(plain)).toString('hex');
    return scheme && /^U\$[SPH]\$/.test(stored) ? { scheme, stored: inner, prepare } : undefined;
  },
});
