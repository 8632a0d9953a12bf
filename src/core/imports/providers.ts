import { isNoProvider, providerKeyOf } from '../../imports/providers.ts';
import { isProviderKey } from '../oauth/providers/table.ts';

/**
 * Returns our name of a provider, null for what is no account elsewhere, and `undefined` for an unknown name. `named`
 * has what the operator says, which comes first.
 */
export function providerOf(
  theirs: string,
  issuer: string | undefined,
  named: Readonly<Record<string, string | null>>,
): string | null | undefined {
  if (Object.hasOwn(named, theirs)) return named[theirs];
  if (isNoProvider(theirs)) return null;
  const name = providerKeyOf(theirs) ?? theirs.toLowerCase();
  if (isProviderKey(name)) return name;
  return issuer === undefined ? undefined : 'oidc';
}
