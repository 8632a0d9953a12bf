import { createPushTarget, removePushTarget, renewPushTarget } from '../core/targets/push-targets.ts';
import { id, idInPath, optional } from '../http/param.ts';
import { targetModel } from './models/target.ts';
import * as params from './params.ts';
import { type Route, route } from './route.ts';
import { self } from './self.ts';

const own = { tag: 'account', scope: 'targets.write', client: true } as const;
const targetId = idInPath('Id of the target.');

/** Push targets of the current user. */
export const accountTargetRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/account/targets/push',
    operation: 'accountCreatePushTarget',
    summary: 'Create a push target for the current device; it is deleted with the session',
    ...own,
    params: {
      targetId: params.newTargetId,
      identifier: params.identifier,
      providerId: optional(id('Id of the messaging provider.')),
    },
    status: 201,
    model: targetModel,
    run: (core, actor, { targetId: id, identifier }) =>
      createPushTarget(core, actor, {
        user: self(actor),
        identifier,
        ...(id !== 'unique()' && { id }),
      }),
  }),
  route({
    method: 'PUT',
    path: '/account/targets/:targetId/push',
    operation: 'accountUpdatePushTarget',
    summary: 'Update the device token of a push target',
    ...own,
    params: { targetId, identifier: params.identifier },
    model: targetModel,
    run: (core, actor, { targetId: id, identifier }) =>
      renewPushTarget(core, actor, { user: self(actor), id, identifier }),
  }),
  route({
    method: 'DELETE',
    path: '/account/targets/:targetId/push',
    operation: 'accountDeletePushTarget',
    summary: 'Delete a push target of the current user',
    ...own,
    params: { targetId },
    run: (core, actor, { targetId: id }) => removePushTarget(core, actor, { user: self(actor), id }),
  }),
];
