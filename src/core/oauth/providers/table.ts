import type { Provider } from '../provider.ts';
import { oauth2Providers } from './oauth2.ts';
import { oidcProviders } from './oidc.ts';
import { tenantProviders } from './tenant.ts';

const all = { ...oauth2Providers, ...tenantProviders, ...oidcProviders } as const;

export type ProviderKey = keyof typeof all;

/** Every provider, by its wire name. */
export const providers: Readonly<Record<ProviderKey, Provider>> = all;

export const providerKeys = Object.keys(all).sort() as readonly ProviderKey[];

export function isProviderKey(key: string): key is ProviderKey {
  return Object.hasOwn(all, key);
}
