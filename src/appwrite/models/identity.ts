import { z } from 'zod';
import type { Identity } from '../../core/identities/identity.ts';
import type { Page } from '../../core/listing/listing.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';

export const identityModel: Model<Identity> = {
  name: 'identity',
  schema: z.object({
    $id: z.string(),
    $createdAt: date,
    $updatedAt: date,
    userId: z.string(),
    provider: z.string(),
    providerUid: z.string(),
    providerEmail: z.string(),
    providerAccessToken: z.string(),
    providerAccessTokenExpiry: date,
    providerRefreshToken: z.string(),
  }),
  view: (identity) => ({
    $id: identity.id,
    $createdAt: dateOf(identity.createdAt),
    $updatedAt: dateOf(identity.updatedAt),
    userId: identity.userId,
    provider: identity.provider,
    providerUid: identity.providerUid,
    providerEmail: identity.providerEmail,
    providerAccessToken: identity.providerTokens?.access ?? '',
    providerAccessTokenExpiry: dateOf(identity.sealedTokens.expiresAt),
    providerRefreshToken: identity.providerTokens?.refresh ?? '',
  }),
};

export const identityListModel: Model<Page<Identity>> = {
  name: 'identityList',
  schema: z.object({ total: z.int(), identities: z.array(identityModel.schema) }),
  view: ({ total, rows }, actor) => ({
    total,
    identities: rows.map((identity) => identityModel.view(identity, actor)),
  }),
};
