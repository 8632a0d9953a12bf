import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { ExportUser, Target, TargetOptions } from '../../src/exports/target.ts';
import { appwrite } from '../../src/exports/targets/appwrite.ts';
import { authelia } from '../../src/exports/targets/authelia.ts';
import { authjs } from '../../src/exports/targets/authjs.ts';
import { betterAuth } from '../../src/exports/targets/better-auth.ts';
import { clerk } from '../../src/exports/targets/clerk.ts';
import { cognito } from '../../src/exports/targets/cognito.ts';
import { devise } from '../../src/exports/targets/devise.ts';
import { django } from '../../src/exports/targets/django.ts';
import { drupal } from '../../src/exports/targets/drupal.ts';
import { laravel } from '../../src/exports/targets/laravel.ts';
import { ldap } from '../../src/exports/targets/ldap.ts';
import { logto } from '../../src/exports/targets/logto.ts';
import { nextcloud } from '../../src/exports/targets/nextcloud.ts';
import { stytch } from '../../src/exports/targets/stytch.ts';
import { supabase } from '../../src/exports/targets/supabase.ts';
import { supertokens } from '../../src/exports/targets/supertokens.ts';
import { wordpress } from '../../src/exports/targets/wordpress.ts';
import { workos } from '../../src/exports/targets/workos.ts';
import { providerKeyOf } from '../../src/imports/providers.ts';
import type { SourceItem, SourceUser } from '../../src/imports/source.ts';
import {
  exported,
  hostileTexts,
  people,
  person,
  sourceOf,
  teams,
  type Written,
} from '../support/export-people.ts';
import { reread, usersIn } from './reread.ts';

const GOLDEN = join(import.meta.dirname, 'golden');
/** Set to write the files of `golden` anew, for a reader of the difference. */
const isWriting = process.env.DENIZEN_WRITE_GOLDEN !== undefined;

const targets: readonly (readonly [Target, TargetOptions?])[] = [
  [cognito, { custom: 'plan,id', 'id-attribute': 'id' }],
  [ldap],
  [clerk],
  [supabase],
  [supertokens],
  [logto],
  [workos],
  [stytch],
  [django],
  [laravel, { columns: 'name,username,email_verified_at,created_at,updated_at' }],
  [devise, { columns: 'name,username,confirmed_at,current_sign_in_at,created_at,updated_at' }],
  [authelia],
  [nextcloud],
  [wordpress],
  [drupal],
  [betterAuth, { plugins: 'admin,username,phone-number,organization' }],
  [authjs],
  [appwrite],
];

function goldenText({ files, lost, steps }: Written): string {
  const texts = [...files].map(([name, text]) => `=== ${name}\n${text}`);
  const losses = lost.map((one) => `${JSON.stringify(one)}\n`);
  return [...texts, '=== lost\n', ...losses, '=== steps\n', ...steps.map((line) => `${line}\n`)].join('');
}

describe('what is written of a small directory', () => {
  for (const [target, options] of targets)
    it(`is as it should be: ${target.name}`, async () => {
      const text = goldenText(await exported(target, sourceOf(people, teams), options));
      const path = join(GOLDEN, `${target.name}.txt`);
      if (isWriting) await writeFile(path, text);
      assert.equal(text, await readFile(path, 'utf8'));
    });
});

type View = Readonly<Record<string, unknown>>;

const minute = (moment: number | null | undefined) => (moment ? Math.floor(moment / 1000) : undefined);

/** What importers can read of a user, by the fields of a target. */
function viewOfSource(user: SourceUser, items: readonly SourceItem[]): View {
  const names = new Map(
    items.flatMap((item) => (item.kind === 'team' ? [[item.sourceId, item.name] as const] : [])),
  );
  return {
    name: user.name ?? '',
    username: user.username,
    email: user.email,
    'email verification': Boolean(user.emailVerified),
    phone: user.phone,
    'phone verification': Boolean(user.phoneVerified),
    'other addresses': user.otherEmails ?? [],
    blocked: user.blocked ?? false,
    created: minute(user.createdAt),
    'last access': minute(user.accessedAt),
    labels: user.labels ?? [],
    totp: user.totp?.secret,
    'recovery codes': user.recoveryCodes ?? [],
    identities: (user.identities ?? []).map(({ provider, uid }) => [
      providerKeyOf(provider) ?? provider,
      uid,
    ]),
    teams: (user.teams ?? []).map(({ team }) => names.get(team)),
  };
}

function viewOf(user: ExportUser): View {
  return {
    name: user.name,
    username: user.username ?? undefined,
    email: user.email ?? undefined,
    'email verification': user.emailVerified,
    phone: user.phone ?? undefined,
    'phone verification': user.phoneVerified,
    'other addresses': user.otherEmails,
    blocked: user.blocked,
    created: minute(user.createdAt),
    'last access': minute(user.accessedAt),
    labels: user.labels,
    totp: user.totp?.secret,
    'recovery codes': user.recoveryCodes,
    identities: user.identities.map(({ provider, uid }) => [provider, uid]),
    teams: user.memberships.map(({ teamName }) => teamName),
  };
}

/** Fields whose importer reads another thing than what Denizen has, with the reason. */
const differ: Readonly<Record<string, readonly string[]>> = {
  // The state of users is in a file of its own.
  cognito: ['blocked'],
  clerk: ['blocked'],
  // A role of the database is what the importer calls a label.
  supabase: ['labels'],
  // Only superusers and staff of Django itself are again what they were.
  django: ['labels'],
};

describe('what an importer reads of what its target wrote', () => {
  for (const [target, options] of targets) {
    if (target === workos || target === stytch) continue;
    it(`is what both hold: ${target.name}`, async () => {
      const written = await exported(target, sourceOf(people, teams), options);
      const items = await reread(target.name, written);
      const found = new Map(usersIn(items).map((user) => [user.email, viewOfSource(user, items)]));
      for (const user of people) {
        const lost = written.lost.filter(({ userId }) => userId === user.id).map(({ field }) => field);
        if (lost.includes('user')) continue;
        const fields = Object.keys(viewOf(user)).filter(
          (field) =>
            target.takes.some((taken) => taken === field) &&
            !lost.includes(field) &&
            !differ[target.name]?.includes(field) &&
            // Where there must be a name, another one stands for it.
            (field !== 'username' || user.username !== null),
        );
        const view = found.get(lost.includes('email') ? undefined : (user.email ?? undefined));
        assert.ok(view, user.id);
        const wanted = viewOf(user);
        assert.deepEqual(
          Object.fromEntries(fields.map((field) => [field, view[field]])),
          Object.fromEntries(fields.map((field) => [field, wanted[field]])),
        );
      }
    });
  }
});

describe('hostile names', () => {
  const users = hostileTexts.map((name, at) => person(`user-${at}`, { name, username: `user_${at}` }));
  /** What a format cannot carry, or a reader takes away. */
  const seen: Readonly<Record<string, (name: string) => string>> = {
    cognito: (name) => name.replaceAll(/[\r\n\t\0]+/g, ' ').trim(),
  };
  const divided = (name: string) => name.trim().replaceAll(/\s+/g, ' ');

  for (const [target, options] of targets) {
    if (target === workos || target === stytch || !target.takes.includes('name')) continue;
    it(`come back: ${target.name}`, async () => {
      const written = await exported(target, sourceOf(users), options);
      const found = usersIn(await reread(target.name, written));
      const isDivided = target === clerk || target === django;
      const names = new Map(found.map((user) => [user.email, user.name ?? '']));
      for (const { email, name } of users) {
        const [got, wanted] = [names.get(email ?? '') ?? '', seen[target.name]?.(name) ?? name];
        const form = isDivided ? divided : (text: string) => text.trim();
        assert.equal(form(got), form(wanted), `${target.name}: ${JSON.stringify(name)}`);
      }
    });
  }
});
