import { getAdmin, listAdmins, removeAdmin, setGrants } from '../core/admins/admins.ts';
import { createResetLink, inviteAdmin } from '../core/admins/links.ts';
import { optional } from '../http/param.ts';
import { type AdminWithLink, adminListModel, adminModel, adminWithLinkModel } from './models.ts';
import { email, grants, idInPath, name } from './params.ts';
import { type AdminEndpoint, endpoint } from './route.ts';

const tag = 'admins';
const mayWrite = { access: { permission: 'admins.write' }, isDangerous: true } as const;
const id = idInPath('Id of the administrator.');

/** Endpoints of administrators. */
export const adminRoutes: readonly AdminEndpoint[] = [
  endpoint({
    ...{ method: 'GET', path: '/admins', operation: 'listAdmins', summary: 'List the administrators' },
    ...{ tag, meta: { access: { permission: 'admins.read' } }, input: {} },
    output: { status: 200, model: adminListModel },
    run: async (core) => ({ rows: await listAdmins(core) }),
  }),
  endpoint({
    ...{ method: 'POST', path: '/admins', operation: 'inviteAdmin', summary: 'Invite an administrator' },
    ...{ tag, meta: mayWrite, input: { email, name: optional(name), grants } },
    output: { status: 201, model: adminWithLinkModel },
    run: (core, { actor }, input) => inviteAdmin(core, actor, input),
  }),
  endpoint({
    ...{ method: 'PATCH', path: '/admins/:admin', operation: 'updateAdmin', summary: 'Replace the roles' },
    ...{ tag, meta: mayWrite, input: { admin: id, grants } },
    output: { status: 200, model: adminModel },
    run: (core, { actor }, input) => setGrants(core, actor, { id: input.admin, grants: input.grants }),
  }),
  endpoint({
    ...{
      method: 'POST',
      path: '/admins/:admin/reset',
      operation: 'resetAdmin',
      summary: 'Make a link that sets a password',
    },
    ...{ tag, meta: mayWrite, input: { admin: id } },
    output: { status: 201, model: adminWithLinkModel },
    run: async (core, { actor }, input): Promise<AdminWithLink> => {
      const secret = await createResetLink(core, actor, input.admin);
      return { admin: await getAdmin(core, input.admin), secret };
    },
  }),
  endpoint({
    ...{
      method: 'DELETE',
      path: '/admins/:admin',
      operation: 'deleteAdmin',
      summary: 'Remove an administrator',
    },
    ...{ tag, meta: mayWrite, input: { admin: id } },
    output: { status: 204 },
    run: (core, { actor }, input) => removeAdmin(core, actor, input.admin),
  }),
];
