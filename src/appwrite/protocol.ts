import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { keyUseNoter } from '../core/keys/key-use.ts';
import { identifyCaller } from '../core/keys/keys.ts';
import { defaultPolicies, projectIdOf } from '../core/projects/project.ts';
import { addressOf } from '../http/address.ts';
import type { Fields } from '../http/body.ts';
import { type Route, scopesOf } from '../http/route.ts';
import type { Protocol, Refusal } from '../http/server.ts';
import { allowOrigin } from './cors.ts';
import { type Answer, failures } from './failures.ts';
import { lowered } from './formats/lower.ts';
import { inputOf } from './input.ts';
import { appwriteDocument } from './openapi.ts';
import { routes } from './routes.ts';
import { SPOKEN_VERSION } from './version.ts';

const JSON_TYPE = 'application/json; charset=UTF-8';
const NO_STORE = 'no-cache, no-store, must-revalidate';

export type AppwriteOptions = { readonly publicUrl: URL | undefined };

/** Appwrite's protocol over the core, under `/v1`. */
export function appwrite(core: Core, options: AppwriteOptions): Protocol {
  return {
    prefix: '/v1',
    refuse,
    document: appwriteDocument,
    register: (app) => {
      app.addHook('onRequest', (request, reply, done) => {
        allowOrigin(request, reply, options.publicUrl);
        done();
      });
      app.options('/*', async (_request, reply) => reply.code(204).send());
      const noteUse = keyUseNoter(core, (error) =>
        app.log.warn({ error: String(error) }, 'the use of a key was not noted'),
      );
      for (const route of routes) serve(app, core, route, noteUse);
    },
  };
}

function serve(
  app: FastifyInstance,
  core: Core,
  route: Route,
  noteUse: ReturnType<typeof keyUseNoter>,
): void {
  app.route({
    method: route.method,
    url: route.path,
    handler: async (request, reply) => {
      const actor = await actorOf(core, route, request, noteUse);
      refuseWithoutScope(actor, route);
      // The input was parsed by the route's own parameters; the list of routes cannot carry their types.
      const result = await route.run(core, actor, inputOf(route, request) as never);
      return answer(request, reply, route, route.model?.view(result, actor));
    },
  });
}

function answer(request: FastifyRequest, reply: FastifyReply, route: Route, body: unknown): FastifyReply {
  reply.code(route.status).header('Cache-Control', NO_STORE);
  if (!route.model) return reply.send();
  if (typeof body === 'string') return reply.type('text/plain; charset=UTF-8').send(body);
  const shape = lowered(header(request, 'x-appwrite-response-format'), route.model.name, body);
  return reply.header('Content-Type', JSON_TYPE).send(JSON.stringify(shape));
}

async function actorOf(
  core: Core,
  route: Route,
  request: FastifyRequest,
  noteUse: ReturnType<typeof keyUseNoter>,
): Promise<Actor> {
  const secret = header(request, 'x-appwrite-key');
  const named = header(request, 'x-appwrite-project') ?? textIn(request.query as Fields, 'project');
  const ip = addressOf(request);
  const from = { requestId: request.id, ...(ip !== undefined && { ip }) };
  if (!route.inProject) return { ...nobody, ...from };
  if (named === undefined) {
    if (secret !== undefined) throw new Failure('project_missing');
    return { ...nobody, ...from };
  }
  const id = projectIdOf(named);
  if (!id) throw new Failure('project_not_found');
  const { project, key, scopes } = await identifyCaller(core, id, secret);
  const userAgent = (key && header(request, 'x-forwarded-user-agent')) ?? header(request, 'user-agent');
  const actor: Actor = {
    ...from,
    project,
    scopes,
    ...(key ? { kind: 'key', id: key.id } : { kind: 'guest' }),
    ...(userAgent !== undefined && { userAgent }),
  };
  if (key) noteUse(actor, key);
  return actor;
}

/** Whoever calls outside of every project. */
const nobody = {
  kind: 'guest',
  project: { id: '' as Actor['project']['id'], name: '', policies: defaultPolicies },
  scopes: new Set(),
} as const satisfies Omit<Actor, 'ip'>;

function refuseWithoutScope(actor: Actor, route: Route): void {
  const wanted = scopesOf(route);
  if (wanted.length === 0 || wanted.some((scope) => actor.scopes.has(scope))) return;
  const [who, role] =
    actor.kind === 'key' ? [`app.${actor.project.id}@service`, 'applications'] : ['User', 'guests'];
  throw new Failure('scope_missing', `${who} (role: ${role}) missing scopes (${JSON.stringify(wanted)})`);
}

function refuse(failure: Failure): Refusal {
  const { status, type, message, tell }: Answer = failures[failure.code];
  const detail = failure.detail === undefined || !tell ? failure.detail : tell(failure.detail);
  return {
    status,
    headers: {
      'Content-Type': JSON_TYPE,
      'Cache-Control': NO_STORE,
      Expires: '0',
      Pragma: 'no-cache',
      ...(failure.retryAfter !== undefined && { 'Retry-After': String(failure.retryAfter) }),
    },
    body: JSON.stringify({ message: detail ?? message, code: status, type, version: SPOKEN_VERSION }),
  };
}

/** A header's value; empty ones say nothing. */
function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  const text = Array.isArray(value) ? value[0] : value;
  return text === '' ? undefined : text;
}

function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
