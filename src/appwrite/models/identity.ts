import { z } from 'zod';
import type { Actor } from '../../core/actor.ts';
import type { Identity } from '../../core/identities/identity.ts';
import type { Page } from '../../core/listing/listing.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';
import { seesProviderTokens } from './provider-tokens.ts';

export const identityModel: Model<Identity> = {
  name: 'identity',
  schema: z.object({
    $id: z.string().describe('Id.'),
    $createdAt: date('Time of creation.'),
    $updatedAt: date('Time of the last change.'),
    userId: z.string().describe('Id of the user.'),
    provider: z.string().describe('Name of the provider.'),
    providerUid: z.string().describe('Id of the user at the provider.'),
    providerEmail: z.string().describe('Email address of the user at the provider.'),
    providerAccessToken: z.string().describe('Access token for the API of the provider.'),
    providerAccessTokenExpiry: date('Expiry of the access token.'),
    providerRefreshToken: z.string().describe('Token that refreshes the access token.'),
    providerIdToken: z.string().describe('ID token of the latest sign-in with one; empty if there was none.'),
  }),
  view: (identity, actor) => ({
    $id: identity.id,
    $createdAt: dateOf(identity.createdAt),
    $updatedAt: dateOf(identity.updatedAt),
    userId: identity.userId,
    provider: identity.provider,
    providerUid: identity.providerUid,
    providerEmail: identity.providerEmail,
    providerAccessToken: tokensFor(identity, actor)?.access ?? '',
    providerAccessTokenExpiry: dateOf(identity.sealedTokens.expiresAt),
    providerRefreshToken: tokensFor(identity, actor)?.refresh ?? '',
    providerIdToken: tokensFor(identity, actor)?.idToken ?? '',
  }),
};

function tokensFor({ userId, providerTokens }: Identity, actor: Actor) {
  return seesProviderTokens(actor, userId) ? providerTokens : undefined;
}

export const identityListModel: Model<Page<Identity>> = {
  name: 'identityList',
  schema: z.object({
    total: z.int().describe('Number of matches over all pages, counted up to 5,000.'),
    identities: z.array(identityModel.schema).describe('The identities of this page.'),
  }),
  view: ({ total, rows }, actor) => ({
    total,
    identities: rows.map((identity) => identityModel.view(identity, actor)),
  }),
};
