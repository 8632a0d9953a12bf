import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { linkTo } from '../links.ts';
import type { Claim } from '../outbox/message.ts';
import { enqueue } from '../outbox/outbox.ts';
import { sessionSecrets } from '../tokens/session-secrets.ts';
import { freshTokenSecret, type Token } from '../tokens/token.ts';
import { freshToken, type NewToken, writeToken } from '../tokens/tokens.ts';
import type { User } from '../users/user.ts';
import type { UsernameSettings } from './username.ts';

const DIGITS = 32;

/** Messages to a user with a username, and the lifetime of their links. */
const letters = {
  'email-verification': {
    purpose: 'account-confirmation',
    seconds: sessionSecrets['username-verification'].lifetime,
  },
  recovery: { purpose: 'password-reset', seconds: sessionSecrets['username-recovery'].lifetime },
} as const;

type FreshLink = NewToken & {
  readonly kind: keyof typeof letters;
  readonly sequence: ReturnType<typeof freshToken>['sequence'];
};

/** Prepares a link that is not stored yet. `user` may be an id without a user. */
export function freshLink(core: Core, kind: FreshLink['kind'], user: string): FreshLink {
  const { token, sequence } = freshToken(core, { user, kind, seconds: letters[kind].seconds });
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
    claim,
  }: {
    readonly user: User;
    readonly username: string;
    readonly link: FreshLink;
    readonly pages: UsernameSettings['pages'];
    /** Only for a confirmation link. */
    readonly claim?: Claim;
  },
): Promise<Token> {
  const to = user.email ?? '';
  const { purpose, seconds } = letters[link.kind];
  const { token } = await writeToken(core, actor, tx, link);
  const page = new URL(pages[link.kind], core.urls.ownUrl());
  const email = link.kind === 'recovery' ? {} : { email: to };
  const url = linkTo(page, { username, ...email, key: link.secret });
  const message = {
    kind: 'mail',
    to,
    purpose,
    name: user.name,
    username,
    minutes: seconds / 60,
    url,
    ...(claim && { claim }),
  } as const;
  await enqueue(core, actor, tx, { user: user.id, message });
  return token;
}
