import type { Actor } from './actor.ts';
import type { Core } from './core.ts';
import { Failure } from './failure.ts';
import { type Instant, isoWithoutZone } from './instant.ts';

/** Hosts of pages in local development. */
const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);
const LENGTH_AT_MOST = 2_048;
const HOST_AT_MOST = 259;

/** Whether the host is this machine, at whatever port. */
export function isLocalHost(host: string): boolean {
  return LOCAL.has(host.replace(/:\d+$/, ''));
}

/**
 * Reports whether a host belongs to the project. `*.a.b` stands for every host below `a.b`. A port other than the
 * scheme's default must be listed, `a.b:8443`, since another party may serve it.
 */
export function isProjectHost(host: string, hosts: readonly string[]): boolean {
  return hosts.some((known) => (known.startsWith('*.') ? host.endsWith(known.slice(1)) : host === known));
}

/**
 * Returns the URL of a page that may receive a secret: a page of this server or of a host of the project. A page on
 * this machine is allowed only if the server runs there too, or if the project lists `localhost` among its hosts.
 * Fails with `argument_invalid`.
 */
export function allowedPage(core: Core, actor: Actor, text: string): URL {
  if (/[\\\s]/.test(text))
    throw new Failure({ code: 'argument_invalid', field: 'url', rule: 'url_characters' });
  const url = text.length <= LENGTH_AT_MOST && URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  const isPlain = /^https?:\/\//i.test(text);
  // No host that could be added would make one of it.
  if (!url || !isWeb || !isPlain)
    throw new Failure({ code: 'argument_invalid', field: 'url', rule: 'malformed', expected: PAGE_RULE });
  if (url.host === core.urls.publicUrl?.host) return url;
  const { hosts } = actor.project.policies;
  if (isProjectHost(url.host, hosts) || (isLocalHost(url.host) && allowsLocal(core, hosts))) return url;
  throw foreignHost('url', text);
}

const PAGE_RULE = 'must be a URL that begins with http:// or https://, without a user name';

/** Hosts as commands take them. */
const PLAIN_HOST = /^[a-z0-9.-]+(?::\d{1,5})?$/;

/** Returns the failure of a page outside the project, with the host that would have to be added. */
export function foreignHost(field: string, text: string): Failure {
  const host = text.length <= LENGTH_AT_MOST && URL.canParse(text) ? new URL(text).host : '';
  const named = PLAIN_HOST.test(host) && host.length <= HOST_AT_MOST ? { host } : {};
  return new Failure({ code: 'argument_invalid', field, rule: 'foreign_host', ...named });
}

/** Any program on the machine of the user who follows the link could listen there: only for the development of apps. */
function allowsLocal(core: Core, hosts: readonly string[]): boolean {
  const { publicUrl } = core.urls;
  return publicUrl === undefined || isLocalHost(publicUrl.host) || hosts.some((host) => LOCAL.has(host));
}

/**
 * Returns the `expire` parameter of a link: `2026-11-28 18:33:07.944` in UTC, which pages parse, or Unix seconds for
 * pages of clients before 1.0.
 */
export function expiryText(at: Instant, inSeconds: boolean): string {
  return inSeconds ? String(Math.floor(at / 1000)) : isoWithoutZone(at).replace('T', ' ');
}

/** Returns the page with the given parameters. */
export function linkTo(page: URL, parameters: Readonly<Record<string, string>>): string {
  const link = new URL(page);
  for (const [name, value] of Object.entries(parameters)) link.searchParams.set(name, value);
  return link.href;
}
