import type { Core } from '../core.ts';
import { openTokens } from '../oauth/tokens.ts';
import type { Session } from './session.ts';

/** Returns the session with its provider's tokens unsealed. */
export function withTokens(core: Core, session: Session): Session {
  const tokens = session.sealedTokens && openTokens(core, session.sealedTokens);
  return tokens ? { ...session, providerTokens: tokens } : session;
}
