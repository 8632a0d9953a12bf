/** Hosts of pages that anybody runs on their own machine. */
const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether pages of this origin may call: those of this machine, and those of the server's own public address. */
export function isKnownOrigin(origin: string, publicUrl: URL | undefined): boolean {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (!url || url.origin !== origin.toLowerCase() || !/^https?:$/.test(url.protocol)) return false;
  return LOCAL.has(url.hostname) || url.origin === publicUrl?.origin;
}
