import type { Actor } from '../core/actor.ts';
import { installation } from '../core/admins/installation.ts';
import { type Permission, permissionsIn, scopesOf } from '../core/admins/permissions.ts';
import { type AdminCaller, authenticateAdmin, requireProof } from '../core/admins/sign-in.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { authenticateKey, type KeyCaller } from '../core/keys/keys.ts';
import { type Project, projectIdOf } from '../core/projects/project.ts';
import { findProject } from '../core/projects/store.ts';
import { addressOf } from '../http/address.ts';
import type { Exchange, HttpRequest } from '../http/exchange.ts';
import { originOf } from '../http/noted.ts';
import { requireSameOrigin } from './origin.ts';
import { type AdminEndpoint, type Call, isInProject } from './route.ts';
import { sessionSecretIn } from './session-cookie.ts';

/** Updates last-used and last-seen times after the response. */
export type Trackers = {
  readonly key: (actor: Actor, key: NonNullable<KeyCaller['key']>) => void;
  readonly admin: (caller: AdminCaller) => void;
};

/** A call without what the server adds. */
type Admitted = Omit<Call, 'parts'>;

const NONE: ReadonlySet<Permission> = new Set();
const LOCALE = /^[a-z]{2,3}(?:-[a-z0-9]{2,8})?/i;

/**
 * Authenticates the caller and checks what it may do. Fails with `session_missing`, `permission_missing`,
 * `proof_needed`, `project_not_found`, `request_cross_origin` and, for keys, `scope_missing` and `key_expired`.
 */
export async function admit(
  core: Core,
  endpoint: AdminEndpoint,
  exchange: Exchange,
  trackers: Trackers,
): Promise<Admitted> {
  const { request } = exchange;
  const { access, keyScope, isDangerous } = endpoint.meta;
  const secret = headerIn(request, 'x-appwrite-key');
  if (secret !== undefined && keyScope !== undefined)
    return admitKey(core, exchange, { secret, keyScope, trackers });
  requireSameOrigin(core, request);
  const guest: Actor = {
    kind: 'guest',
    project: installation,
    scopes: new Set(),
    ...requestOrigin(request),
  };
  if (access === 'open') return { actor: guest, held: NONE, exchange };
  const cookie = sessionSecretIn(core, request);
  const admin = cookie === undefined ? undefined : await authenticateAdmin(core, cookie);
  if (!admin) throw new Failure('session_missing');
  trackers.admin(admin);
  request.caller = { kind: 'admin', id: admin.user.id, project: installation };
  const project = isInProject(endpoint) ? await projectOf(core, admin, request) : installation;
  const held = permissionsIn(admin.grants, project === installation ? null : project.id);
  request.caller = { kind: 'admin', id: admin.user.id, project };
  if (typeof access === 'object' && !held.has(access.permission))
    throw new Failure({ code: 'permission_missing', permission: access.permission });
  if (isDangerous) requireProof(core, admin.session);
  const actor: Actor = { ...guest, kind: 'admin', id: admin.user.id, project, scopes: scopesOf(held) };
  return { actor, admin, held, exchange };
}

async function admitKey(
  core: Core,
  exchange: Exchange,
  {
    secret,
    keyScope,
    trackers,
  }: {
    readonly secret: string;
    readonly keyScope: NonNullable<AdminEndpoint['meta']['keyScope']>;
    readonly trackers: Trackers;
  },
): Promise<Admitted> {
  const { request } = exchange;
  const id = projectIdOf(String((request.params as { readonly project?: string }).project ?? ''));
  if (!id) throw new Failure('project_not_found');
  const { project, key, scopes, isEphemeral } = await authenticateKey(core, id, secret);
  if (key) request.caller = { kind: 'key', id: key.id, project };
  if (!key || !scopes.has(keyScope))
    throw new Failure({ code: 'scope_missing', missing: { caller: 'key', project: id, scopes: [keyScope] } });
  const actor: Actor = {
    ...{ kind: 'key', id: key.id, project, scopes },
    ...(isEphemeral && { isEphemeral }),
    ...requestOrigin(request),
  };
  trackers.key(actor, key);
  return { actor, held: NONE, exchange };
}

/** A project in which the administrator has no role looks like one that does not exist. */
async function projectOf(core: Core, { grants }: AdminCaller, request: HttpRequest): Promise<Project> {
  const named = String((request.params as { readonly project?: string }).project ?? '');
  const id = projectIdOf(named);
  const isKnown = grants.some(({ project }) => project === null || project === id);
  const project = id !== undefined && isKnown ? await findProject(core.read, id) : undefined;
  if (!project) throw new Failure('project_not_found');
  return project;
}

function requestOrigin(
  request: HttpRequest,
): Pick<Actor, 'requestId' | 'trace' | 'ip' | 'userAgent' | 'locale'> {
  const ip = addressOf(request);
  const userAgent = headerIn(request, 'user-agent');
  const locale = LOCALE.exec(headerIn(request, 'accept-language') ?? '')?.[0];
  return {
    ...originOf(request),
    ...(ip !== undefined && { ip }),
    ...(userAgent !== undefined && { userAgent }),
    ...(locale !== undefined && { locale }),
  };
}

/** Returns a header, or `undefined` if it is empty. */
export function headerIn(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  const text = Array.isArray(value) ? value[0] : value;
  return text === '' ? undefined : text;
}
