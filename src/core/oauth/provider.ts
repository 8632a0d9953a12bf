import type { ServerMetadata } from 'openid-client';

/** What a project has set up of a provider, opened. */
export type ProviderConfig = {
  readonly appId: string;
  readonly secret: string;
  readonly options: Readonly<Record<string, string>>;
};

/** Who signed in, as the provider has it. Empty is what it did not say. */
export type Profile = {
  readonly uid: string;
  readonly email: string;
  /** Whether the provider has seen that the address belongs to whoever signed in. */
  readonly verified: boolean;
  readonly name: string;
};

/** A JSON value of somebody else, looked into by dotted paths. */
export type Fields = { readonly [name: string]: unknown };

/** Asks the provider for something of whoever signed in. `as` goes before the access token; without it, Bearer. */
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
  /** What came with the tokens. */
  readonly answer: Fields;
  readonly accessToken: string;
};

type FromConfig<T> = T | ((config: ProviderConfig) => T);

/** An option of a setup: what it takes, and whether the provider cannot do without it. */
export type Option = {
  readonly takes: 'host' | 'url' | 'word' | 'prompts' | 'seconds';
  readonly required?: true;
};

type Common = {
  /** What people call it. */
  readonly name: string;
  readonly scopes: readonly string[];
  /** More of the address to which people are sent. */
  readonly extra?: FromConfig<Readonly<Record<string, string>>>;
  /** Whether the exchange is bound to a secret that never leaves this server. */
  readonly pkce?: true;
  readonly options?: Readonly<Record<string, Option>>;
  /** Where the provider stands, of one that an operator points somewhere: part of who somebody is there. */
  readonly issuer?: (config: ProviderConfig) => string;
};

/** OAuth 2.0: whoever signed in is asked for with the access token. */
export type OAuth2Provider = Common & {
  readonly kind: 'oauth2';
  readonly authorize: FromConfig<string>;
  readonly token: FromConfig<string>;
  /** Where tokens are refreshed, if elsewhere. */
  readonly refresh?: FromConfig<string>;
  /** How this server proves itself; without it, in the body. */
  readonly credentials?: 'basic' | 'none';
  /** What stands between scopes; without it, a blank. */
  readonly scopeSeparator?: ',';
  readonly scopeParameter?: string;
  /** Whether the provider knows where to send people back, or takes no name for this machine. */
  readonly redirect?: 'omitted' | 'numeric';
  /** The part of the answer that has the tokens. */
  readonly tokensPath?: string;
  readonly profile: (context: ProfileContext) => Promise<Profile>;
};

/** OpenID Connect: whoever signed in is named in a signed token. */
export type OidcProvider = Common & {
  readonly kind: 'oidc';
  /** Endpoints, or the address of the document that has them. */
  readonly server: (config: ProviderConfig) => ServerMetadata | URL;
  /** What this server proves itself with, if that is made anew each time. */
  readonly secret?: (config: ProviderConfig, now: number) => Promise<string>;
  /** Whether the profile is asked for as well. */
  readonly userInfo?: true;
};

export type Provider = OAuth2Provider | OidcProvider;

export function fromConfig<T extends string | Readonly<Record<string, string>>>(
  value: FromConfig<T>,
  config: ProviderConfig,
): T {
  return typeof value === 'function' ? value(config) : value;
}

/** Whether the operator lets the provider be on this machine or its network. */
export function isAllowedPrivate({ options }: ProviderConfig): boolean {
  return options.allowPrivate === 'on';
}

/** The value at a dotted path. */
export function valueAt(fields: unknown, path: string): unknown {
  let value: unknown = fields;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Fields)[name];
  }
  return value;
}

/** The text or number at a dotted path as a text; empty when there is none. */
export function textAt(fields: unknown, path: string): string {
  const value = valueAt(fields, path);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : '';
}

/** The objects of a list at a dotted path. */
export function listAt(fields: unknown, path: string): readonly Fields[] {
  const value = path === '' ? fields : valueAt(fields, path);
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is Fields => typeof item === 'object' && item !== null);
}
