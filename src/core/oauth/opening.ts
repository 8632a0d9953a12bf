import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { deleteSession } from '../sessions/ending/store.ts';
import { freshSession, type NewSession, openSession } from '../sessions/opening.ts';
import { moveTargetsOfSession } from '../targets/store.ts';
import { freshTokenSecret } from '../tokens/token.ts';
import { freshToken, writeToken } from '../tokens/tokens.ts';
import type { UserId } from '../users/user.ts';
import { FACTORS, HANDOVER_SECONDS, type Handover, signHandover } from './handover.ts';
import type { Arrival } from './matching.ts';
import type { Flow } from './pending.ts';
import { type Opening, settle } from './settling.ts';

const SECRET_DIGITS = 32;

type Arrived = { readonly arrival: Arrival; readonly caller: UserId | undefined };

/** A session, or a token that is redeemed for one. The session that the browser had ends with the new one's beginning. */
export async function openFor(
  core: Core,
  actor: Actor,
  { flow, ...arrived }: Arrived & { readonly flow: Flow },
): Promise<{ readonly opened: NewSession } | { readonly user: UserId; readonly secret: string }> {
  if (flow === 'session') {
    return { opened: await settle(core, actor, arrived, sessionFor(core, actor, arrived)) };
  }
  const { user, ...handover } = await settle(core, actor, arrived, tokenFor(core, actor, arrived));
  return { user, secret: await signHandover(core, actor, handover) };
}

function sessionFor(core: Core, actor: Actor, { arrival }: Arrived) {
  return async (user: UserId): Promise<Opening<NewSession>> => {
    const { provider, providerUid, tokens } = arrival;
    const signedIn = { user, provider, providerUid, factors: FACTORS, providerTokens: tokens };
    const fresh = await freshSession(core, actor, signedIn);
    return {
      act: fresh.act,
      open: async (tx) => {
        const opened = await openSession(core, actor, tx, fresh);
        await endEarlier(actor, tx, opened);
        return opened;
      },
    };
  };
}

async function endEarlier(actor: Actor, tx: Tx, opened?: NewSession): Promise<void> {
  const { session, project } = actor;
  if (!session || actor.kind !== 'user') return;
  if (opened && opened.session.userId === session.userId) {
    const move = { from: session.id, to: opened.session.id };
    await moveTargetsOfSession(tx, project.id, { user: session.userId, ...move });
  }
  await deleteSession(tx, project.id, { user: session.userId, id: session.id });
}

function tokenFor(core: Core, actor: Actor, { arrival }: Arrived) {
  return async (user: UserId): Promise<Opening<Handover & { readonly user: UserId }>> => {
    const secret = freshTokenSecret(SECRET_DIGITS);
    const { token, sequence } = freshToken(core, { user, kind: 'oauth2', seconds: HANDOVER_SECONDS });
    const details = { tokenId: token.id, kind: token.kind };
    return {
      act: { act: 'token.create', user, details },
      open: async (tx, identity) => {
        await writeToken(core, actor, tx, { token, sequence, secret });
        await endEarlier(actor, tx);
        return { user, secret, provider: arrival.provider, identity: identity.id };
      },
    };
  };
}
