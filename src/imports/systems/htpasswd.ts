import { colonRowsOf } from '../readers/colon-lines.ts';
import { itemsOf, readablePassword, sourceUser } from '../records.ts';
import type { SourceUser, System } from '../source.ts';

/** The forms that `htpasswd` writes, but for DES (13 symbols) and plain texts. */
const HASH = /^(?:\$|\{SHA\})/;
const DES = /^[./0-9A-Za-z]{13}$/;

export const htpasswd: System = {
  name: 'htpasswd',
  title: 'Apache htpasswd',
  files: 'htpasswd',
  carries: ['passwords', 'usernames'],
  options: {
    'email-domain': 'Makes name@domain the address of each user, unverified. Without it they have none.',
  },
  detect: (head, name) =>
    /htpasswd/i.test(name) || /^[^:\n#]+:(?:\$apr1\$|\$2[aby]\$|\$[56]\$|\{SHA\})[^:\n]*$/m.test(head),
  read: async function* (files, options) {
    const domain = options['email-domain'];
    for (const file of files)
      yield* itemsOf(
        colonRowsOf(file, { least: 2, most: 2 }),
        ({ place, fields: [name, stored = ''] }) =>
          sourceUser(place, name || undefined, {
            username: name,
            password: passwordOf(stored.trim()),
            ...(domain && { email: `${name}@${domain}`, emailVerified: false }),
          }),
        ({ fields }) => fields[0],
      );
  },
};

function passwordOf(stored: string): SourceUser['password'] {
  if (stored === '') return null;
  if (!HASH.test(stored) && !DES.test(stored)) return readablePassword('htpasswd -p', stored);
  return { family: 'crypt', scheme: /^\$([^$]+)\$|^\{(SHA)\}/.exec(stored)?.[1] ?? 'htpasswd', stored };
}
