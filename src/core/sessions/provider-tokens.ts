import type { Core } from '../core.ts';
import { openTokens } from '../oauth/tokens.ts';
import type { Session } from './session.ts';

/** The session with what its provider gave, opened. */
export function withTokens(core: Core, session: Session): Session {
  const tokens = session.sealedTokens && openTokens(core, session.sealedTokens);
  return tokens ? { ...session, providerTokens: tokens } : session;
}
