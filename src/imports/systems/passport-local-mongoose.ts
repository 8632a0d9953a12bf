import { jsonRowsOf } from '../readers/json.ts';
import type { System, SystemOptions } from '../source.ts';
import { type Person, userItem } from '../sql-system.ts';
import { isObject, type JsonObject, plainOfExtended } from '../values/json.ts';
import { momentOfText } from '../values/moments.ts';
import { RowRefused, textOf } from '../values/scalars.ts';

const KNOWN = new Set([
  '_id',
  '__v',
  'username',
  'email',
  'name',
  'salt',
  'hash',
  'createdAt',
  'updatedAt',
  'attempts',
  'last',
]);

/** Section 3.16 of the import reference: a collection of MongoDB with the fields of the plugin. */
export const passportLocalMongoose: System = {
  name: 'passport-local-mongoose',
  title: 'passport-local-mongoose',
  files: 'mongoexport of the collection of users',
  carries: ['passwords', 'usernames', 'times'],
  options: { digest: 'sha1 for hashes from before the option digestAlgorithm (default: sha256)' },
  // Payload has the same two fields, and others of its own.
  detect: (head) =>
    /"hash"\s*:\s*"[0-9a-f]{1024}"/.test(head) &&
    /"salt"\s*:\s*"[0-9a-f]{64}"/.test(head) &&
    !/"(?:loginAttempts|lockUntil|_verified)"/.test(head),
  async *read(files, options) {
    for (const file of files)
      for await (const rows of jsonRowsOf(file))
        for (const row of rows)
          yield userItem(row, () => {
            if ('refused' in row) throw row.refused;
            const record = plainOfExtended(row.value);
            if (!isObject(record)) throw new RowRefused('it is no object');
            return userOf(record, options);
          });
  },
};

function userOf(record: JsonObject, options: SystemOptions): Person {
  const sourceId = textOf(record._id, '_id');
  if (sourceId === undefined) throw new RowRefused('_id is empty');
  const username = textOf(record.username, 'username');
  // The plugin calls the address a username where it is one.
  const isAddress = username?.includes('@') ?? false;
  const salt = textOf(record.salt, 'salt');
  const hash = textOf(record.hash, 'hash');
  const scheme = options.digest === 'sha1' ? 'sha1 (old)' : 'sha256';
  return {
    sourceId,
    email: textOf(record.email, 'email') ?? (isAddress ? username : undefined),
    name: textOf(record.name, 'name'),
    username: isAddress ? undefined : username,
    password:
      salt === undefined || hash === undefined
        ? null
        : { family: 'passport-local-mongoose', scheme, parts: { salt, hash } },
    createdAt: momentOfText(record.createdAt, 'createdAt'),
    rest: Object.fromEntries(Object.entries(record).filter(([name]) => !KNOWN.has(name))),
  };
}
