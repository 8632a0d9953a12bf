import { removeIdentity } from '../core/identities/identities.ts';
import { type IdentityAttribute, listIdentities } from '../core/identities/list.ts';
import { idInPath, optional } from '../http/param.ts';
import { identityListModel } from './models/identity.ts';
import * as params from './params.ts';
import { listingOf } from './queries.ts';
import type { QueryAttribute } from './query-values.ts';
import { type Route, route } from './route.ts';
import { self } from './self.ts';

const identityId = idInPath('Id of the identity.');
const search = {
  ...params.search,
  description: 'Prefix of the id, the provider, the id of the user at the provider, or the email address.',
};
const total = optional(params.looseFlag('Whether to count all matches, up to 5,000. Default: true.'));

export const attributes: Readonly<Record<string, QueryAttribute & { readonly core: IdentityAttribute }>> = {
  $id: { core: 'id', type: 'text' },
  $sequence: { core: 'sequence', type: 'integer' },
  $createdAt: { core: 'createdAt', type: 'date' },
  $updatedAt: { core: 'updatedAt', type: 'date' },
  userId: { core: 'userId', type: 'text' },
  provider: { core: 'provider', type: 'text' },
  providerUid: { core: 'providerUid', type: 'text' },
  providerEmail: { core: 'providerEmail', type: 'text' },
  providerAccessTokenExpiry: { core: 'accessExpiresAt', type: 'date' },
};

/** External identities, for servers and for the current user. */
export const identityRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/users/identities',
    operation: 'usersListIdentities',
    summary: 'List the identities of all users',
    tag: 'users',
    scope: 'users.read',
    params: { queries: optional(params.queries), search: optional(search), total },
    model: identityListModel,
    run: (core, actor, query) => listIdentities(core, actor, listingOf(attributes, query)),
  }),
  route({
    method: 'DELETE',
    path: '/users/identities/:identityId',
    operation: 'usersDeleteIdentity',
    summary: 'Delete an identity; sessions stay',
    tag: 'users',
    scope: 'users.write',
    params: { identityId },
    run: (core, actor, input) => removeIdentity(core, actor, { id: input.identityId }),
  }),
  route({
    method: 'GET',
    path: '/account/identities',
    operation: 'accountListIdentities',
    summary: 'List the identities of the current user',
    tag: 'account',
    scope: 'account',
    client: true,
    params: { queries: optional(params.queries), total },
    model: identityListModel,
    run: (core, actor, query) => listIdentities(core, actor, listingOf(attributes, query), self(actor)),
  }),
  route({
    method: 'DELETE',
    path: '/account/identities/:identityId',
    operation: 'accountDeleteIdentity',
    summary: 'Delete an identity of the current user; sessions stay',
    tag: 'account',
    scope: 'account',
    client: true,
    params: { identityId },
    run: (core, actor, input) => removeIdentity(core, actor, { id: input.identityId, owner: self(actor) }),
  }),
];
