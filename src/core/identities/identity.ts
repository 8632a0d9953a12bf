import type { Instant, Sequence } from '../instant.ts';
import type { ProviderTokens, SealedTokens } from '../oauth/tokens.ts';
import type { UserId } from '../users/user.ts';

/** An account elsewhere that its user signs in with. */
export type Identity = {
  readonly id: string;
  readonly userId: UserId;
  readonly sequence: Sequence;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly provider: string;
  /** Where the provider stands, of those that are configured; else empty. */
  readonly issuer: string;
  readonly providerUid: string;
  /** In its one form; empty where the provider gave none. */
  readonly providerEmail: string;
  /** When the provider said that the address is theirs; null when it did not. */
  readonly emailVerifiedAt: Instant | null;
  /** When it was linked because its address was the user's; null where it was linked by a session, or came first. */
  readonly foundByEmailAt: Instant | null;
  readonly sealedTokens: SealedTokens;
  /** The same, for whoever may see it. */
  readonly providerTokens?: ProviderTokens;
};

/** What leads to exactly one user: the account there, and where there is, since two servers may count alike. */
export function identifierOf({
  provider,
  issuer,
  providerUid,
}: Pick<Identity, 'provider' | 'issuer' | 'providerUid'>): string {
  return issuer === '' ? `${provider} ${providerUid}` : `${provider} ${providerUid} ${issuer}`;
}
