import type { UserList } from '../../generated/admin.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { PlainLink } from '../../ui/plain-link.tsx';
import { Avatar, Pill, type PillKind } from '../../ui/words.tsx';

export type User = UserList['rows'][number];
type Named = { readonly name: string; readonly email: string | null; readonly phone?: string | null };

/** How a user is called: by name, else by an address; without any, anonymous. */
export function calledBy(t: Texts, { name, email, phone }: Named): string {
  return name || email || phone || t.users.anonymous;
}

const pillOf: Readonly<Record<keyof Texts['users']['states'], PillKind>> = {
  active: 'ok',
  unverified: 'hollow',
  anonymous: 'none',
  blocked: 'off',
};

type Addresses = Pick<User, 'blockedAt' | 'email' | 'phone' | 'emailVerifiedAt' | 'phoneVerifiedAt'>;

function stateOf(user: Addresses): keyof Texts['users']['states'] {
  if (user.blockedAt !== null) return 'blocked';
  if (user.email === null && user.phone === null) return 'anonymous';
  return user.emailVerifiedAt === null && user.phoneVerifiedAt === null ? 'unverified' : 'active';
}

export function UserState({ user }: { readonly user: Addresses }) {
  const t = useTexts();
  const state = stateOf(user);
  return <Pill kind={pillOf[state]}>{t.users.states[state]}</Pill>;
}

/** A user in a table: picture, name and address. */
export function Who({
  user,
  href,
}: {
  readonly user: Named & { readonly id: string };
  readonly href?: string;
}) {
  const t = useTexts();
  const name = calledBy(t, user);
  const below = name === user.email ? user.id : (user.email ?? user.phone ?? user.id);
  return (
    <span class="who">
      <Avatar id={user.id} name={user.name || (user.email ?? '')} />
      <span>
        {href === undefined ? (
          <b class="clip">
            <bdi>{name}</bdi>
          </b>
        ) : (
          <PlainLink class="clip" href={href}>
            <bdi>{name}</bdi>
          </PlainLink>
        )}
        <small class="clip">
          <bdi>{below}</bdi>
        </small>
      </span>
    </span>
  );
}
