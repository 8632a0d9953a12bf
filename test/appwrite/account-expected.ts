import { userIn } from '../support/user-fields.ts';
import type { AccountPackage, Fields } from './account-packages.ts';
import { DATE, expectedEmailTarget, expectedUser, ID, normal } from './clients-expected.ts';

export const SECRET = 'a secret';
export const CODE = 'a code';
const ADDRESS = 'an address';

const forms: readonly (readonly [RegExp, string])[] = [
  [/^(?:[0-9a-f]{64}|[0-9a-f]{256}|eyJ[\w+/]{40,}=*)$/, SECRET],
  [/^[\w-]{10,}\.[\w-]{40,}\.[\w-]{43}$/, 'a JWT'],
  [/^\d{6}$/, CODE],
  [/^198\.18\.\d+\.\d+$/, ADDRESS],
];

/** An answer as plain data in which whatever differs from run to run is replaced by its name. */
export function plain(answer: unknown): unknown {
  return replaced(normal(answer));
}

function replaced(answer: unknown): unknown {
  if (typeof answer === 'string') return forms.find(([form]) => form.test(answer))?.[1] ?? answer;
  if (Array.isArray(answer)) return answer.map(replaced);
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, replaced(value)]));
}

/** An account as its owner sees it, of whom nothing was said but the id, with what is said here. */
export function expectedAccount(one: AccountPackage, fields: Fields & { readonly $id: string }): Fields {
  const user = expectedUser({ accessedAt: DATE, ...fields });
  const { password: _, hash: _hash, hashOptions: _options, ...account } = user;
  return userIn(one.format, account);
}

/** What signing up with email and password says of somebody. */
export function signedUp(userId: string): Fields & { readonly $id: string } {
  return { $id: userId, passwordUpdate: DATE, ...expectedEmailTarget(userId, `${userId}@example.com`) };
}

/** A session of Chrome on Linux from an address that is in no country. */
export function expectedSession(fields: Fields & { readonly userId: string }): Fields {
  return {
    $id: ID,
    $createdAt: DATE,
    $updatedAt: DATE,
    expire: DATE,
    providerUid: '',
    providerAccessToken: '',
    providerAccessTokenExpiry: '',
    providerRefreshToken: '',
    ip: ADDRESS,
    osCode: 'LIN',
    osName: 'GNU/Linux',
    osVersion: '',
    clientType: 'browser',
    clientCode: 'CH',
    clientName: 'Chrome',
    clientVersion: '140.0',
    clientEngine: 'Blink',
    clientEngineVersion: '',
    deviceName: 'desktop',
    deviceBrand: '',
    deviceModel: '',
    countryCode: '--',
    countryName: 'Unknown',
    current: true,
    secret: '',
    mfaUpdatedAt: '',
    ...fields,
  };
}

/** A session in the moment in which it is made: a server is told the secret, which is not its own session's. */
export function expectedNewSession(
  one: Pick<AccountPackage, 'isServer'>,
  fields: Fields & { readonly userId: string },
): Fields {
  return expectedSession({ ...fields, current: !one.isServer, secret: one.isServer ? SECRET : '' });
}

export function expectedToken(userId: string, fields: Fields = {}): Fields {
  return { $id: ID, $createdAt: DATE, userId, secret: '', expire: DATE, phrase: '', ...fields };
}
