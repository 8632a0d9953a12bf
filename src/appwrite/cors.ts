import type { Actor } from '../core/actor.ts';
import { Failure } from '../core/failure.ts';
import { hostOf } from '../core/projects/host.ts';
import type { ProjectId } from '../core/projects/project.ts';
import { isKnownOrigin, isOriginOf, pageHostOf } from '../http/cors.ts';
import type { HttpReply, HttpRequest } from '../http/exchange.ts';

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
export function allowOrigin(request: HttpRequest, reply: HttpReply, publicUrl: URL | undefined): void {
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
 * Answers a CORS preflight. It does not carry the project's header yet, so every page may continue: the request itself
 * is checked against its own project, and a refused page must be able to read why.
 */
export function allowPreflight(request: HttpRequest, reply: HttpReply): HttpReply {
  const { origin } = request.headers;
  if (origin !== undefined && pageHostOf(origin) !== undefined) allow(reply, origin);
  return reply.code(204).send();
}

/** A page that was refused, and the project that it called. */
export type RefusedPage = { readonly host: string; readonly project: ProjectId };

/**
 * Lets pages of the project's hosts read the response. Refuses pages of any other host (`origin_unknown`), who can read
 * this refusal only, unless the caller has a valid key: the holder of a key needs no browser.
 */
export function refuseForeignOrigin(
  request: HttpRequest,
  reply: HttpReply,
  { kind, project }: Pick<Actor, 'kind' | 'project'>,
  {
    isRedirect,
    onRefused,
  }: { readonly isRedirect: boolean; readonly onRefused: (page: RefusedPage) => void },
): void {
  const { origin } = request.headers;
  if (origin === undefined || reply.getHeader('Access-Control-Allow-Origin') !== undefined) return;
  if (isOriginOf(origin, project.policies.hosts)) {
    allow(reply, origin);
    return;
  }
  if (kind === 'key' || isAppOrigin(origin)) return;
  const host = project.id === '' ? undefined : pageHostOf(origin);
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  // Browsers show neither a redirect to a page nor any response to what is no page.
  if (isRead && (isRedirect || host === undefined)) return;
  if (host !== undefined) {
    allow(reply, origin);
    onRefused({ host, project: project.id });
  }
  throw new Failure('origin_unknown');
}

/**
 * Whether the origin is that of an app: official clients for Android, Apple, Flutter and React Native send
 * `appwrite-ios://` and the id of the app. No page of a browser has such an origin.
 */
function isAppOrigin(origin: string): boolean {
  return /^appwrite-[a-z]+:\/\//i.test(origin);
}

/** A refused page is logged once in this time. */
const AGAIN_AFTER_MS = 60_000;
/** More pages than this within that time are not logged: the caller chooses their names. */
const PAGES_LOGGED = 100;

/** Returns a function that logs each refused page once a minute at most, with the command that allows it. */
export function refusedPageLog(
  warn: (message: string) => void,
  now: () => number = () => performance.now(),
): (page: RefusedPage) => void {
  const logged = new Map<string, number>();
  return ({ host, project }) => {
    const name = hostOf(host);
    const page = `${name} ${project}`;
    for (const [known, at] of logged) if (now() - at >= AGAIN_AFTER_MS) logged.delete(known);
    // Only a name that is safe to paste into a shell: the caller chooses it.
    if (name === undefined || logged.has(page) || logged.size >= PAGES_LOGGED) return;
    logged.set(page, now());
    warn(
      `A page of ${name} called project ${project} and was refused, since its host is none of the project's. If it is your page, allow it: denizen platforms add web ${name} --project ${project}. This is said once a minute at most.`,
    );
  };
}

function allow(reply: HttpReply, origin: string): void {
  reply.header('Access-Control-Allow-Origin', origin).header('Access-Control-Allow-Credentials', 'true');
}
