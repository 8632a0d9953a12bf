import { z } from 'zod';
import type { Page } from '../../core/listing/listing.ts';
import type { Target } from '../../core/targets/target.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';

export const targetModel: Model<Target> = {
  name: 'target',
  schema: z.object({
    $id: z.string().describe('Id.'),
    $createdAt: date('Time of creation.'),
    $updatedAt: date('Time of the last change.'),
    name: z.string().describe('Name of the target, such as that of a device.'),
    userId: z.string().describe('Id of the user.'),
    providerId: z.string().nullable().describe('Id of the messaging provider; null for the default one.'),
    providerType: z.string().describe('`email`, `sms` or `push`.'),
    identifier: z.string().describe('The address, number or token.'),
    expired: z.boolean().describe('Whether messages no longer reach it.'),
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
  schema: z.object({
    total: z.int().describe('Number of matches over all pages, counted up to 5,000.'),
    targets: z.array(targetModel.schema).describe('The targets of this page.'),
  }),
  view: ({ total, rows }, actor) => ({
    total,
    targets: rows.map((target) => targetModel.view(target, actor)),
  }),
};
