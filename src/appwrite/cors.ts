import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../core/failure.ts';
import { isKnownOrigin } from '../http/cors.ts';

const METHODS = 'GET, POST, PUT, PATCH, DELETE';
const HEADERS = [
  ...['Accept', 'Origin', 'Cookie', 'Set-Cookie', 'Content-Type', 'Content-Range'],
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
  ...[
    'Range',
    'Cache-Control',
    'Expires',
    'Pragma',
    'X-Fallback-Cookies',
    'X-Requested-With',
    'X-Forwarded-For',
  ],
  'X-Forwarded-User-Agent',
].join(', ');
const EXPOSED =
  'X-Appwrite-Session, X-Fallback-Cookies, X-Appwrite-Warning, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id';

/**
 * Says which pages may read the answer; refuses a change that a page of an unknown origin asks for without a key. Only
 * browsers say where they come from and read these headers, a kilobyte of them: others are not sent them.
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
  if (origin === undefined) return;
  if (isKnownOrigin(origin, publicUrl)) {
    reply.header('Access-Control-Allow-Origin', origin).header('Access-Control-Allow-Credentials', 'true');
    return;
  }
  const isRead = request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS';
  if (!isRead && !request.headers['x-appwrite-key']) throw new Failure('origin_unknown');
}
