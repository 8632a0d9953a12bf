import { Failure } from '../failure.ts';
import { isStorable } from '../text.ts';
import { emailOf } from '../users/email.ts';
import type { ExternalProfile } from './match-user.ts';
import type { ExchangeResult } from './oauth2.ts';
import type { EnabledProvider } from './provider-configs.ts';

const UID_AT_MOST = 255;

/** Returns the account that signed in, from what its provider says. Fails with `provider_uid_missing`. */
export function externalProfileOf(
  { key, provider, config }: Pick<EnabledProvider, 'key' | 'provider' | 'config'>,
  { tokens, profile }: ExchangeResult,
  givenName: string | undefined,
): ExternalProfile {
  const { uid, verified } = profile;
  if (uid === '' || uid.length > UID_AT_MOST || !isStorable(uid)) throw new Failure('provider_uid_missing');
  const name = profile.name || (givenName ?? '');
  return {
    provider: key,
    issuer: provider.issuer?.(config) ?? '',
    providerUid: uid,
    email: emailOf(profile.email),
    isEmailInvalid: profile.email !== '',
    verified,
    name: isStorable(name) ? name : '',
    tokens,
  };
}
