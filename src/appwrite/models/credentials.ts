import { z } from 'zod';
import type { Factors } from '../../core/factors/factors.ts';
import type { SentToken } from '../../core/sign-in/sent.ts';
import type { Token } from '../../core/tokens/token.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';

/** Only servers see the secret: to clients it is sent another way. */
export const tokenModel: Model<SentToken> = {
  name: 'token',
  schema: z.object({
    $id: z.string(),
    $createdAt: date,
    userId: z.string(),
    secret: z.string(),
    expire: date,
    phrase: z.string(),
  }),
  view: ({ token, secret, phrase }, actor) => ({
    $id: token.id,
    $createdAt: dateOf(token.createdAt),
    userId: token.userId,
    secret: actor.kind === 'key' ? secret : '',
    expire: dateOf(token.expiresAt),
    phrase: phrase ?? '',
  }),
};

/** One that was redeemed. */
export const usedTokenModel: Model<Token> = {
  ...tokenModel,
  view: (token, actor) => tokenModel.view({ token, secret: '' }, actor),
};

export const jwtModel: Model<string> = {
  name: 'jwt',
  schema: z.object({ jwt: z.string() }),
  view: (jwt) => ({ jwt }),
};

export const factorsModel: Model<Factors> = {
  name: 'mfaFactors',
  schema: z.object({ totp: z.boolean(), phone: z.boolean(), email: z.boolean(), recoveryCode: z.boolean() }),
  view: (factors) => factors,
};

export const recoveryCodesModel: Model<readonly string[]> = {
  name: 'mfaRecoveryCodes',
  schema: z.object({ recoveryCodes: z.array(z.string()) }),
  view: (recoveryCodes) => ({ recoveryCodes }),
};
