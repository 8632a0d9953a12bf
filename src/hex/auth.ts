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

const asked = {
  domain: required((value) => (isText(value) ? { value } : { error: 'is missing' }), {
    rule: 'must be one of `api`, `repository`, `repositories`, `package` and `docs` for a key to be good for it',
    description: 'What it is about.',
  }),
  resource: optional((value) => ({ value: isText(value) ? value : undefined }), {
    rule: 'may be any text',
    description: 'Which one, or of `api` what is done: `read` or `write`.',
  }),
};

export const authRoutes: readonly HexRoute[] = [
  route({
    tag: 'auth',
    method: 'GET',
    path: '/auth',
    operation: 'authCheck',
    summary: 'Ask what a key is good for',
    access: 'verified',
    caching: 'none',
    input: asked,
    output: {
      status: 200,
      model: keyOwnerModel,
      others: [{ status: 204, description: 'It is allowed, and no key was shown; the answer has no body.' }],
    },
    run: check,
  }),
];

async function check(
  core: Core,
  call: Call,
  { domain, resource }: Input<typeof asked>,
): Promise<HexAnswer<KeyOwnerName>> {
  const { caller, actor } = call;
  const named = resource ?? null;
  const wanted = { domain, resource: domain === 'api' ? (named ?? 'read') : named };
  if (!isAllowed(caller, wanted)) throw unauthorized('key not authorized for this action');
  if (!(await isTheirs(core, call, wanted))) throw forbidden('account not authorized for this action');
  if (caller.kind === 'organization')
    return { value: { key: caller.key.name, kind: 'organization', owner: caller.name } };
  if (caller.kind !== 'user' || caller.credential.by !== 'key') return { status: 204 };
  const { username } = await ensureUsername(core, actor, caller.user.id, usernames);
  return { value: { key: caller.credential.key.name, kind: 'user', owner: username } };
}

/** Whether the account itself has what the key was made for. */
async function isTheirs(
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
