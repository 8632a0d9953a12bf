import type { SourceTeam, SourceUser } from '../../imports/source.ts';
import { type ExportTeam, type ExportUser, exportFields, type Target } from '../target.ts';

/** The rows that `denizen import ndjson` reads: the one target that takes everything. */
export const ndjson: Target = {
  name: 'ndjson',
  title: 'Plain rows',
  files: 'a JSON object a line: a user, or a team with "kind": "team"',
  takes: exportFields,
  asksAtFirstSignIn: false,
  write: async ({ users, teams }, { file, lost, step }) => {
    const rows = await file('users.ndjson');
    for await (const team of teams()) await rows.write(`${JSON.stringify(teamRow(team))}\n`);
    for await (const user of users()) {
      if (user.password?.kind === 'peppered')
        await lost({ userId: user.id, field: 'password', why: 'the pepper of its import stays here' });
      await rows.write(`${JSON.stringify(userRow(user))}\n`);
    }
    step('denizen import ndjson users.ndjson --project PROJECT --extra-emails targets');
  },
};

type Row<T> = Omit<T, 'file' | 'row' | 'kind'>;

function teamRow({ id, name, prefs, createdAt }: ExportTeam): Row<SourceTeam> & { readonly kind: 'team' } {
  return { kind: 'team', sourceId: id, name, prefs, createdAt };
}

function userRow(user: ExportUser): Row<SourceUser> {
  const { password, totp, memberships, email, phone } = user;
  return {
    sourceId: user.id,
    name: user.name,
    ...said('username', user.username),
    ...(email !== null && { email, emailVerified: user.emailVerified }),
    ...(phone !== null && { phone, phoneVerified: user.phoneVerified }),
    ...listed('otherEmails', user.otherEmails),
    ...listed('otherPhones', user.otherPhones),
    ...(password &&
      password.kind !== 'peppered' && {
        password: { family: 'denizen', scheme: 'stored', stored: password.text },
      }),
    ...said('passwordUpdatedAt', user.passwordUpdatedAt),
    blocked: user.blocked,
    createdAt: user.createdAt,
    ...said('accessedAt', user.accessedAt),
    labels: user.labels,
    prefs: user.prefs,
    readOnlyMetadata: user.readOnlyMetadata,
    privateMetadata: user.privateMetadata,
    ...(totp && { totp: { secret: totp.secret } }),
    ...listed('recoveryCodes', user.recoveryCodes),
    ...listed(
      'identities',
      user.identities.map(({ provider, uid, issuer, email: theirs }) => ({
        ...{ provider, uid },
        ...said('issuer', issuer),
        ...said('email', theirs),
      })),
    ),
    ...listed(
      'teams',
      memberships.map(({ teamId, roles }) => ({ team: teamId, roles })),
    ),
  };
}

function said<Name extends string, T>(name: Name, value: T | null): { readonly [N in Name]?: T } {
  // Cast: an object of one computed name.
  return value === null ? {} : ({ [name]: value } as { readonly [N in Name]: T });
}

function listed<Name extends string, T>(
  name: Name,
  list: readonly T[],
): { readonly [N in Name]?: readonly T[] } {
  // Cast: an object of one computed name.
  return list.length === 0 ? {} : ({ [name]: list } as { readonly [N in Name]: readonly T[] });
}
