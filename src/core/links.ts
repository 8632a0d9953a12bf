import type { Actor } from './actor.ts';
import type { Core } from './core.ts';
import { Failure } from './failure.ts';

/** Hosts of pages in local development. */
const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);
const LENGTH_AT_MOST = 2_048;

/** Whether the host is this machine, at whatever port. */
export function isLocalHost(host: string): boolean {
  return LOCAL.has(host.replace(/:\d+$/, ''));
}

/**
 * Whether a host belongs to the project. `*.a.b` stands for every host below `a.b`. A port that is not its scheme's own must be named, `a.b:8443`: who serves it may be somebody else.
 */
export function isProjectHost(host: string, hosts: readonly string[]): boolean {
  return hosts.some((known) => (known.startsWith('*.') ? host.endsWith(known.slice(1)) : host === known));
}

/**
 * A page to which somebody is sent with a secret: of this server or of a host of the project, and nowhere else; on this
 * machine where the server is there too, or the project has `localhost` among its hosts. Refuses with `argument_invalid`.
 */
export function allowedPage(core: Core, actor: Actor, text: string): URL {
  const url = text.length <= LENGTH_AT_MOST && URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  // A malformed URL that one parser repairs, another may read differently.
  const isPlain = /^https?:\/\/[^\\\s]+$/i.test(text);
  if (url && isWeb && isPlain) {
    if (url.host === core.urls.publicUrl?.host) return url;
    const { hosts } = actor.project.policies;
    if (isProjectHost(url.host, hosts) || (isLocalHost(url.host) && allowsLocal(core, hosts))) return url;
  }
  throw new Failure({ code: 'argument_invalid', field: 'url', rule: 'foreign_host' });
}

/** Any program on the machine of whoever follows the link could listen there: only while apps are developed. */
function allowsLocal(core: Core, hosts: readonly string[]): boolean {
  const { publicUrl } = core.urls;
  return publicUrl === undefined || isLocalHost(publicUrl.host) || hosts.some((host) => LOCAL.has(host));
}

/** Returns the page with the given parameters. */
export function linkTo(page: URL, parameters: Readonly<Record<string, string>>): string {
  const link = new URL(page);
  for (const [name, value] of Object.entries(parameters)) link.searchParams.set(name, value);
  return link.href;
}
