import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { deleteSession } from '../sessions/ending-store.ts';
import { type NewSession, openSession, prepareSession } from '../sessions/open-session.ts';
import { moveTargetsOfSession } from '../targets/store.ts';
import { freshTokenSecret } from '../tokens/token.ts';
import { freshToken, writeToken } from '../tokens/tokens.ts';
import type { UserId } from '../users/user.ts';
import { completeSignIn, type PreparedSignIn } from './complete-sign-in.ts';
import type { ExternalProfile } from './match-user.ts';
import type { Flow } from './pending-sign-in.ts';
import { oauthFactors, signTokenGrant, TOKEN_GRANT_SECONDS, type TokenGrant } from './token-grant.ts';

const SECRET_DIGITS = 32;

type SignedInExternally = { readonly external: ExternalProfile; readonly caller: UserId | undefined };

/** Opens a session, or issues a token that is redeemed for one. A new session replaces the browser's previous one. */
export async function openSessionOrToken(
  core: Core,
  actor: Actor,
  { flow, ...signIn }: SignedInExternally & { readonly flow: Flow },
): Promise<{ readonly opened: NewSession } | { readonly user: UserId; readonly secret: string }> {
  if (flow === 'session') {
    return { opened: await completeSignIn(core, actor, signIn, sessionPreparer(core, actor, signIn)) };
  }
  const { user, ...grant } = await completeSignIn(core, actor, signIn, tokenPreparer(core, actor, signIn));
  return { user, secret: await signTokenGrant(core, actor, grant) };
}

/** Opens a session after `consume`, which runs in the same write. A new session replaces the caller's previous one. */
export function openSessionOnce(
  core: Core,
  actor: Actor,
  signIn: SignedInExternally,
  consume: (tx: Tx) => Promise<void>,
): Promise<NewSession> {
  const prepare = sessionPreparer(core, actor, signIn);
  return completeSignIn(core, actor, signIn, async (user) => {
    const { act, open } = await prepare(user);
    return {
      act,
      open: async (tx, identity) => {
        await consume(tx);
        return open(tx, identity);
      },
    };
  });
}

function sessionPreparer(core: Core, actor: Actor, { external }: SignedInExternally) {
  return async (user: UserId): Promise<PreparedSignIn<NewSession>> => {
    const { provider, providerUid } = external;
    // The ID token is the identity's.
    const { idToken: _, ...tokens } = external.tokens;
    const signedIn = { user, provider, providerUid, factors: [], providerTokens: tokens };
    const fresh = await prepareSession(core, actor, signedIn);
    return {
      act: fresh.act,
      // The factors depend on the identity, which is known only in the write.
      open: async (tx, identity) => {
        const session = { ...fresh.session, factors: oauthFactors(identity) };
        const opened = await openSession(core, actor, tx, { ...fresh, session });
        await endPreviousSession(actor, tx, opened);
        return opened;
      },
    };
  };
}

async function endPreviousSession(actor: Actor, tx: Tx, opened?: NewSession): Promise<void> {
  const { session, project } = actor;
  if (!session || actor.kind !== 'user') return;
  if (opened && opened.session.userId === session.userId) {
    const move = { from: session.id, to: opened.session.id };
    await moveTargetsOfSession(tx, project.id, { user: session.userId, ...move });
  }
  await deleteSession(tx, project.id, { user: session.userId, id: session.id });
}

function tokenPreparer(core: Core, actor: Actor, { external }: SignedInExternally) {
  return async (user: UserId): Promise<PreparedSignIn<TokenGrant & { readonly user: UserId }>> => {
    const secret = freshTokenSecret(SECRET_DIGITS);
    const { token, sequence } = freshToken(core, { user, kind: 'oauth2', seconds: TOKEN_GRANT_SECONDS });
    const details = { tokenId: token.id, kind: token.kind };
    return {
      act: { act: 'token.create', user, details },
      open: async (tx, identity) => {
        await writeToken(core, actor, tx, { token, sequence, secret });
        await endPreviousSession(actor, tx);
        return { user, secret, provider: external.provider, identity: identity.id };
      },
    };
  };
}
