import { Failure } from '../core/failure.ts';
import { removeIdentity } from '../core/identities/identities.ts';
import { listIdentities } from '../core/identities/list.ts';
import { listMembershipsOf } from '../core/memberships/list.ts';
import { listTargets } from '../core/targets/list.ts';
import { createTarget, removeTarget } from '../core/targets/user-targets.ts';
import { exportUser, exportUserPage } from '../core/users/bundle.ts';
import { getErasure } from '../core/users/erase.ts';
import { getMetadata, setMetadata } from '../core/users/keep-metadata.ts';
import { getUser, removeUser } from '../core/users/users.ts';
import { optional } from '../http/param.ts';
import * as userParams from '../http/user-params.ts';
import { historyPageModel, historyPageParams } from './history.ts';
import { ifUnchanged } from './if-match.ts';
import { listOwned, pageParams } from './lists.ts';
import { idInPath, projectInPath } from './params.ts';
import { JSON_TYPE } from './refuse.ts';
import { type AdminEndpoint, endpoint, Streamed } from './route.ts';
import { listUserHistory } from './user-history.ts';
import { shownUserModel } from './user-model.ts';
import {
  erasureModel,
  identityListModel,
  membershipListModel,
  metadataModel,
  targetListModel,
  targetModel,
} from './user-parts-models.ts';

const tag = 'users';
const path = '/projects/:project/users/:user';
const ofUser = { project: projectInPath, user: userParams.userIdInPath };
const mayRead = { access: { permission: 'users.read' } } as const;
const mayWrite = { access: { permission: 'users.write' } } as const;

const METADATA_FIELDS = ['readOnly', 'private'] as const;

/** Endpoints of what belongs to a user: identities, memberships, targets, history. */
export const userPartRoutes: readonly AdminEndpoint[] = [
  endpoint({
    ...{ method: 'GET', path: `${path}/identities`, operation: 'listUserIdentities' },
    ...{ summary: 'List the accounts at providers that a user signs in with', tag, meta: mayRead },
    input: { ...ofUser, ...pageParams },
    output: { status: 200, model: identityListModel },
    run: async (core, { actor }, { user, ...input }) => {
      await getUser(core, actor, user);
      return listOwned(input, (listing) => listIdentities(core, actor, listing, user));
    },
  }),
  endpoint({
    ...{ method: 'DELETE', path: `${path}/identities/:identity`, operation: 'deleteUserIdentity' },
    ...{ summary: 'Unlink an account at a provider', tag },
    meta: { access: { permission: 'users.credentials' } },
    input: { ...ofUser, identity: idInPath('Id of the identity.') },
    output: { status: 204 },
    run: (core, { actor }, { user: owner, identity: id }) => removeIdentity(core, actor, { id, owner }),
  }),
  endpoint({
    ...{ method: 'GET', path: `${path}/memberships`, operation: 'listUserMemberships' },
    ...{ summary: 'List the memberships of a user, open invitations included', tag, meta: mayRead },
    input: { ...ofUser, ...pageParams },
    output: { status: 200, model: membershipListModel },
    run: (core, { actor }, { user, ...input }) =>
      listOwned(input, (listing) => listMembershipsOf(core, actor, user, listing)),
  }),
  endpoint({
    ...{ method: 'GET', path: `${path}/targets`, operation: 'listUserTargets' },
    ...{ summary: 'List the targets of a user', tag, meta: mayRead },
    input: { ...ofUser, ...pageParams },
    output: { status: 200, model: targetListModel },
    run: (core, { actor }, { user, ...input }) =>
      listOwned(input, (listing) => listTargets(core, actor, user, listing)),
  }),
  endpoint({
    ...{ method: 'POST', path: `${path}/targets`, operation: 'createUserTarget' },
    ...{ summary: 'Create a target', tag, meta: mayWrite },
    input: {
      ...ofUser,
      kind: userParams.targetKind,
      identifier: userParams.identifier,
      name: optional(userParams.name),
    },
    output: { status: 201, model: targetModel },
    run: (core, { actor }, { project: _project, ...input }) => createTarget(core, actor, input),
  }),
  endpoint({
    ...{ method: 'DELETE', path: `${path}/targets/:target`, operation: 'deleteUserTarget' },
    ...{ summary: 'Delete a target; email address and phone number stay', tag, meta: mayWrite },
    input: { ...ofUser, target: idInPath('Id of the target.') },
    output: { status: 204 },
    run: (core, { actor }, { user, target: id }) => removeTarget(core, actor, { user, id }),
  }),
  endpoint({
    ...{ method: 'GET', path: `${path}/metadata`, operation: 'getUserMetadata' },
    ...{ summary: 'Get what servers keep about a user, who cannot change it', tag, meta: mayRead },
    input: ofUser,
    output: { status: 200, model: metadataModel },
    run: (core, { actor }, { user }) => getMetadata(core, actor, user),
  }),
  endpoint({
    ...{ method: 'PUT', path: `${path}/metadata`, operation: 'updateUserMetadata' },
    ...{ summary: 'Replace one or both objects of the metadata of a user', tag, meta: mayWrite },
    input: {
      ...ofUser,
      readOnly: optional(userParams.metadata('What the user may read; it replaces all earlier.')),
      private: optional(userParams.metadata('What the user may not read; it replaces all earlier.')),
    },
    output: { status: 200, model: shownUserModel },
    run: (core, call, { user: id, readOnly, private: hidden }) => {
      if (readOnly === undefined && hidden === undefined)
        throw new Failure({ code: 'argument_invalid', rule: 'one_of_required', fields: METADATA_FIELDS });
      return ifUnchanged(core, call, id, (unchangedSince) =>
        setMetadata(core, call.actor, { id, readOnly, private: hidden, unchangedSince }),
      );
    },
  }),
  endpoint({
    ...{ method: 'GET', path: `${path}/history`, operation: 'listUserHistory' },
    ...{ summary: 'List what was done to a user, newest first', tag },
    meta: { access: { permission: 'history.read' } },
    input: { ...ofUser, ...historyPageParams },
    output: { status: 200, model: historyPageModel },
    run: (core, { actor }, { user, cursor, limit }) => listUserHistory(core, actor, { user, cursor, limit }),
  }),
  endpoint({
    ...{ method: 'GET', path: `${path}/export`, operation: 'exportUser' },
    ...{ summary: 'Export all rows about a user, without secrets', tag },
    meta: { access: { permission: 'users.export' }, isDangerous: true },
    input: ofUser,
    output: { status: 200, description: 'A JSON document with the rows of each table.' },
    run: async (core, { actor }, { user }) => new Streamed(JSON_TYPE, await exportUser(core, actor, user)),
  }),
  endpoint({
    ...{ method: 'GET', path: `${path}/export/page`, operation: 'exportUserPage' },
    ...{ summary: 'Export the same as a page that people read', tag },
    meta: { access: { permission: 'users.export' }, isDangerous: true },
    input: ofUser,
    output: { status: 200, description: 'A page in HTML, without scripts.' },
    run: async (core, { actor }, { user }) =>
      new Streamed(HTML_TYPE, await exportUserPage(core, actor, user), asFile(`${user}.html`)),
  }),
  endpoint({
    ...{ method: 'POST', path: `${path}/erase`, operation: 'eraseUser' },
    summary: 'Delete a user; what is personal in the history is erased soon after',
    ...{ tag, meta: { access: { permission: 'users.delete' }, isDangerous: true }, input: ofUser },
    output: { status: 202, model: erasureModel },
    run: async (core, { actor }, { user }) => {
      await removeUser(core, actor, user);
      return getErasure(core, actor, user);
    },
  }),
  endpoint({
    ...{ method: 'GET', path: `${path}/erasure`, operation: 'getErasure' },
    summary: 'Get the signed receipt of the erasure of a deleted user, once it is complete',
    ...{ tag, meta: { access: { permission: 'users.delete' } }, input: ofUser },
    output: { status: 200, model: erasureModel },
    run: (core, { actor }, { user }) => getErasure(core, actor, user),
  }),
];

const HTML_TYPE = 'text/html; charset=utf-8';

/** A browser keeps it as a file, and shows it without scripts where it does not. */
function asFile(name: string): Readonly<Record<string, string>> {
  return {
    'Content-Disposition': `attachment; filename="${name}"`,
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  };
}
