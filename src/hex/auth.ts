import type { Core } from '../core/core.ts';
import { ensureUsername } from '../core/usernames/usernames.ts';
import type { Input } from '../http/endpoint.ts';
import { forbidden, unauthorized } from './errors.ts';
import { type KeyOwnerName, keyOwnerModel } from './models.ts';
import { isDomain } from './new-key.ts';
import { mayRead } from './owners.ts';
import { optional, required } from './params.ts';
import { isAllowed } from './permissions.ts';
import { type Call, type HexAnswer, type HexRoute, route } from './route.ts';
import { usernames } from './usernames.ts';

const authParams = {
  domain: required((value) => (isText(value) ? { value } : { error: 'is missing' }), {
    rule: 'must be one of `api`, `repository`, `repositories`, `package` and `docs` for a key to be good for it',
    description: 'Domain of the permission.',
  }),
  resource: optional((value) => ({ value: isText(value) ? value : undefined }), {
    rule: 'may be any text',
    description: 'Resource of the permission; `read` or `write` for the domain `api`.',
  }),
};

export const authRoutes: readonly HexRoute[] = [
  route({
    tag: 'auth',
    method: 'GET',
    path: '/auth',
    operation: 'authCheck',
    summary: 'Check whether the credentials have a permission',
    access: 'verified',
    caching: 'none',
    input: authParams,
    output: {
      status: 200,
      model: keyOwnerModel,
      others: [
        { status: 204, description: 'Allowed, for credentials other than a key. The response has no body.' },
      ],
    },
    run: check,
  }),
];

async function check(
  core: Core,
  call: Call,
  { domain, resource }: Input<typeof authParams>,
): Promise<HexAnswer<KeyOwnerName>> {
  const { caller, actor } = call;
  const named = resource ?? null;
  const permission = { domain, resource: domain === 'api' ? (named ?? 'read') : named };
  if (!isAllowed(caller, permission)) throw unauthorized('key not authorized for this action');
  if (!(await hasAccess(core, call, permission))) throw forbidden('account not authorized for this action');
  if (caller.kind === 'organization')
    return { value: { key: caller.key.name, kind: 'organization', owner: caller.name } };
  if (caller.kind !== 'user' || caller.credential.by !== 'key') return { status: 204 };
  const { username } = await ensureUsername(core, actor, caller.user.id, usernames);
  return { value: { key: caller.credential.key.name, kind: 'user', owner: username } };
}

/** Whether the account still has access to the resource of the permission. */
async function hasAccess(
  core: Core,
  call: Call,
  { domain, resource }: { readonly domain: string; readonly resource: string | null },
): Promise<boolean> {
  if (domain === 'api' || domain === 'repositories') return true;
  if (resource === null || !isDomain(domain)) return false;
  return mayRead(core, call, domain === 'package' ? (resource.split('/')[0] ?? '') : resource);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
