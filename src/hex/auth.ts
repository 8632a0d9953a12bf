import type { Core } from '../core/core.ts';
import { hexUserOf } from '../core/usernames/usernames.ts';
import { badRequest, forbidden, unauthorized } from './errors.ts';
import { isDomain } from './new-key.ts';
import { mayRead } from './owners.ts';
import { isAllowed } from './permissions.ts';
import type { Call, HexAnswer, HexRoute } from './route.ts';

export const authRoutes: readonly HexRoute[] = [
  {
    tag: 'auth',
    method: 'GET',
    path: '/auth',
    operation: 'authCheck',
    summary: 'Ask what a key is good for',
    access: 'verified',
    cached: false,
    run: check,
  },
];

async function check(core: Core, call: Call): Promise<HexAnswer> {
  const { caller, query, actor } = call;
  const { domain, resource } = query;
  if (typeof domain !== 'string' || domain === '') throw badRequest('missing required parameters: "domain"');
  const named = typeof resource === 'string' && resource !== '' ? resource : null;
  const required = { domain, resource: domain === 'api' ? (named ?? 'read') : named };
  if (!isAllowed(caller, required)) throw unauthorized('key not authorized for this action');
  if (!(await isTheirs(core, call, required))) throw forbidden('account not authorized for this action');
  if (caller.kind === 'organization') return keyAnswer(caller.key.name, 'organization', caller.name);
  if (caller.kind !== 'user' || caller.credential.by !== 'key') return { status: 204 };
  return keyAnswer(
    caller.credential.key.name,
    'user',
    (await hexUserOf(core, actor, caller.user.id)).username,
  );
}

function keyAnswer(name: string, type: 'user' | 'organization', owner: string): HexAnswer {
  return { status: 200, body: { key: { name, owner: { type, name: owner } } } };
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
