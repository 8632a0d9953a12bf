import { z } from 'zod';
import type { Page } from '../../core/listing/listing.ts';
import type { Target } from '../../core/targets/target.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';

export const targetModel: Model<Target> = {
  name: 'target',
  schema: z.object({
    $id: z.string(),
    $createdAt: date,
    $updatedAt: date,
    name: z.string(),
    userId: z.string(),
    providerId: z.string().nullable(),
    providerType: z.string(),
    identifier: z.string(),
    expired: z.boolean(),
  }),
  view: (target) => ({
    $id: target.id,
    $createdAt: dateOf(target.createdAt),
    $updatedAt: dateOf(target.updatedAt),
    name: target.name,
    userId: target.userId,
    providerId: target.providerId,
    providerType: target.kind,
    identifier: target.identifier,
    expired: target.expiredAt !== null,
  }),
};

export const targetListModel: Model<Page<Target>> = {
  name: 'targetList',
  schema: z.object({ total: z.int(), targets: z.array(targetModel.schema) }),
  view: ({ total, rows }, actor) => ({
    total,
    targets: rows.map((target) => targetModel.view(target, actor)),
  }),
};
