import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { listProjects } from '../core/projects/projects.ts';
import { isKnownOrigin, isOriginOf } from '../http/cors.ts';

const METHODS = 'GET, POST, PUT, PATCH, DELETE';
const HEADERS = [
  'Accept',
  'Origin',
  'Authorization',
  'Cookie',
  'Set-Cookie',
  'Content-Type',
  'Content-Range',
  ...[
    'Project',
    'Key',
    'Dev-Key',
    'Locale',
    'Mode',
    'JWT',
    'Organization',
    'Response-Format',
    'Timeout',
    'ID',
  ].map((name) => `X-Appwrite-${name}`),
  ...['Timestamp', 'Session', 'Platform'].map((name) => `X-Appwrite-${name}`),
  ...['Id', 'Email', 'Phone'].map((name) => `X-Appwrite-Impersonate-User-${name}`),
  ...['Version', 'Name', 'Language', 'Platform', 'GraphQL', 'Profile'].map((name) => `X-SDK-${name}`),
  'Range',
  'Cache-Control',
  'Expires',
  'Pragma',
  'X-Fallback-Cookies',
  'X-Requested-With',
  'X-Forwarded-For',
  'X-Forwarded-User-Agent',
].join(', ');
const EXPOSED =
  'X-Appwrite-Session, X-Fallback-Cookies, X-Denizen-Format, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After, X-Request-Id';

/** Lets pages read the warning too. Clients print it for each request, so it is not exposed where nothing is missing. */
export const WARNING_EXPOSED = { 'Access-Control-Expose-Headers': `${EXPOSED}, X-Appwrite-Warning` } as const;

/**
 * Says which pages may read the answer: those of this server and this machine; those of a project are known once the
 * project is. Only browsers say where they come from and read these headers, a kilobyte of them: others are not sent
 * them.
 */
export function allowOrigin(request: FastifyRequest, reply: FastifyReply, publicUrl: URL | undefined): void {
  const { origin } = request.headers;
  reply.header('Vary', 'Origin');
  if (origin === undefined && request.method !== 'OPTIONS') return;
  reply
    .header('Access-Control-Allow-Methods', METHODS)
    .header('Access-Control-Allow-Headers', HEADERS)
    .header('Access-Control-Expose-Headers', EXPOSED)
    .header('Access-Control-Max-Age', '86400');
  if (origin !== undefined && isKnownOrigin(origin, publicUrl)) allow(reply, origin);
}

/**
 * Answers a CORS preflight. It does not carry the project's header yet, so a page of any project may continue; the
 * request itself is checked against its own project.
 */
export async function allowPreflight(
  core: Core,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { origin } = request.headers;
  if (origin !== undefined && reply.getHeader('Access-Control-Allow-Origin') === undefined) {
    const hosts = (await listProjects(core)).flatMap(({ policies }) => policies.hosts);
    if (isOriginOf(origin, hosts)) allow(reply, origin);
  }
  return reply.code(204).send();
}

/**
 * Lets pages of the project's hosts read the response. Refuses a change from a page of any other host
 * (`origin_unknown`), unless the caller has a valid key: the holder of a key needs no browser.
 */
export function refuseForeignOrigin(
  request: FastifyRequest,
  reply: FastifyReply,
  { kind, project }: Pick<Actor, 'kind' | 'project'>,
): void {
  const { origin } = request.headers;
  if (origin === undefined || reply.getHeader('Access-Control-Allow-Origin') !== undefined) return;
  if (isOriginOf(origin, project.policies.hosts)) {
    allow(reply, origin);
    return;
  }
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!isRead && kind !== 'key') throw new Failure('origin_unknown');
}

function allow(reply: FastifyReply, origin: string): void {
  reply.header('Access-Control-Allow-Origin', origin).header('Access-Control-Allow-Credentials', 'true');
}
