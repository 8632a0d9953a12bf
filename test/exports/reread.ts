import assert from 'node:assert/strict';
import type { SourceHash } from '../../src/crypto/passwords/source-hash.ts';
import type { ApiCalls } from '../../src/exports/calls.ts';
import type { SourceItem, SourceUser, SystemOptions } from '../../src/imports/source.ts';
import { systems } from '../../src/imports/systems/all.ts';
import { itemsOf, textFile } from '../imports/samples.ts';
import type { Written } from '../support/export-people.ts';

/** What the importer of a system makes of the files that its target wrote. */
export async function reread(
  system: string,
  { files }: Written,
  options: SystemOptions = {},
): Promise<readonly SourceItem[]> {
  const read = systems.find(({ name }) => name === (system === 'ldap' ? 'ldif' : system));
  const given = FILES[system];
  assert.ok(read && given);
  const texts = given.map((name) => textFile(name, files.get(name) ?? assert.fail(name)));
  return itemsOf(read, CALLS[system]?.(files) ?? texts, options);
}

export function usersIn(items: readonly SourceItem[]): readonly SourceUser[] {
  assert.deepEqual(
    items.filter(({ kind }) => kind === 'refused' || kind === 'skipped'),
    [],
  );
  return items.filter((item) => item.kind === 'user');
}

const FILES: Readonly<Record<string, readonly string[]>> = {
  cognito: ['users-001.csv'],
  ldap: ['users.ldif'],
  clerk: ['users.csv'],
  supabase: ['users.sql'],
  supertokens: ['users-001.json'],
  logto: ['users.ndjson'],
  appwrite: ['users.ndjson', 'teams.ndjson'],
  django: ['users.json'],
  laravel: ['users.sql', 'social-accounts.sql', 'roles.sql'],
  devise: ['users.sql', 'identities.sql'],
  authelia: ['users_database.yml', 'totp.yml'],
  nextcloud: ['users.sql', 'sociallogin.sql'],
  wordpress: ['users.sql', 'social-login.sql'],
  drupal: ['users.sql', 'authmap.sql'],
  'better-auth': ['users.sql'],
  authjs: ['users.sql'],
};

export function callsIn(text: string | undefined): readonly ApiCalls[] {
  return (text ?? '')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ApiCalls);
}

type Rows = readonly Readonly<Record<string, unknown>>[];

const json = (name: string, rows: Rows) => textFile(name, JSON.stringify(rows));

/** What the server would show after the calls, in the form that the importer reads. */
const CALLS: Readonly<
  Record<string, (files: ReadonlyMap<string, string>) => readonly ReturnType<typeof textFile>[]>
> = {
  logto: (files) => [
    json(
      'users.json',
      callsIn(files.get('users.ndjson')).map(({ id, calls: [first, ...others] }) => {
        const { passwordDigest, passwordAlgorithm, ...body } = first?.body ?? {};
        const identities = others.flatMap(({ path, body: identity }) =>
          path.includes('/identities/') ? [[path.split('/').at(-1) ?? '', identity] as const] : [],
        );
        const totp = others.find(({ path }) => path.endsWith('mfa-verifications'))?.body.secret;
        return {
          id,
          ...body,
          passwordEncrypted: passwordDigest,
          passwordEncryptionMethod: passwordAlgorithm,
          identities: Object.fromEntries(identities),
          mfaVerifications: totp ? [{ type: 'Totp', key: totp }] : [],
          isSuspended: others.some(({ path }) => path.endsWith('is-suspended')),
        };
      }),
    ),
  ],
  appwrite: (files) => {
    const members: Readonly<Record<string, unknown>>[] = [];
    const users = callsIn(files.get('users.ndjson')).map(({ calls }) => {
      const [first, ...others] = calls;
      const { userId, ...body } = first?.body ?? {};
      for (const { path, body: member } of others)
        if (path.endsWith('/memberships'))
          members.push({ $id: path, teamId: path.split('/')[2], confirm: true, ...member });
      const after = Object.assign(
        {},
        ...others.filter(({ path }) => path.startsWith('/users')).map((call) => call.body),
      );
      const { number, ...state } = after;
      const [hash, options] = appwriteHashOf(first?.path ?? '', body);
      return {
        ...{ $id: userId, emailVerification: false, phoneVerification: false, status: true, labels: [] },
        ...{ prefs: {}, ...body, ...state, ...(number && { phone: number }) },
        ...{ password: body.password ?? '', hash, hashOptions: options },
      };
    });
    const teams = callsIn(files.get('teams.ndjson')).map(({ calls: [first, second] }) => ({
      $id: first?.body.teamId,
      name: first?.body.name,
      prefs: second?.body.prefs ?? {},
    }));
    return [json('users.json', users), json('memberships.json', members), json('teams.json', teams)];
  },
};

function appwriteHashOf(path: string, body: Readonly<Record<string, unknown>>) {
  const endpoint = path.split('/')[2] ?? '';
  const kind = endpoint === 'scrypt-modified' ? 'scryptMod' : endpoint;
  const options = {
    version: body.passwordVersion,
    salt: body.passwordSalt,
    saltSeparator: body.passwordSaltSeparator,
    signerKey: body.passwordSignerKey,
    costCpu: body.passwordCpu,
    costMemory: body.passwordMemory,
    costParallel: body.passwordParallel,
    length: body.passwordLength,
  };
  return [kind, options] as const;
}

/** Hashes of targets whose users Denizen does not import, as their API takes them. */
export function hashesInCalls(family: string, { files }: Written): ReadonlyMap<string, SourceHash | null> {
  return new Map(
    callsIn(files.get('users.ndjson')).map(({ id, calls: [first] }) => {
      const {
        hash,
        hash_type: type,
        password_hash: text,
        password_hash_type: kind,
        ...body
      } = first?.body ?? {};
      if (hash === undefined && text === undefined) return [id, null] as const;
      const configs = Object.values(body).filter((value) => typeof value === 'object' && value !== null);
      const parts = { hash: hash ?? text, hash_type: type ?? kind, ...Object.assign({}, ...configs) };
      return [id, { family, scheme: String(type ?? kind), parts }] as const;
    }),
  );
}
