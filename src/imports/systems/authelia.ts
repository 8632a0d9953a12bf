import { yamlRowsOf } from '../readers/yaml.ts';
import {
  earlierItemsOf,
  fullName,
  itemsOf,
  NamedTeams,
  present,
  RelatedRecords,
  restOf,
  sourceUser,
} from '../records.ts';
import type { SourceFile, SourceItem, SourcePlace, SourceUser, System } from '../source.ts';
import { isObject, type JsonObject, objectOf } from '../values/json.ts';
import { flagOf, RowRefused, textOf } from '../values/scalars.ts';
import { seedOfBase64Base32, totpOf } from '../values/totp.ts';

const KNOWN = new Set(
  (
    'disabled displayname password email groups given_name family_name middle_name nickname website profile picture ' +
    'zoneinfo locale phone_number extra'
  ).split(' '),
);

/** `users_database.yml` and the exports of `authelia storage user totp` and `webauthn`. */
export const authelia: System = {
  name: 'authelia',
  title: 'Authelia',
  files: 'users_database.yml, exports of TOTP and WebAuthn (YAML)',
  carries: ['passwords', 'totp', 'teams', 'phones', 'usernames', 'preferences', 'metadata', 'passkeys'],
  detect: (head, name) =>
    /^totp_configurations:/m.test(head) ||
    /^webauthn_credentials:/m.test(head) ||
    (/^users:\s*$/m.test(head) && (/^\s+displayname:/m.test(head) || /\.ya?ml$/i.test(name))),
  read: async function* (files, _options, scratch) {
    using related = new RelatedRecords(scratch);
    for (const file of files)
      yield* earlierItemsOf(rowsOf(file), ({ section, place, value }) => {
        if (section === 'users' || !isObject(value)) return undefined;
        related.add(section, textOf(value.username, 'username'), { place, record: value });
        return undefined;
      });
    const teams = new NamedTeams();
    for (const file of files)
      yield* itemsOf(
        rowsOf(file),
        ({ section, place, key, value }) =>
          section === 'users' ? userOf({ place, name: key, value }, related, teams) : undefined,
        ({ key }) => key,
      );
  },
};

async function* rowsOf(file: SourceFile) {
  for await (const row of yamlRowsOf(file)) yield [row];
}

function userOf(
  {
    place,
    name,
    value,
  }: { readonly place: SourcePlace; readonly name: string | undefined; readonly value: unknown },
  related: RelatedRecords,
  named: NamedTeams,
): readonly SourceItem[] {
  if (!isObject(value)) throw new RowRefused('it is no user');
  const emails = list(value.email, 'email');
  const phone = textOf(value.phone_number, 'phone_number');
  const teams = list(value.groups, 'groups').map((team) => ({ team, roles: [] }));
  const [totp] = related.of('totp_configurations', name);
  const user = sourceUser(place, name, {
    email: emails[0],
    // An administrator wrote the file.
    emailVerified: emails[0] === undefined ? undefined : false,
    otherEmails: emails.slice(1),
    phone,
    phoneVerified: phone === undefined ? undefined : false,
    name: fullName(value.displayname, value.given_name, value.family_name),
    username: name,
    password: passwordOf(value),
    blocked: flagOf(value.disabled, 'disabled') ?? false,
    totp: totpOf(seedOfBase64Base32(totp?.secret, 'the secret of TOTP'), totp),
    teams,
    prefs: present({
      locale: value.locale,
      zoneinfo: value.zoneinfo,
      picture: value.picture,
      website: value.website,
      profile: value.profile,
      nickname: value.nickname,
    }),
    privateMetadata: present({ extra: objectOf(value.extra, 'extra') }),
    passkeys: related.of('webauthn_credentials', name).map((key) => ({
      credentialId: key.kid,
      publicKey: key.public_key,
      counter: key.sign_count,
      transports: key.transport,
      aaguid: key.aaguid,
      rpId: key.rpid,
    })),
    rest: restOf(value, KNOWN),
  });
  return [...named.of(place, teams), user];
}

function list(value: unknown, field: string): readonly string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.map((item) => textOf(item, field)).filter((item) => item !== undefined);
}

function passwordOf(value: JsonObject): SourceUser['password'] {
  const stored = textOf(value.password, 'password');
  if (stored === undefined) return null;
  const family = stored.startsWith('$bcrypt-sha256$') ? 'crypt' : 'plain';
  return { family, scheme: /^\$([^$]+)\$/.exec(stored)?.[1] ?? '', stored };
}
