// Generated from the routes by `npm run generate`. Do not edit.

/**
 * Every authentication factor.
 *
 * @example
 * ```ts
 * AuthenticationFactor.Email; // email
 * ```
 */
export const AuthenticationFactor = {
  /** `email` */
  Email: 'email',
  /** `phone` */
  Phone: 'phone',
  /** `totp` */
  Totp: 'totp',
  /** `recoveryCode` */
  RecoveryCode: 'recoveryCode',
  /** `custom` */
  Custom: 'custom',
  /** Former name of `recoveryCode`. */
  Recoverycode: 'recoveryCode',
} as const;
/**
 * Every authentication factor.
 *
 * @example
 * ```ts
 * const one: AuthenticationFactor = 'email';
 * ```
 */
export type AuthenticationFactor = (typeof AuthenticationFactor)[keyof typeof AuthenticationFactor];

/**
 * Every authenticator type.
 *
 * @example
 * ```ts
 * AuthenticatorType.Totp; // totp
 * ```
 */
export const AuthenticatorType = {
  /** `totp` */
  Totp: 'totp',
} as const;
/**
 * Every authenticator type.
 *
 * @example
 * ```ts
 * const one: AuthenticatorType = 'totp';
 * ```
 */
export type AuthenticatorType = (typeof AuthenticatorType)[keyof typeof AuthenticatorType];

/**
 * Every messaging provider type.
 *
 * @example
 * ```ts
 * MessagingProviderType.Email; // email
 * ```
 */
export const MessagingProviderType = {
  /** `email` */
  Email: 'email',
  /** `sms` */
  Sms: 'sms',
  /** `push` */
  Push: 'push',
} as const;
/**
 * Every messaging provider type.
 *
 * @example
 * ```ts
 * const one: MessagingProviderType = 'email';
 * ```
 */
export type MessagingProviderType = (typeof MessagingProviderType)[keyof typeof MessagingProviderType];

/**
 * Every oauth provider.
 *
 * @example
 * ```ts
 * OAuthProvider.Amazon; // amazon
 * ```
 */
export const OAuthProvider = {
  /** `amazon` */
  Amazon: 'amazon',
  /** `apple` */
  Apple: 'apple',
  /** `appwrite` */
  Appwrite: 'appwrite',
  /** `auth0` */
  Auth0: 'auth0',
  /** `authentik` */
  Authentik: 'authentik',
  /** `autodesk` */
  Autodesk: 'autodesk',
  /** `bitbucket` */
  Bitbucket: 'bitbucket',
  /** `bitly` */
  Bitly: 'bitly',
  /** `box` */
  Box: 'box',
  /** `dailymotion` */
  Dailymotion: 'dailymotion',
  /** `discord` */
  Discord: 'discord',
  /** `disqus` */
  Disqus: 'disqus',
  /** `dropbox` */
  Dropbox: 'dropbox',
  /** `etsy` */
  Etsy: 'etsy',
  /** `facebook` */
  Facebook: 'facebook',
  /** `figma` */
  Figma: 'figma',
  /** `fusionauth` */
  Fusionauth: 'fusionauth',
  /** `github` */
  Github: 'github',
  /** `gitlab` */
  Gitlab: 'gitlab',
  /** `google` */
  Google: 'google',
  /** `huggingface` */
  Huggingface: 'huggingface',
  /** `keycloak` */
  Keycloak: 'keycloak',
  /** `kick` */
  Kick: 'kick',
  /** `linkedin` */
  Linkedin: 'linkedin',
  /** `microsoft` */
  Microsoft: 'microsoft',
  /** `notion` */
  Notion: 'notion',
  /** `oidc` */
  Oidc: 'oidc',
  /** `okta` */
  Okta: 'okta',
  /** `paypal` */
  Paypal: 'paypal',
  /** `paypalSandbox` */
  PaypalSandbox: 'paypalSandbox',
  /** `podio` */
  Podio: 'podio',
  /** `salesforce` */
  Salesforce: 'salesforce',
  /** `slack` */
  Slack: 'slack',
  /** `spotify` */
  Spotify: 'spotify',
  /** `stripe` */
  Stripe: 'stripe',
  /** `tradeshift` */
  Tradeshift: 'tradeshift',
  /** `tradeshiftBox` */
  TradeshiftBox: 'tradeshiftBox',
  /** `twitch` */
  Twitch: 'twitch',
  /** `wordpress` */
  Wordpress: 'wordpress',
  /** `x` */
  X: 'x',
  /** `yahoo` */
  Yahoo: 'yahoo',
  /** `yammer` */
  Yammer: 'yammer',
  /** `yandex` */
  Yandex: 'yandex',
  /** `zoho` */
  Zoho: 'zoho',
  /** `zoom` */
  Zoom: 'zoom',
} as const;
/**
 * Every oauth provider.
 *
 * @example
 * ```ts
 * const one: OAuthProvider = 'amazon';
 * ```
 */
export type OAuthProvider = (typeof OAuthProvider)[keyof typeof OAuthProvider];

/**
 * Every password hash.
 *
 * @example
 * ```ts
 * PasswordHash.Sha1; // sha1
 * ```
 */
export const PasswordHash = {
  /** `sha1` */
  Sha1: 'sha1',
  /** `sha224` */
  Sha224: 'sha224',
  /** `sha256` */
  Sha256: 'sha256',
  /** `sha384` */
  Sha384: 'sha384',
  /** `sha512/224` */
  Sha512224: 'sha512/224',
  /** `sha512/256` */
  Sha512256: 'sha512/256',
  /** `sha512` */
  Sha512: 'sha512',
  /** `sha3-224` */
  Sha3224: 'sha3-224',
  /** `sha3-256` */
  Sha3256: 'sha3-256',
  /** `sha3-384` */
  Sha3384: 'sha3-384',
  /** `sha3-512` */
  Sha3512: 'sha3-512',
} as const;
/**
 * Every password hash.
 *
 * @example
 * ```ts
 * const one: PasswordHash = 'sha1';
 * ```
 */
export type PasswordHash = (typeof PasswordHash)[keyof typeof PasswordHash];

/**
 * Every usage range.
 *
 * @example
 * ```ts
 * UsageRange._24h; // 24h
 * ```
 */
export const UsageRange = {
  /** `24h` */
  _24h: '24h',
  /** `30d` */
  _30d: '30d',
  /** `90d` */
  _90d: '90d',
} as const;
/**
 * Every usage range.
 *
 * @example
 * ```ts
 * const one: UsageRange = '24h';
 * ```
 */
export type UsageRange = (typeof UsageRange)[keyof typeof UsageRange];
