import type { Core } from '../core/core.ts';
import type { KeyOwner, UserKey } from '../core/user-keys/user-key.ts';
import {
  createUserKey,
  findUserKey,
  listUserKeys,
  revokeUserKey,
  revokeUserKeys,
} from '../core/user-keys/user-keys.ts';
import type { Params } from '../http/endpoint.ts';
import { badRequest, notFound } from './errors.ts';
import { parentIn } from './key-parent.ts';
import { keyListModel, keyModel, type ShownKey } from './models.ts';
import { newKeyOf, newKeyParams, wrongIn } from './new-key.ts';
import { mayRead, ownerOf } from './owners.ts';
import { inPath, organizationInPath } from './params.ts';
import { type Call, type HexAnswer, type HexRoute, route } from './route.ts';
import { authenticatingKey } from './views.ts';

const name = inPath('Name of the key.');

/** Five endpoints each for users and for organizations. */
export const keyRoutes: readonly HexRoute[] = [
  ...routesUnder('/keys', {}, { tag: 'keys', whose: 'keys of the caller' }),
  ...routesUnder(
    '/orgs/:organization/keys',
    { organization: organizationInPath },
    { tag: 'organizationKeys', whose: 'keys of an organization' },
  ),
];

function routesUnder(
  path: string,
  ownerParams: Params,
  { tag, whose }: { readonly tag: string; readonly whose: string },
): readonly HexRoute[] {
  const about = { tag, caching: 'minute' } as const;
  const keyParams = { ...ownerParams, name };
  return [
    route({
      ...about,
      method: 'GET',
      path,
      operation: `${tag}List`,
      summary: `List the valid ${whose}`,
      access: 'verified',
      need: 'read',
      input: ownerParams,
      output: { status: 200, model: keyListModel },
      run: list,
    }),
    route({
      ...about,
      method: 'GET',
      path: `${path}/:name`,
      operation: `${tag}Get`,
      summary: `Get one of the ${whose}`,
      access: 'verified',
      need: 'read',
      input: keyParams,
      output: { status: 200, model: keyModel },
      run: show,
    }),
    route({
      ...about,
      method: 'POST',
      path,
      operation: `${tag}Create`,
      summary: `Add a key to the ${whose}`,
      access: 'signed-in',
      need: 'write',
      input: { ...ownerParams, ...newKeyParams },
      output: { status: 201, model: keyModel },
      find: (core, call) => ownerOf(core, call, 'write'),
      check: (core, call, input) => wrongIn(core, input, (repository) => mayRead(core, call, repository)),
      run: async (core, call: Call<KeyOwner>, input) => {
        const { actor, found: owner } = call;
        const value = await createUserKey(core, actor, owner, { ...newKeyOf(input), parent: parentIn(call) });
        const location = `/hex/api/keys/${encodeURIComponent(value.key.name)}`;
        return { value, headers: { location } };
      },
    }),
    route({
      ...about,
      method: 'DELETE',
      path: `${path}/:name`,
      operation: `${tag}Revoke`,
      summary: `Revoke one of the ${whose}`,
      access: 'verified',
      need: 'write',
      input: keyParams,
      output: { status: 200, model: keyModel },
      run: revoke,
    }),
    route({
      ...about,
      caching: 'none',
      method: 'DELETE',
      path,
      operation: `${tag}RevokeAll`,
      summary: `Revoke all ${whose}, the authenticating key included`,
      access: 'verified',
      need: 'write',
      input: ownerParams,
      output: { status: 200, model: keyModel },
      run: revokeAll,
    }),
  ];
}

type Named = { readonly name: string };

async function list(core: Core, call: Call): Promise<HexAnswer<readonly UserKey[]>> {
  const owner = await ownerOf(core, call, 'read');
  return { value: await listUserKeys(core, call.actor.project.id, owner) };
}

async function show(core: Core, call: Call, input: Named): Promise<HexAnswer<ShownKey>> {
  const owner = await ownerOf(core, call, 'read');
  const key = await findUserKey(core, call.actor.project.id, owner, input.name);
  if (!key) throw notFound();
  return { value: { key }, changedAtMicros: changedAt(key) };
}

async function revoke(core: Core, call: Call, input: Named): Promise<HexAnswer<ShownKey>> {
  const owner = await ownerOf(core, call, 'write');
  return { value: { key: await revokeUserKey(core, call.actor, owner, input.name) } };
}

/** Returns the authenticating key, by which clients see that their own key is revoked. */
async function revokeAll(core: Core, call: Call): Promise<HexAnswer<ShownKey>> {
  const owner = await ownerOf(core, call, 'write');
  const authing = authenticatingKey(call.caller);
  if (!authing) throw badRequest('must be authenticated by an API key');
  const revoked = await revokeUserKeys(core, call.actor, owner);
  return { value: { key: revoked.find(({ id }) => id === authing.id) ?? authing } };
}

function changedAt({ updatedAtMicros, lastUse }: UserKey): number {
  return Math.max(updatedAtMicros, (lastUse?.usedAt ?? 0) * 1_000);
}
