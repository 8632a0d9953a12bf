import type { ServerMetadata } from 'openid-client';

/** A project's configuration of a provider, unsealed. */
export type ProviderConfig = {
  readonly appId: string;
  readonly secret: string;
  readonly options: Readonly<Record<string, string>>;
};

/** The profile at the provider. Unknown fields are empty. */
export type Profile = {
  readonly uid: string;
  readonly email: string;
  /** Whether the provider has verified that the address belongs to the account. */
  readonly verified: boolean;
  readonly name: string;
};

/** A JSON value of a provider, read by dotted paths. */
export type Fields = { readonly [name: string]: unknown };

/** Requests a resource with the access token. `as` is the authorization scheme, Bearer by default. */
export type ProviderGet = (
  url: string,
  more?: {
    readonly scheme?: string;
    readonly method?: 'GET' | 'POST';
    readonly headers?: Readonly<Record<string, string>>;
  },
) => Promise<Fields>;

export type ProfileContext = {
  readonly get: ProviderGet;
  readonly config: ProviderConfig;
  /** The token response. */
  readonly answer: Fields;
  readonly accessToken: string;
};

type FromConfig<T> = T | ((config: ProviderConfig) => T);

/** An option of a configuration: its format, and whether it is required. */
export type Option = {
  readonly takes: 'host' | 'url' | 'word' | 'prompts' | 'seconds' | 'switch' | 'clientIds';
  readonly required?: true;
};

/** Where ID tokens come from: the accepted issuers and the URL of their keys, or a discovery document. */
export type IdTokenIssuer = URL | { readonly issuers: readonly string[]; readonly keys: string };

/** Sign-in with an ID token that an app got from the provider itself. */
export type NativeFlow = {
  readonly issuer: (config: ProviderConfig) => IdTokenIssuer;
  /** Whether a token must have a nonce. */
  readonly nonce: 'required' | 'optional';
};

/** The options of providers with a native flow. Client ids are those of apps, separated by commas. */
export const nativeOptions = {
  nativeEnabled: { takes: 'switch' },
  nativeClientIds: { takes: 'clientIds' },
} as const satisfies Readonly<Record<string, Option>>;

type Common = {
  /** The display name. */
  readonly name: string;
  readonly scopes: readonly string[];
  /** Additional parameters of the authorization URL. */
  readonly extra?: FromConfig<Readonly<Record<string, string>>>;
  /** Whether the exchange uses PKCE. */
  readonly pkce?: true;
  readonly options?: Readonly<Record<string, Option>>;
  readonly native?: NativeFlow;
  /** The issuer of a self-hosted provider: part of the identity's key. */
  readonly issuer?: (config: ProviderConfig) => string;
};

/** OAuth 2.0: the profile is requested with the access token. */
export type OAuth2Provider = Common & {
  readonly kind: 'oauth2';
  readonly authorize: FromConfig<string>;
  readonly token: FromConfig<string>;
  /** The endpoint for refreshing, if different. */
  readonly refresh?: FromConfig<string>;
  /** Client authentication; in the body by default. */
  readonly credentials?: 'basic' | 'none';
  /** The separator of scopes; a blank by default. */
  readonly scopeSeparator?: ',';
  readonly scopeParameter?: string;
  /** Whether the redirect URI is left out, or must use a numeric loopback address. */
  readonly redirect?: 'omitted' | 'numeric';
  /** The part of the response with the tokens. */
  readonly tokensPath?: string;
  readonly profile: (context: ProfileContext) => Promise<Profile>;
};

/** OpenID Connect: the profile comes from the ID token. */
export type OidcProvider = Common & {
  readonly kind: 'oidc';
  /** The endpoints, or the URL of the discovery document. */
  readonly server: (config: ProviderConfig) => ServerMetadata | URL;
  /** Creates the client secret, if it is generated for each request. */
  readonly secret?: (config: ProviderConfig, now: number) => Promise<string>;
  /** Whether the userinfo endpoint is requested as well. */
  readonly userInfo?: true;
};

export type Provider = OAuth2Provider | OidcProvider;

export function fromConfig<T extends string | Readonly<Record<string, string>>>(
  value: FromConfig<T>,
  config: ProviderConfig,
): T {
  return typeof value === 'function' ? value(config) : value;
}

/** Reports whether the operator allows the provider on a private address. */
export function isAllowedPrivate({ options }: ProviderConfig): boolean {
  return options.allowPrivate === 'on';
}

/** Returns the value at a dotted path. */
export function valueAt(fields: unknown, path: string): unknown {
  let value: unknown = fields;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Fields)[name];
  }
  return value;
}

/** Returns the text or number at a dotted path as a text; empty when there is none. */
export function textAt(fields: unknown, path: string): string {
  const value = valueAt(fields, path);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : '';
}

/** Returns the objects of a list at a dotted path. */
export function listAt(fields: unknown, path: string): readonly Fields[] {
  const value = path === '' ? fields : valueAt(fields, path);
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is Fields => typeof item === 'object' && item !== null);
}
