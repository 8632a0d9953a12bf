import { userUuid } from '../../crypto/uuid.ts';
import { isObject } from '../../imports/values/json.ts';
import { eachUser, type Losses, loseOthers } from '../losses.ts';
import { choice, list } from '../names.ts';
import {
  addressFields,
  ExportRefused,
  type ExportSink,
  type ExportSource,
  type ExportUser,
  type Target,
  type TargetOptions,
} from '../target.ts';
import { idThere, SplitFiles } from '../writing.ts';

/** Of `GetCSVHeader`, for a pool without attributes of its own. */
const COLUMNS =
  'cognito:username name given_name family_name middle_name nickname preferred_username profile picture website email email_verified gender birthdate zoneinfo locale phone_number phone_number_verified address updated_at cognito:mfa_enabled'.split(
    ' ',
  );
/** Preferences that are columns, as the importer has them. */
const PREFS = ['picture', 'locale', 'zoneinfo'];
/** Columns that other fields of a user fill. */
const OWN = new Set(
  'cognito:username name email email_verified phone_number phone_number_verified updated_at cognito:mfa_enabled'.split(
    ' ',
  ),
);
const ROW_AT_MOST = 16_000;
const FILE_AT_MOST = { itemsAtMost: 500_000, bytesAtMost: 100_000_000 };
const nameOf = (number: number) => `users-${String(number).padStart(3, '0')}.csv`;

type Plan = {
  readonly columns: readonly string[];
  readonly username: 'username' | 'email' | 'id';
  readonly idAttribute: string | undefined;
  readonly projectId: string;
};

/** Section 2.4 of the import reference. No hash gets into Cognito: it asks at the first sign-in, or resets. */
export const cognito: Target = {
  name: 'cognito',
  title: 'Amazon Cognito',
  files: 'CSV of an import job, names of blocked users',
  takes: ['id', 'name', 'username', ...addressFields, 'blocked', 'preferences', 'private metadata'],
  options: {
    custom: "The pool's own attributes, as plan,level: each becomes a column custom:plan.",
    username:
      'What cognito:username is: username (else the id as a UUID), email for pools that sign in by it, or id.',
    'id-attribute': 'The attribute of custom that keeps the id of users whose cognito:username is another.',
  },
  asksAtFirstSignIn: true,
  write: async (source, sink, options) => {
    const plan = planOf(source, options);
    const head = `${plan.columns.join(',')}\n`;
    const files = new SplitFiles(sink, { name: nameOf, around: [head, '', ''], ...FILE_AT_MOST });
    const blocked = await sink.file('blocked.txt');
    await eachUser(source, sink, async (user, losses) => {
      const row = rowOf(user, plan, losses);
      if (row === undefined) return;
      await files.add(`${row.text}\n`);
      if (user.blocked) await blocked.write(`${row.username}\n`);
    });
    tell(sink, await files.end());
  },
};

function planOf({ project }: ExportSource, options: TargetOptions): Plan {
  const custom = list(options, 'custom').map((name) => `custom:${name.replace(/^custom:/, '')}`);
  if (custom.some((name) => !/^custom:[\w-]{1,20}$/.test(name)))
    throw new ExportRefused('The option custom is a list of attributes, as plan,level.');
  const named = options['id-attribute']?.replace(/^custom:/, '');
  const idAttribute = named === undefined ? undefined : `custom:${named}`;
  if (idAttribute !== undefined && !custom.includes(idAttribute))
    throw new ExportRefused('The option id-attribute is none of the attributes of custom.');
  return {
    columns: [...COLUMNS, ...custom],
    username: choice(options, 'username', ['username', 'email', 'id']),
    idAttribute,
    projectId: project.id,
  };
}

function rowOf(
  user: ExportUser,
  plan: Plan,
  losses: Losses,
): { readonly text: string; readonly username: string } | undefined {
  if (!(user.email && user.emailVerified) && !(user.phone && user.phoneVerified)) {
    losses.add('user', 'Cognito takes no user without a verified address or number');
    return undefined;
  }
  const username = usernameOf(user, plan, losses);
  if (username === undefined) return undefined;
  const values: Attributes = { ...attributesOf(user, plan, losses), 'cognito:username': username };
  const text = plan.columns.map((column) => cell(values[column] ?? '', column, losses)).join(',');
  if (text.length <= ROW_AT_MOST) return { text, username };
  losses.add('user', `its row is longer than ${ROW_AT_MOST} characters`);
  return undefined;
}

function usernameOf(user: ExportUser, plan: Plan, losses: Losses): string | undefined {
  const own = idThere(user, 'cognito');
  const uuid = own ?? userUuid(plan.projectId, user.id);
  if (plan.username === 'id') return uuid;
  if (plan.username === 'username') {
    if (user.username !== null && !plan.idAttribute)
      losses.add('id', 'the pool has no attribute for it: see the option id-attribute');
    return user.username ?? uuid;
  }
  if (user.username !== null) losses.add('username', 'the pool knows users by their addresses');
  if (!plan.idAttribute) losses.add('id', 'the pool has no attribute for it: see the option id-attribute');
  if (user.email === null) losses.add('user', 'it has no address, by which the pool knows users');
  return user.email ?? undefined;
}

type Attributes = Readonly<Record<string, string>>;

function attributesOf(user: ExportUser, plan: Plan, losses: Losses): Attributes {
  const { attributes, ...others } = user.privateMetadata;
  const found: Record<string, string> = Object.create(null);
  const place = (object: Readonly<Record<string, unknown>>, field: string, names: readonly string[]) => {
    for (const name of names) if (typeof object[name] === 'string') found[name] = object[name];
    const isPlaced = names.filter((name) => typeof object[name] === 'string');
    loseOthers(object, isPlaced, (keys) => losses.add(field, `the pool has no attribute for ${keys}`));
  };
  place(user.prefs, 'preferences', PREFS);
  const free = plan.columns.filter((column) => !OWN.has(column) && !PREFS.includes(column));
  place(isObject(attributes) ? { ...others, ...attributes } : user.privateMetadata, 'private metadata', free);
  if (plan.idAttribute) found[plan.idAttribute] = user.id;
  return {
    ...found,
    name: user.name,
    email: user.email ?? '',
    email_verified: flag(user.email !== null && user.emailVerified),
    phone_number: user.phone ?? '',
    phone_number_verified: flag(user.phone !== null && user.phoneVerified),
    updated_at: String(Math.floor(user.updatedAt / 1000)),
    // By text message: the seed of an authenticator cannot be said.
    'cognito:mfa_enabled': flag(user.mfaEnabled && user.phone !== null && user.phoneVerified),
  };
}

function flag(value: boolean): string {
  return value ? 'TRUE' : 'FALSE';
}

/** Values are not quoted: a backslash keeps a comma in its value, and another backslash where it would be one of those. */
function cell(value: string, column: string, losses: Losses): string {
  const line = value.replaceAll(/[\r\n\t\0]+/g, ' ');
  if (line !== value) losses.add(column, 'line breaks and tabs become blanks');
  return line.replaceAll(/\\(?=[\\,]|$)/g, '\\\\').replaceAll(',', '\\,');
}

function tell(sink: ExportSink, files: number): void {
  const pool = 'aws cognito-idp';
  sink.step('USER_POOL_ID is the pool, LOGS_ROLE_ARN a role that writes logs to CloudWatch.');
  for (let number = 1; number <= files; number++) {
    const name = nameOf(number);
    sink.step(
      `${pool} create-user-import-job --user-pool-id "$USER_POOL_ID" --cloud-watch-logs-role-arn "$LOGS_ROLE_ARN" --job-name ${name}`,
    );
    sink.step(
      `curl -T ${name} -H x-amz-server-side-encryption:aws:kms "$URL", the PreSignedUrl that it answers`,
    );
    sink.step(
      `${pool} start-user-import-job --user-pool-id "$USER_POOL_ID" --job-id "$JOB", the JobId that it answers`,
    );
  }
  sink.step(
    `while read -r name; do ${pool} admin-disable-user --user-pool-id "$USER_POOL_ID" --username "$name"; done < blocked.txt`,
  );
}
