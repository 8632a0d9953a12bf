import { setTimeout as sleep } from 'node:timers/promises';
import type { Config, Secrets } from '../config.ts';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { TOTAL_AT_MOST } from '../core/listing/listing.ts';
import { createRecoveryLink, requestRecovery } from '../core/recovery/recovery.ts';
import type { Session } from '../core/sessions/session.ts';
import { endSession, endSessions, listSessions } from '../core/sessions/sessions.ts';
import { counted } from '../core/text.ts';
import { exportUser, exportUserPage } from '../core/users/bundle.ts';
import { emailOf } from '../core/users/email.ts';
import { eraseUser } from '../core/users/erase.ts';
import { getMetadata } from '../core/users/keep-metadata.ts';
import { listUsers } from '../core/users/list.ts';
import { setPassword } from '../core/users/passwords.ts';
import { phoneOf } from '../core/users/phone.ts';
import { setEmailVerified, setPhoneVerified, setStatus } from '../core/users/profile.ts';
import { findUserBy } from '../core/users/store.ts';
import { type User, type UserId, userIdOf } from '../core/users/user.ts';
import { createUser, getUser, removeUser } from '../core/users/users.ts';
import { open, systemActor } from '../open.ts';
import { confirm, secretIn } from './input.ts';
import { projectNamed } from './keys.ts';
import { isoOf, shortOf } from './moments.ts';
import { type Output, print, printable, table } from './output.ts';
import { CommandError } from './refusal.ts';
import { limitOf, ordersOf, selectionOf, type UserFlags, type UserSelection } from './users-filters.ts';

/** Deletes a user with the personal fields of the history, and prints a signed receipt as a line of JSON. */
export async function usersErase(
  settings: Settings,
  output: Output,
  { name, yes }: { readonly name: string; readonly yes: boolean },
): Promise<void> {
  await using here = await openProject(settings);
  const user = await userNamed(here, name);
  await confirm(
    `Delete the user ${nameFor(user)} with everything that the user owns, and what the history holds about them?`,
    { yes },
  );
  process.stderr.write('This takes a minute: requests about the user may still be on their way.\n');
  const wait = (milliseconds: number) => sleep(milliseconds);
  const receipt = await eraseUser(here.core, here.actor, { user: user.id, wait });
  output.write(`${JSON.stringify(receipt)}\n`);
}

/** Prints all rows about a user, without secrets: as JSON, or as a page. */
export async function usersBundle(
  settings: Settings,
  output: Output,
  { name, isPage }: { readonly name: string; readonly isPage: boolean },
): Promise<void> {
  await using here = await openProject(settings);
  const user = await userNamed(here, name);
  const write = isPage ? exportUserPage : exportUser;
  for await (const piece of await write(here.core, here.actor, user.id)) {
    output.write(piece);
    if (!(await output.drained())) return;
  }
  output.write('\n');
}

const DEFAULT_LIMIT = 25;
const LIMIT_AT_MOST = 1_000;
/** A page of users at a time, so that an output of any length takes the same memory. */
const STREAMED_AT_ONCE = 200;
const NAME_LENGTH_AT_MOST = 128;

export type Settings = { readonly config: Config; readonly secrets: Secrets };

type Here = AsyncDisposable & { readonly core: Core; readonly actor: Actor };

/** Opens the database and finds the project of the settings. */
export async function openProject(
  { config, secrets }: Settings,
  { writesMuch = false }: { readonly writesMuch?: boolean } = {},
): Promise<Here> {
  await using cleanup = new AsyncDisposableStack();
  const { core } = cleanup.use(await open(config, secrets, { migrate: false, writesMuch }));
  const actor = systemActor('cli', await projectNamed(core, config.project));
  const kept = cleanup.move();
  return { core, actor, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

export type ListInput = UserFlags & {
  readonly sort?: string | undefined;
  readonly descending: boolean;
  readonly limit?: string | undefined;
  readonly after?: string | undefined;
  readonly all: boolean;
};

/** Lists a page of users; with `all`, every one of them as a line of JSON. */
export async function usersList(settings: Settings, output: Output, input: ListInput): Promise<void> {
  const { sort, descending, all, after } = input;
  const orders = ordersOf(sort, descending);
  const limit = limitOf(input.limit, DEFAULT_LIMIT, LIMIT_AT_MOST);
  if (all && (sort !== undefined || descending || after !== undefined || input.limit !== undefined))
    throw new CommandError('--all prints every user, oldest first: leave out --sort, --limit and --after.');
  await using here = await openProject(settings);
  const selection = selectionOf(input, here.core.clock.now());
  if (all) return await streamUsers(here, output, selection);
  const cursor = after === undefined ? {} : { cursor: { id: after, before: false } };
  const paging = { orders, offset: 0, counted: true, ...cursor };
  // One more tells whether a page follows.
  const page = await listUsers(here.core, here.actor, { ...selection, ...paging, limit: limit + 1 });
  const rows = page.rows.slice(0, limit);
  const next = page.rows.length > limit ? (rows.at(-1)?.id ?? null) : null;
  const isExact =
    selection.filters.length + (selection.search?.length ?? 0) === 0 || page.total < TOTAL_AT_MOST;
  print(output, { rows: rows.map(viewOf), total: page.total, totalIsExact: isExact, next }, [
    ...table(['ID', 'EMAIL', 'PHONE', 'NAME', 'STATUS', 'CREATED', 'LAST SEEN'], rows.map(rowOf)),
    `${isExact ? '' : 'At least '}${counted(page.total, 'user', 'users')}.${next === null ? '' : ` More: --after ${next}`}`,
  ]);
}

/** In the order of their creation, which no deletion of a user in between can break. */
async function streamUsers(here: Here, output: Output, selection: UserSelection): Promise<void> {
  let from = 0;
  let last: ReadonlySet<string> = new Set();
  for (;;) {
    const rows = await usersFrom(here, selection, { from, limit: STREAMED_AT_ONCE + last.size });
    // Those with the last sequence were printed.
    const fresh = rows.filter(({ id }) => !last.has(id));
    for (const user of fresh) output.write(`${JSON.stringify(viewOf(user))}\n`);
    if (fresh.length === 0 || !(await output.drained())) return;
    const sequence = fresh.at(-1)?.sequence ?? 0;
    const ended = fresh.filter((user) => user.sequence === sequence).map(({ id }) => id);
    last = new Set(sequence === from ? [...last, ...ended] : ended);
    from = sequence;
  }
}

async function usersFrom(
  { core, actor }: Here,
  { filters, search }: UserSelection,
  { from, limit }: { readonly from: number; readonly limit: number },
): Promise<readonly User[]> {
  let free = (): void => {};
  const memory = core.memory.ofRequest((release) => {
    free = release;
  });
  try {
    const page = await listUsers({ ...core, memory }, actor, {
      filters: [...filters, { is: 'greaterThanEqual', attribute: 'sequence', values: [from] }],
      orders: ordersOf(undefined, false),
      ...{ limit, offset: 0, counted: false, mayEndEarly: true },
      ...(search !== undefined && { search }),
    });
    return page.rows;
  } finally {
    free();
  }
}

export async function usersShow(settings: Settings, output: Output, name: string): Promise<void> {
  await using here = await openProject(settings);
  const user = await userNamed(here, name);
  const { readOnly, private: hidden } = await getMetadata(here.core, here.actor, user.id);
  const view = { ...viewOf(user), metadata: { readOnly, private: hidden } };
  const lines = Object.entries(view).map(([key, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${key.padEnd(18)}${value === null ? '-' : printable(text)}`;
  });
  print(output, view, lines);
}

export type CreateInput = {
  readonly id?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly name?: string | undefined;
  readonly passwordFile?: string | undefined;
};

export async function usersCreate(settings: Settings, output: Output, input: CreateInput): Promise<void> {
  const id = parsed(
    input.id,
    userIdOf,
    'An id has 1 to 36 characters out of a-z, A-Z, 0-9, period, hyphen and underscore, and begins with a letter or a digit.',
  );
  const email = parsed(input.email, emailOf, '--email takes an email address.');
  const phone = parsed(
    input.phone,
    phoneOf,
    '--phone takes a number with a plus and the country code, such as +4930123456.',
  );
  const name = parsed(input.name, nameOf, `A name has 1 to ${NAME_LENGTH_AT_MOST} characters.`);
  const password = input.passwordFile === undefined ? undefined : await secretIn(input.passwordFile);
  await using here = await openProject(settings);
  const user = await createUser(here.core, here.actor, {
    ...(id !== undefined && { id }),
    ...(email !== undefined && { email }),
    ...(phone !== undefined && { phone }),
    ...(name !== undefined && { name }),
    ...(password !== undefined && { password }),
  });
  print(output, viewOf(user), [`Created the user ${nameFor(user)}.`]);
}

/** Blocks or unblocks a user. */
export async function usersBlock(
  settings: Settings,
  output: Output,
  { name, blocked }: { readonly name: string; readonly blocked: boolean },
): Promise<void> {
  await using here = await openProject(settings);
  const { id } = await userNamed(here, name);
  const user = await setStatus(here.core, here.actor, { id, active: !blocked });
  print(output, viewOf(user), [`${nameFor(user)} is ${blocked ? 'blocked' : 'active'}.`]);
}

/** Marks addresses of a user as verified: those named, else the email, else the phone. */
export async function usersVerify(
  settings: Settings,
  output: Output,
  { name, kinds }: { readonly name: string; readonly kinds: readonly ('email' | 'phone')[] },
): Promise<void> {
  await using here = await openProject(settings);
  let user = await userNamed(here, name);
  const chosen = kinds.length > 0 ? kinds : [user.email === null && user.phone !== null ? 'phone' : 'email'];
  const missing = chosen.find((kind) => user[kind === 'email' ? 'email' : 'phone'] === null);
  if (missing !== undefined) throw new CommandError(`${nameFor(user)} has no ${missing}.`);
  for (const kind of chosen) {
    const set = kind === 'email' ? setEmailVerified : setPhoneVerified;
    user = await set(here.core, here.actor, { id: user.id, verified: true });
  }
  print(output, viewOf(user), [`The ${chosen.join(' and the ')} of ${nameFor(user)} is verified.`]);
}

export type ResetInput = {
  readonly name: string;
  readonly url?: string | undefined;
  readonly mail: boolean;
  readonly passwordFile?: string | undefined;
};

/** Sets a password from a file, or lets the user choose one by a link that is printed or mailed. */
export async function usersResetPassword(
  settings: Settings,
  output: Output,
  { name, url, mail, passwordFile }: ResetInput,
): Promise<void> {
  if ((url === undefined) === (passwordFile === undefined) || (mail && url === undefined)) {
    throw new CommandError(
      'Name the page of your app on which the user sets a new password with --url, and add --mail to send the link; or pass a new password with --password-file.',
    );
  }
  const password = passwordFile === undefined ? undefined : await secretIn(passwordFile);
  await using here = await openProject(settings);
  const { core, actor } = here;
  const user = await userNamed(here, name);
  if (password !== undefined) {
    await setPassword(core, actor, { id: user.id, password });
    return print(output, { id: user.id, changed: true }, [`${nameFor(user)} has a new password.`]);
  }
  const page = url ?? '';
  if (!mail) {
    const { link, expiresAt } = await createRecoveryLink(core, actor, { user: user.id, url: page });
    return print(output, { id: user.id, link, expiresAt: isoOf(expiresAt) }, [
      `By this link, ${nameFor(user)} sets a new password, once, until ${shortOf(expiresAt)} UTC:`,
      link,
    ]);
  }
  if (user.email === null) throw new Failure('email_missing');
  if (user.blockedAt !== null) throw new Failure('user_blocked');
  await requestRecovery(core, actor, { email: user.email, url: page });
  print(output, { id: user.id, sent: true }, [
    `A link for ${user.email} is queued. A running server sends it.`,
  ]);
}

export async function usersSessions(settings: Settings, output: Output, name: string): Promise<void> {
  await using here = await openProject(settings);
  const { id } = await userNamed(here, name);
  const sessions = await listSessions(here.core, here.actor, id);
  print(
    output,
    sessions.map(sessionView),
    table(
      ['ID', 'PROVIDER', 'IP', 'COUNTRY', 'CREATED', 'LAST USED', 'EXPIRES'],
      sessions.map(({ id, provider, ip, country, ...moments }) => [
        ...[id, provider, ip ?? '-', country ?? '-'],
        ...[shortOf(moments.createdAt), shortOf(moments.usedAt), shortOf(moments.expiresAt)],
      ]),
    ),
  );
}

/** Ends one session of a user, or all. */
export async function usersEndSessions(
  settings: Settings,
  output: Output,
  { name, session }: { readonly name: string; readonly session?: string | undefined },
): Promise<void> {
  await using here = await openProject(settings);
  const user = await userNamed(here, name);
  if (session === undefined) await endSessions(here.core, here.actor, user.id);
  else await endSession(here.core, here.actor, { user: user.id, id: session });
  print(output, { id: user.id, ended: session ?? 'all' }, [
    session === undefined
      ? `All sessions of ${nameFor(user)} have ended.`
      : `The session ${session} of ${nameFor(user)} has ended.`,
  ]);
}

export async function usersDelete(
  settings: Settings,
  output: Output,
  { name, yes }: { readonly name: string; readonly yes: boolean },
): Promise<void> {
  await using here = await openProject(settings);
  const user = await userNamed(here, name);
  await confirm(`Delete the user ${nameFor(user)} with everything that the user owns?`, { yes });
  await removeUser(here.core, here.actor, user.id);
  print(output, { id: user.id, deleted: true }, [`Deleted the user ${nameFor(user)}.`]);
}

/** Finds a user by id, email address or phone number. Fails with `user_not_found`. */
export async function userNamed({ core, actor }: Pick<Here, 'core' | 'actor'>, text: string): Promise<User> {
  const [email, phone, id] = [emailOf(text), phoneOf(text), userIdOf(text)];
  const project = actor.project.id;
  if (id !== undefined) return getUser(core, actor, id);
  const found =
    email !== undefined
      ? await findUserBy(core.read, project, 'email', email)
      : phone && (await findUserBy(core.read, project, 'phone', phone));
  if (!found) throw new Failure('user_not_found');
  return getUser(core, actor, found.id as UserId);
}

/** Names a user in a sentence. */
function nameFor({ id, email, phone, name }: User): string {
  const more = email ?? phone ?? name;
  return more === '' ? id : `${id} (${printable(more)})`;
}

/** A user for programs. The hash of the password is not part of it. */
export function viewOf(user: User) {
  const { id, email, phone, name, labels, prefs } = user;
  return {
    id,
    email,
    emailVerifiedAt: isoOf(user.emailVerifiedAt),
    phone,
    phoneVerifiedAt: isoOf(user.phoneVerifiedAt),
    name,
    labels,
    prefs,
    blockedAt: isoOf(user.blockedAt),
    createdAt: isoOf(user.createdAt),
    updatedAt: isoOf(user.updatedAt),
    accessedAt: isoOf(user.accessedAt),
    passwordUpdatedAt: isoOf(user.passwordUpdatedAt),
    hasPassword: user.password !== null,
    mfaEnabledAt: isoOf(user.mfaEnabledAt),
    impersonatorAt: isoOf(user.impersonatorAt),
  };
}

function rowOf(user: User): readonly string[] {
  const { id, email, phone, name, blockedAt, createdAt, accessedAt } = user;
  const status = blockedAt === null ? 'active' : 'blocked';
  return [id, email ?? '-', phone ?? '-', name || '-', status, shortOf(createdAt), shortOf(accessedAt)];
}

function sessionView(session: Session) {
  const { id, provider, ip, country, device } = session;
  return {
    ...{ id, provider, ip, country, device },
    createdAt: isoOf(session.createdAt),
    usedAt: isoOf(session.usedAt),
    expiresAt: isoOf(session.expiresAt),
  };
}

function nameOf(text: string): string | undefined {
  const isFit = text.isWellFormed() && !text.includes('\0') && [...text].length <= NAME_LENGTH_AT_MOST;
  return isFit && text !== '' ? text : undefined;
}

function parsed<T>(
  text: string | undefined,
  parse: (text: string) => T | undefined,
  problem: string,
): T | undefined {
  if (text === undefined) return undefined;
  const value = parse(text);
  if (value === undefined) throw new CommandError(problem);
  return value;
}
