import type { ProviderKey } from '../../src/core/oauth/providers/table.ts';

/** What a provider is asked and answers, and what is made of it. */
export type Row = {
  readonly options?: Readonly<Record<string, string>>;
  readonly authorize: string;
  /** Of the address to which people are sent, beside what all have. */
  readonly query?: Readonly<Record<string, string>>;
  readonly token: string;
  readonly refresh?: string;
  /** How this server proves itself; without it, in the body. */
  readonly by?: 'basic' | 'none';
  readonly pkce?: true;
  /** What the token comes in, if not at the top. */
  readonly answer?: object;
  /** The requests with the token, and their answers. */
  readonly asks: Readonly<Record<string, object>>;
  /** What goes with them, beside `Bearer`. */
  readonly sends?: Readonly<Record<string, string>>;
  readonly profile: readonly [uid: string, email: string, verified: boolean, name: string];
};

export type OAuth2Key = Exclude<ProviderKey, 'apple' | 'oidc' | 'zoho'>;

export const KNOWN = 'openid profile email';
export const OFFLINE = 'openid profile email offline_access';
export const claims = { sub: 'u1', email: 'a@b.co', email_verified: true, name: 'Ann' };
export const sure = ['u1', 'a@b.co', true, 'Ann'] as const;
export const unsure = ['u1', 'a@b.co', false, 'Ann'] as const;
export const id = { id: 'u1', email: 'a@b.co', name: 'Ann' };

export const hosted = (base: string, [authorize, token, user]: readonly [string, string, string]): Row => ({
  authorize: base + authorize,
  token: base + token,
  query: { scope: OFFLINE },
  pkce: true,
  asks: { [base + user]: claims },
  profile: sure,
});

export const one = (
  [authorize, token, ask]: readonly [string, string, string],
  answer: object,
  more: Partial<Row> = {},
): Row => ({ authorize, token, asks: { [ask]: answer }, profile: unsure, ...more });
