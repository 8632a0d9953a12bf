import { Failure } from '../core/failure.ts';
import { listTargets, type TargetAttribute } from '../core/targets/list.ts';
import { createTarget, getTarget, removeTarget, updateTarget } from '../core/targets/user-targets.ts';
import { id, idInPath, optional } from '../http/param.ts';
import { targetListModel, targetModel } from './models/target.ts';
import * as params from './params.ts';
import { listingOf } from './queries.ts';
import type { QueryAttribute } from './query-values.ts';
import { type Route, route } from './route.ts';

const { userIdInPath: userId } = params;
const targetId = idInPath('Id of the target.');
const read = { tag: 'users', scope: ['users.read', 'targets.read'] } as const;
const write = { tag: 'users', scope: ['users.write', 'targets.write'] } as const;

export const attributes: Readonly<Record<string, QueryAttribute & { readonly core: TargetAttribute }>> = {
  $id: { core: 'id', type: 'text' },
  $sequence: { core: 'sequence', type: 'integer' },
  $createdAt: { core: 'createdAt', type: 'date' },
  $updatedAt: { core: 'updatedAt', type: 'date' },
  userId: { core: 'userId', type: 'text' },
  providerId: { core: 'providerId', type: 'text' },
  identifier: { core: 'identifier', type: 'text' },
  providerType: { core: 'kind', type: 'text' },
};

export const userTargetRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/users/:userId/targets',
    operation: 'usersListTargets',
    summary: 'List the targets of a user',
    ...read,
    params: {
      userId,
      queries: optional(params.queries),
      total: optional(params.looseFlag('Whether to count all matches. Default: true.')),
    },
    model: targetListModel,
    run: (core, actor, { userId: user, ...query }) =>
      listTargets(core, actor, user, listingOf(attributes, query)),
  }),
  route({
    method: 'POST',
    path: '/users/:userId/targets',
    operation: 'usersCreateTarget',
    summary: 'Create a target',
    ...write,
    params: {
      userId,
      targetId: params.newTargetId,
      providerType: params.targetKind,
      identifier: params.identifier,
      providerId: optional(id('Id of the messaging provider; an unknown one is ignored.')),
      name: optional(params.newName),
    },
    status: 201,
    model: targetModel,
    run: (core, actor, { userId: user, targetId: id, providerType: kind, identifier, name }) =>
      createTarget(core, actor, {
        user,
        kind,
        identifier,
        ...(id !== 'unique()' && { id }),
        ...(name !== undefined && { name }),
      }),
  }),
  route({
    method: 'GET',
    path: '/users/:userId/targets/:targetId',
    operation: 'usersGetTarget',
    summary: 'Get a target',
    ...read,
    params: { userId, targetId },
    model: targetModel,
    run: (core, actor, input) => getTarget(core, actor, { user: input.userId, id: input.targetId }),
  }),
  route({
    method: 'PATCH',
    path: '/users/:userId/targets/:targetId',
    operation: 'usersUpdateTarget',
    summary: 'Update a target',
    ...write,
    params: {
      userId,
      targetId,
      identifier: optional(params.identifier),
      providerId: optional(id('Id of the messaging provider.')),
      name: optional(params.newName),
    },
    model: targetModel,
    run: async (core, actor, { userId: user, targetId: id, providerId, ...change }) => {
      // There are no messaging providers, so every id is unknown.
      if (providerId !== undefined) throw new Failure('provider_not_found');
      return updateTarget(core, actor, { user, id, ...change });
    },
  }),
  route({
    method: 'DELETE',
    path: '/users/:userId/targets/:targetId',
    operation: 'usersDeleteTarget',
    summary: 'Delete a target; the email address and phone number of the user stay',
    ...write,
    params: { userId, targetId },
    run: (core, actor, input) => removeTarget(core, actor, { user: input.userId, id: input.targetId }),
  }),
];
