import { createHmac } from 'node:crypto';
import { bcrypt } from './bcrypt.ts';
import { PLAIN_BYTES_AT_MOST, spelling } from './scheme.ts';

/** What PHP's `trim` removes. */
const AROUND = /^[ \t\n\r\0\v]+|[ \t\n\r\0\v]+$/g;

/**
 * WordPress 6.8: `$wp` before the bcrypt hash of a keyed digest. Older hashes are phpass or plain MD5. Its forms add
 * slashes before quotes and backslashes, and hash the password with them.
 */
export const wordpress = spelling({
  name: 'wordpress',
  owns: /^\$wp\$/,
  read: (stored) => ({
    scheme: bcrypt,
    stored: stored.replace(/^\$wp/, ''),
    prepare: (plain) => {
      if (Buffer.byteLength(plain) > PLAIN_BYTES_AT_MOST) return undefined;
      const trimmed = plain.replace(AROUND, '');
      const slashed = trimmed.replace(/['"\\]/g, '\\$&');
      return [...new Set([trimmed, slashed])].map((text) =>
        createHmac('sha384', 'wp-sha384').update(text).digest('base64'),
      );
    },
  }),
});
