import { z } from 'zod';
import { may } from '../../core/actor.ts';
import type { Factors } from '../../core/factors/factors.ts';
import type { SentToken } from '../../core/sign-in/sent.ts';
import type { Token } from '../../core/tokens/token.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';

/** Only servers get the secret; users receive it by message. */
export const tokenModel: Model<SentToken> = {
  name: 'token',
  schema: z.object({
    $id: z.string().describe('Id.'),
    $createdAt: date('Time of creation.'),
    userId: z
      .string()
      .describe(
        'Id with which the token is redeemed: that of the user, or for callers without a key the one that was asked for.',
      ),
    secret: z.string().describe('Secret of the token; empty for callers without a key.'),
    expire: date('Time of expiry.'),
    phrase: z.string().describe('Security phrase of the message; empty unless the request asked for one.'),
  }),
  view: ({ token, secret, phrase }, actor) => ({
    $id: token.id,
    $createdAt: dateOf(token.createdAt),
    userId: token.alias ?? token.userId,
    secret: actor.kind === 'key' ? secret : '',
    expire: dateOf(token.expiresAt),
    phrase: phrase ?? '',
  }),
};

/** A token that sets a password: its secret is only for keys that may do so themselves. */
export const privilegedTokenModel: Model<SentToken> = {
  ...tokenModel,
  view: (sent, actor) => tokenModel.view(may(actor, 'users.write') ? sent : { ...sent, secret: '' }, actor),
};

/** A redeemed token: the holder of its secret may know its user. */
export const usedTokenModel: Model<Token> = {
  ...tokenModel,
  view: (token, actor) => tokenModel.view({ token: { ...token, alias: null }, secret: '' }, actor),
};

export const jwtModel: Model<string> = {
  name: 'jwt',
  schema: z.object({ jwt: z.string().describe('Signed token that authenticates the user.') }),
  view: (jwt) => ({ jwt }),
};

export const factorsModel: Model<Factors> = {
  name: 'mfaFactors',
  schema: z.object({
    totp: z.boolean().describe('Whether the user has an authenticator.'),
    phone: z.boolean().describe('Whether a code can be sent by phone.'),
    email: z.boolean().describe('Whether a code can be sent by email.'),
    recoveryCode: z.boolean().describe('Whether the user has recovery codes.'),
    custom: z.boolean().describe('Whether a server of the project delivers codes in its own way.'),
  }),
  view: (factors) => factors,
};

export const recoveryCodesModel: Model<readonly string[]> = {
  name: 'mfaRecoveryCodes',
  schema: z.object({ recoveryCodes: z.array(z.string()).describe('The codes. Each works once.') }),
  view: (recoveryCodes) => ({ recoveryCodes }),
};
