import { createHmac } from 'node:crypto';
import { bcrypt } from './bcrypt.ts';
import { PLAIN_BYTES_AT_MOST, spelling } from './scheme.ts';

/** What PHP's `trim` removes. */
const AROUND = /^[ \t\n\r\0\v]+|[ \t\n\r\0\v]+$/g;

/** WordPress 6.8: `$wp` before the bcrypt hash of a keyed digest. Older hashes are phpass or plain MD5. */
export const wordpress = spelling({
  name: 'wordpress',
  owns: /^\$wp\$/,
  read: (stored) => ({
    scheme: bcrypt,
    stored: stored.replace(/^\$wp/, ''),
    prepare: (plain) => {
      if (Buffer.byteLength(plain) > PLAIN_BYTES_AT_MOST) return undefined;
      return createHmac('sha384', 'wp-sha384').update(plain.replace(AROUND, '')).digest('base64');
    },
  }),
});
