import type { Instant, Sequence } from '../instant.ts';
import type { ProviderTokens, SealedTokens } from '../oauth/tokens.ts';
import type { UserId } from '../users/user.ts';

/** An external account that its user signs in with. */
export type Identity = {
  readonly id: string;
  readonly userId: UserId;
  readonly sequence: Sequence;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly provider: string;
  /** The issuer, for self-hosted providers; otherwise empty. */
  readonly issuer: string;
  readonly providerUid: string;
  /** In canonical form; empty when the provider gave none. */
  readonly providerEmail: string;
  /** When the provider reported the address as verified; null when it did not. */
  readonly emailVerifiedAt: Instant | null;
  /** When it was linked because its address was the user's; null where it was linked by a session, or came first. */
  readonly foundByEmailAt: Instant | null;
  readonly sealedTokens: SealedTokens;
  /** The unsealed tokens, for callers who may read them. */
  readonly providerTokens?: ProviderTokens;
};

/** Unique key: provider and subject, plus the issuer for self-hosted providers, whose subjects may collide. */
export function identifierOf({
  provider,
  issuer,
  providerUid,
}: Pick<Identity, 'provider' | 'issuer' | 'providerUid'>): string {
  return issuer === '' ? `${provider} ${providerUid}` : `${provider} ${providerUid} ${issuer}`;
}
