import type { Core } from '../core/core.ts';
import type { UserKey } from '../core/user-keys/user-key.ts';
import {
  createUserKey,
  findUserKey,
  listUserKeys,
  revokeUserKey,
  revokeUserKeys,
} from '../core/user-keys/user-keys.ts';
import type { Caller } from './callers.ts';
import { badRequest, notFound } from './errors.ts';
import { newKeyIn } from './new-key.ts';
import { mayRead, ownerOf } from './owners.ts';
import type { Call, HexAnswer, HexRoute } from './route.ts';
import { keyView } from './views.ts';

/** The same five for users and for organizations. */
export const keyRoutes: readonly HexRoute[] = [
  ...routesUnder('/keys', 'keys', 'own keys'),
  ...routesUnder('/orgs/:organization/keys', 'organizationKeys', 'keys of an organization'),
];

function routesUnder(path: string, name: string, whose: string): readonly HexRoute[] {
  const about = { tag: name, cached: true } as const;
  return [
    {
      ...about,
      method: 'GET',
      path,
      operation: `${name}List`,
      summary: `List the ${whose} that are of use`,
      access: 'verified',
      need: 'read',
      run: list,
    },
    {
      ...about,
      method: 'GET',
      path: `${path}/:name`,
      operation: `${name}Get`,
      summary: `Get one of the ${whose}`,
      access: 'verified',
      need: 'read',
      run: show,
    },
    {
      ...about,
      method: 'POST',
      path,
      operation: `${name}Create`,
      summary: `Add to the ${whose}`,
      access: 'signed-in',
      need: 'write',
      run: create,
    },
    {
      ...about,
      method: 'DELETE',
      path: `${path}/:name`,
      operation: `${name}Revoke`,
      summary: `Revoke one of the ${whose}`,
      access: 'verified',
      need: 'write',
      run: revoke,
    },
    {
      ...about,
      cached: false,
      method: 'DELETE',
      path,
      operation: `${name}RevokeAll`,
      summary: `Revoke all ${whose}, the one that is shown among them`,
      access: 'verified',
      need: 'write',
      run: revokeAll,
    },
  ];
}

async function list(core: Core, call: Call): Promise<HexAnswer> {
  const owner = await ownerOf(core, call, 'read');
  const keys = await listUserKeys(core, call.actor.project.id, owner);
  const authing = authenticatingKey(call.caller);
  return { status: 200, body: keys.map((key) => keyView(key, call.base, { authing })) };
}

async function show(core: Core, call: Call): Promise<HexAnswer> {
  const owner = await ownerOf(core, call, 'read');
  const key = await findUserKey(core, call.actor.project.id, owner, call.path.name ?? '');
  if (!key) throw notFound();
  const body = keyView(key, call.base, { authing: authenticatingKey(call.caller) });
  return { status: 200, body, changedAtMicros: changedAt(key) };
}

async function create(core: Core, call: Call): Promise<HexAnswer> {
  const owner = await ownerOf(core, call, 'write');
  const input = await newKeyIn(core, call.fields, (repository) => mayRead(core, call, repository));
  const { key, secret } = await createUserKey(core, call.actor, owner, input);
  const body = keyView(key, call.base, { authing: authenticatingKey(call.caller), secret });
  return { status: 201, body, headers: { location: `/hex/api/keys/${encodeURIComponent(key.name)}` } };
}

async function revoke(core: Core, call: Call): Promise<HexAnswer> {
  const owner = await ownerOf(core, call, 'write');
  const key = await revokeUserKey(core, call.actor, owner, call.path.name ?? '');
  return { status: 200, body: keyView(key, call.base, { authing: authenticatingKey(call.caller) }) };
}

/** Clients know by the answer that their own key is among them. */
async function revokeAll(core: Core, call: Call): Promise<HexAnswer> {
  const owner = await ownerOf(core, call, 'write');
  const authing = authenticatingKey(call.caller);
  if (!authing) throw badRequest('must be authenticated by an API key');
  const revoked = await revokeUserKeys(core, call.actor, owner);
  const revokedKey = revoked.find(({ id }) => id === authing.id) ?? authing;
  return { status: 200, body: keyView(revokedKey, call.base, { authing }) };
}

/** The key by which the caller is known. */
function authenticatingKey(caller: Caller): UserKey | undefined {
  if (caller.kind === 'organization') return caller.key;
  return caller.kind === 'user' && caller.credential.by === 'key' ? caller.credential.key : undefined;
}

function changedAt({ updatedAtMicros, lastUse }: UserKey): number {
  return Math.max(updatedAtMicros, (lastUse?.usedAt ?? 0) * 1_000);
}
