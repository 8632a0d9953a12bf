import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { linkTo } from '../links.ts';
import { enqueue } from '../outbox/outbox.ts';
import { freshTokenSecret, type Token } from '../tokens/token.ts';
import { freshToken, type NewToken, writeToken } from '../tokens/tokens.ts';
import type { User } from '../users/user.ts';
import type { UsernameSettings } from './username.ts';

const SECONDS = 86_400;
const DIGITS = 32;

/** What is sent to a user who has a username. */
const purposes = { 'email-verification': 'account-confirmation', recovery: 'password-reset' } as const;

type FreshLink = NewToken & {
  readonly kind: keyof typeof purposes;
  readonly sequence: ReturnType<typeof freshToken>['sequence'];
};

/** Prepares a link that is not stored yet. `user` may be an id without a user. */
export function freshLink(core: Core, kind: FreshLink['kind'], user: string): FreshLink {
  const { token, sequence } = freshToken(core, { user, kind, seconds: SECONDS });
  return { kind, token, sequence, secret: freshTokenSecret(DIGITS) };
}

/** Stores the link and sends it to the user's email. The caller holds the user's lock, and the user has an email. */
export async function sendLink(
  core: Core,
  actor: Actor,
  tx: Tx,
  {
    user,
    username,
    link,
    pages,
  }: {
    readonly user: User;
    readonly username: string;
    readonly link: FreshLink;
    readonly pages: UsernameSettings['pages'];
  },
): Promise<Token> {
  const to = user.email ?? '';
  const { token } = await writeToken(core, actor, tx, link);
  const page = new URL(pages[link.kind], core.urls.ownUrl());
  const email = link.kind === 'recovery' ? {} : { email: to };
  const url = linkTo(page, { username, ...email, key: link.secret });
  const message = {
    kind: 'mail',
    to,
    purpose: purposes[link.kind],
    name: user.name,
    username,
    minutes: SECONDS / 60,
    url,
  } as const;
  await enqueue(core, actor, tx, { user: user.id, message });
  return token;
}
