import type { Instant } from '../core/instant.ts';
import type { Filter, Order } from '../core/listing/listing.ts';
import type { UserAttribute } from '../core/users/list.ts';
import { pastOf } from './moments.ts';
import { CommandError } from './refusal.ts';

/** The flags that choose users, as they were given. */
export type UserFlags = {
  readonly status?: string | undefined;
  readonly label: readonly string[];
  readonly search?: string | undefined;
  readonly createdAfter?: string | undefined;
  readonly createdBefore?: string | undefined;
  readonly emailVerified?: string | undefined;
  readonly phoneVerified?: string | undefined;
  readonly inactiveFor?: string | undefined;
};

/** What users are chosen by: all if it is empty. */
export type UserSelection = { readonly filters: readonly Filter[]; readonly search?: string };

/** What `--sort` names, each with the attribute, which has an index. */
const sorts = {
  created: 'sequence',
  updated: 'updatedAt',
  seen: 'accessedAt',
  password: 'passwordUpdatedAt',
  name: 'name',
  email: 'email',
  phone: 'phone',
} as const satisfies Readonly<Record<string, UserAttribute>>;

const named = <A extends UserAttribute>(attribute: A) => attribute;

/** Parses the flags. Fails with `CommandError`. */
export function selectionOf(flags: UserFlags, now: Instant): UserSelection {
  const { search } = flags;
  const filters = [
    status(flags.status),
    ...flags.label.map(label),
    since('--created-after', 'greaterThanEqual', flags.createdAfter, now),
    since('--created-before', 'lessThan', flags.createdBefore, now),
    verified('--email-verified', 'emailVerified', flags.emailVerified),
    verified('--phone-verified', 'phoneVerified', flags.phoneVerified),
    inactive(flags.inactiveFor, now),
  ].filter((filter) => filter !== undefined);
  return search === undefined ? { filters } : { filters, search };
}

/** Reports whether any flag chooses users. */
export function choosesUsers({ filters, search }: UserSelection): boolean {
  return filters.length > 0 || search !== undefined;
}

/** Returns the order that `--sort` names, oldest first without it. Fails with `CommandError`. */
export function ordersOf(sort: string | undefined, descending: boolean): readonly Order[] {
  const name = sort ?? 'created';
  if (Object.hasOwn(sorts, name)) return [{ attribute: sorts[name as keyof typeof sorts], descending }];
  throw new CommandError(`--sort takes one of ${Object.keys(sorts).join(', ')}.`);
}

/** Returns the number that `--limit` says. Fails with `CommandError`. */
export function limitOf(text: string | undefined, usual: number, most: number): number {
  const limit = text === undefined ? usual : /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= most) return limit;
  throw new CommandError(`--limit takes a number from 1 to ${most}.`);
}

function status(text: string | undefined): Filter | undefined {
  if (text === undefined) return undefined;
  if (text === 'active' || text === 'blocked')
    return { is: 'equal', attribute: named('active'), values: [text === 'active'] };
  throw new CommandError('--status takes active or blocked.');
}

function label(text: string): Filter {
  if (/^[A-Za-z0-9]{1,36}$/.test(text))
    return { is: 'containsAll', attribute: named('labels'), values: [text] };
  throw new CommandError('--label takes 1 to 36 letters and digits.');
}

function since(
  flag: string,
  is: 'greaterThanEqual' | 'lessThan',
  text: string | undefined,
  now: Instant,
): Filter | undefined {
  if (text === undefined) return undefined;
  return { is, attribute: named('createdAt'), values: [pastOf(flag, text, now)] };
}

function verified(
  flag: string,
  attribute: 'emailVerified' | 'phoneVerified',
  text: string | undefined,
): Filter | undefined {
  if (text === undefined) return undefined;
  if (text === 'yes' || text === 'no') return { is: 'equal', attribute, values: [text === 'yes'] };
  throw new CommandError(`${flag} takes yes or no.`);
}

/** Those never seen count from their creation. */
function inactive(text: string | undefined, now: Instant): Filter | undefined {
  if (text === undefined) return undefined;
  const values = [pastOf('--inactive-for', text, now)];
  const isOld: Filter = { is: 'lessThan', attribute: named('createdAt'), values };
  const isUnseen: Filter = { is: 'isNull', attribute: named('accessedAt'), values: [] };
  return {
    is: 'or',
    filters: [
      { is: 'lessThan', attribute: named('accessedAt'), values },
      { is: 'and', filters: [isUnseen, isOld] },
    ],
  };
}
