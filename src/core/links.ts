import type { Actor } from './actor.ts';
import type { Core } from './core.ts';
import { Failure } from './failure.ts';

/** Hosts of pages in local development. */
const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);
const LENGTH_AT_MOST = 2_048;

/**
 * Reports whether a host belongs to the project, or is this machine on any port. `*.a.b` covers every host below
 * `a.b`. A non-default port must be listed, as in `a.b:8443`: another party may serve it.
 */
export function isProjectHost(host: string, hosts: readonly string[]): boolean {
  if (LOCAL.has(host.replace(/:\d+$/, ''))) return true;
  return hosts.some((known) => (known.startsWith('*.') ? host.endsWith(known.slice(1)) : host === known));
}

/**
 * Returns the page of a link that carries a secret: on this server or a host of the project only. Fails with
 * `argument_invalid`.
 */
export function allowedPage(core: Core, actor: Actor, text: string): URL {
  const url = text.length <= LENGTH_AT_MOST && URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  // A malformed URL that one parser repairs, another may read differently.
  const isPlain = /^https?:\/\/[^\\\s]+$/i.test(text);
  if (url && isWeb && isPlain) {
    if (url.host === core.urls.publicUrl?.host) return url;
    if (isProjectHost(url.host, actor.project.policies.hosts)) return url;
  }
  throw new Failure({ code: 'argument_invalid', field: 'url', rule: 'foreign_host' });
}

/** Returns the page with the given parameters. */
export function linkTo(page: URL, parameters: Readonly<Record<string, string>>): string {
  const link = new URL(page);
  for (const [name, value] of Object.entries(parameters)) link.searchParams.set(name, value);
  return link.href;
}
