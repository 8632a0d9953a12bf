import { z } from 'zod';
import type { GrantTokens } from '../core/device-grants/grant.ts';
import type { Model as HttpModel } from '../http/endpoint.ts';
import type { Call } from './route.ts';

type Model<T> = HttpModel<T, Call>;

const seconds = z.int().meta({ description: 'Lifetime in seconds.' });

type DeviceAuthorization = {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly page: string;
  readonly expiresInSeconds: number;
  readonly pollSeconds: number;
};

/** RFC 8628, section 3.2. */
export const deviceModel: Model<DeviceAuthorization> = {
  name: 'device',
  schema: z.object({
    device_code: z.string().meta({ description: 'Code that the device exchanges for a token.' }),
    user_code: z.string().meta({ description: 'Code that the user types on the verification page.' }),
    verification_uri: z.string(),
    verification_uri_complete: z.string().meta({ description: 'Verification page with the code filled in.' }),
    expires_in: seconds,
    interval: z.int().meta({ description: 'Minimum seconds between two polls of the device.' }),
  }),
  view: ({ deviceCode, userCode, page, expiresInSeconds, pollSeconds }) => ({
    device_code: deviceCode,
    user_code: userCode,
    verification_uri: page,
    verification_uri_complete: `${page}?user_code=${userCode}`,
    expires_in: expiresInSeconds,
    interval: pollSeconds,
  }),
};

type ShownTokens = { readonly tokens: GrantTokens; readonly scopes: readonly string[] };

/** RFC 6749, section 5.1. */
export const tokensModel: Model<ShownTokens> = {
  name: 'tokens',
  schema: z.object({
    access_token: z.string(),
    token_type: z.literal('bearer'),
    expires_in: seconds,
    scope: z.string().meta({ description: 'Scopes, separated by spaces.' }),
    refresh_token: z
      .string()
      .optional()
      .meta({ description: 'Refresh token; missing for the grant type `client_credentials`.' }),
  }),
  view: ({ tokens, scopes }) => ({
    access_token: tokens.accessToken,
    token_type: 'bearer',
    expires_in: tokens.accessSeconds,
    scope: scopes.join(' '),
    ...(tokens.refreshToken !== undefined && { refresh_token: tokens.refreshToken }),
  }),
};

/** RFC 6749, section 5.2. */
export const oauthErrorModel = {
  name: 'oauthError',
  schema: z.object({
    error: z.string().meta({ description: 'Error code, listed in `x-errors`.' }),
    error_description: z.string().meta({ description: 'Error message for people.' }),
  }),
};
