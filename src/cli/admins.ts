import type { Admin } from '../core/admins/admin.ts';
import { createAdmin, findAdminByEmail, grantText, listAdmins, removeAdmin } from '../core/admins/admins.ts';
import { createResetLink, inviteAdmin } from '../core/admins/links.ts';
import { type Grant, isRole, roles } from '../core/admins/permissions.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { projectIdOf } from '../core/projects/project.ts';
import { type Email, emailOf } from '../core/users/email.ts';
import { open, systemActor } from '../open.ts';
import { askNewSecret, canAsk, confirm, secretIn } from './input.ts';
import { isoOf, shortOf } from './moments.ts';
import { type Output, print, printable, table } from './output.ts';
import { CommandError } from './refusal.ts';
import type { Settings } from './users.ts';

export type AdminInput = {
  readonly email: string;
  readonly name?: string | undefined;
  /** `support`, or `support@shop` for one project. */
  readonly roles: readonly string[];
};

/** Creates an administrator with a password from a file, or typed twice on the terminal. */
export async function adminsCreate(
  { config, secrets }: Settings,
  output: Output,
  { passwordFile, ...input }: AdminInput & { readonly passwordFile?: string | undefined },
): Promise<void> {
  const admin = parsed(input);
  if (passwordFile === undefined && !canAsk())
    throw new CommandError('There is no terminal to ask for a password: pass it with --password-file.');
  const password =
    passwordFile === undefined ? await askNewSecret('New password') : await secretIn(passwordFile);
  await using opened = await open(config, secrets, { migrate: 'when new' });
  const made = await createAdmin(opened.core, systemActor('cli'), { ...admin, password });
  print(output, viewOf(made), [`Created ${made.email}: ${made.grants.map(grantText).join(', ')}.`]);
}

/** Creates an administrator who chooses a password by the link that is printed. */
export async function adminsInvite(
  { config, secrets }: Settings,
  output: Output,
  input: AdminInput,
): Promise<void> {
  const admin = parsed(input);
  await using opened = await open(config, secrets, { migrate: 'when new' });
  const { core } = opened;
  const made = await inviteAdmin(core, systemActor('cli'), admin);
  const link = linkOf(core, 'invite', made.secret);
  print(output, { ...viewOf(made.admin), link }, [`By this link, once, ${made.admin.email} signs up:`, link]);
}

export async function adminsList({ config, secrets }: Settings, output: Output): Promise<void> {
  await using opened = await open(config, secrets, { migrate: false });
  const admins = await listAdmins(opened.core);
  const rows = admins.map(({ id, email, name, grants, passwordUpdatedAt, hasTotp, accessedAt }) => [
    ...[id, email, name || '-', grants.map(grantText).join(', ')],
    ...[passwordUpdatedAt === null ? 'invited' : 'active', hasTotp ? 'yes' : 'no', shortOf(accessedAt)],
  ]);
  const headings = ['ID', 'EMAIL', 'NAME', 'ROLES', 'STATE', 'AUTHENTICATOR', 'LAST SEEN'];
  print(output, admins.map(viewOf), table(headings, rows));
}

/** Prints a link by which an administrator sets a new password, once. */
export async function adminsReset(
  { config, secrets }: Settings,
  output: Output,
  email: string,
): Promise<void> {
  await using opened = await open(config, secrets, { migrate: false });
  const { core } = opened;
  const admin = await adminNamed(core, email);
  const kind = admin.passwordUpdatedAt === null ? 'invite' : 'reset';
  const link = linkOf(core, kind, await createResetLink(core, systemActor('cli'), admin.id));
  print(output, { id: admin.id, email: admin.email, link }, [
    `By this link, once, ${admin.email} sets a new password:`,
    link,
  ]);
}

export async function adminsRemove(
  { config, secrets }: Settings,
  output: Output,
  { email, yes }: { readonly email: string; readonly yes: boolean },
): Promise<void> {
  await using opened = await open(config, secrets, { migrate: false });
  const admin = await adminNamed(opened.core, email);
  await confirm(`Remove the administrator ${printable(admin.email)}, whose sessions end?`, { yes });
  await removeAdmin(opened.core, systemActor('cli'), admin.id);
  print(output, { id: admin.id, removed: true }, [`Removed ${admin.email}.`]);
}

/** Behind `#`, which browsers do not send: no log of a proxy has the secret. */
function linkOf({ urls }: Core, kind: 'invite' | 'reset', secret: string): string {
  return `${urls.ownUrl().origin}/console/#${kind}=${secret}`;
}

/** Finds an administrator by email address. Fails with `admin_not_found`. */
async function adminNamed(core: Core, text: string): Promise<Admin> {
  const found = await findAdminByEmail(core, emailIn(text));
  if (!found) throw new Failure('admin_not_found');
  return found;
}

function parsed({ email, name, roles: given }: AdminInput) {
  const grants = given.map(grantOf);
  if (grants.length === 0) throw new CommandError(`Name a role with --role: ${roles.join(', ')}.`);
  return { email: emailIn(email), grants, ...(name !== undefined && { name }) };
}

function emailIn(text: string): Email {
  const email = emailOf(text);
  if (email) return email;
  throw new CommandError(`${JSON.stringify(text)} is no email address.`);
}

function grantOf(text: string): Grant {
  const [role = '', place, ...rest] = text.split('@');
  const project = place === undefined ? null : projectIdOf(place);
  if (isRole(role) && project !== undefined && rest.length === 0) return { role, project };
  throw new CommandError(
    `--role takes one of ${roles.join(', ')}, for one project with @ and its id: support@shop.`,
  );
}

function viewOf(admin: Admin) {
  const { id, email, name, grants, hasTotp } = admin;
  const moments = {
    createdAt: isoOf(admin.createdAt),
    passwordUpdatedAt: isoOf(admin.passwordUpdatedAt),
    accessedAt: isoOf(admin.accessedAt),
  };
  return { id, email, name, grants, hasTotp, ...moments };
}
