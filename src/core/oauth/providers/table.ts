import type { Provider } from '../provider.ts';
import { plainAToG } from './oauth2.ts';
import { plainKToZ } from './oauth2-more.ts';
import { signed } from './oidc.ts';
import { shaped } from './tenant.ts';

const all = { ...plainAToG, ...plainKToZ, ...shaped, ...signed } as const;

export type ProviderKey = keyof typeof all;

/** Every provider there is, by the key that clients call it. */
export const providers: Readonly<Record<ProviderKey, Provider>> = all;

export const providerKeys = Object.keys(all).sort() as readonly ProviderKey[];

export function isProviderKey(key: string): key is ProviderKey {
  return Object.hasOwn(all, key);
}
