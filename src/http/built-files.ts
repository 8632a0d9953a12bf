import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const INDEX = 'index.html';
/** Names of files below have a hash of their contents. */
const HASHED = 'assets/';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** By preference. */
const encodings = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const;

const REFUSED_FEATURES = [
  ...['accelerometer', 'camera', 'display-capture', 'geolocation', 'gyroscope', 'hid', 'magnetometer'],
  ...['microphone', 'midi', 'payment', 'serial', 'usb', 'browsing-topics'],
];

/** Headers of pages that load nothing from elsewhere and are in no frame, but for their content security policy. */
export const pageHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': REFUSED_FEATURES.map((feature) => `${feature}=()`).join(', '),
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
};

/** A file in its forms: compressed ones are missing if they are not smaller. */
type File = { readonly type: string; readonly etag: string; readonly forms: ReadonlyMap<string, Buffer> };
type Files = { readonly builtAt: number; readonly byName: ReadonlyMap<string, File> };

export type BuiltFiles = {
  /** `/console`. */
  readonly path: string;
  /** Its `index.html` tells when it was built; below `assets/`, names have a hash of the contents. */
  readonly folder: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether a file outside of `assets/` is served. */
  readonly isPage: (name: string) => boolean;
  /** The name of the page for a path below `path`. */
  readonly pageFor: (path: string) => string;
  /** The text of the 503 before the first build. */
  readonly notBuilt: string;
};

/** Serves a folder of built files. Reads them at the first request, and again after a new build. */
export function serveBuiltFiles(app: FastifyInstance, built: BuiltFiles): void {
  let files: Files | undefined;
  let reading: Promise<Files> | undefined;
  const current = async (): Promise<Files | undefined> => {
    const builtAt = await builtAtOf(built.folder);
    if (builtAt === undefined) return undefined;
    if (files?.builtAt === builtAt) return files;
    reading ??= readFiles(built, builtAt).finally(() => {
      reading = undefined;
    });
    files = await reading;
    return files;
  };
  app.get(built.path, async (_request, reply) => reply.redirect(`${built.path}/`, 308));
  app.get(`${built.path}/*`, async (request, reply) => {
    reply.headers(built.headers);
    const read = await current();
    if (!read) return reply.code(503).type('text/plain; charset=utf-8').send(built.notBuilt);
    // Cast: the router gives a path below the prefix.
    const name = (request.params as { '*': string })['*'];
    const isHashed = name.startsWith(HASHED);
    const file = read.byName.get(isHashed ? name : built.pageFor(name));
    if (!file) return reply.code(404).type('text/plain; charset=utf-8').send('There is no such file.\n');
    reply.header('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    return sendFile(request, reply, file);
  });
}

function sendFile(request: FastifyRequest, reply: FastifyReply, { type, etag, forms }: File): FastifyReply {
  const accepted = request.headers['accept-encoding'];
  const encoding = encodings.find(({ name }) => forms.has(name) && accepts(accepted, name))?.name;
  // Each form has a tag of its own: a cache must not take one for another (RFC 9110, 8.8.3).
  const tag = `"${etag}${encoding ? `-${encoding}` : ''}"`;
  reply.header('Vary', 'Accept-Encoding').header('ETag', tag);
  if (request.headers['if-none-match'] === tag) return reply.code(304).send();
  if (encoding) reply.header('Content-Encoding', encoding);
  return reply.type(type).send(forms.get(encoding ?? ''));
}

/** Whether `Accept-Encoding` names the encoding, and does not refuse it with `q=0`. */
function accepts(header: string | readonly string[] | undefined, encoding: string): boolean {
  return String(header ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim().split(/\s*;\s*/))
    .some(([name, quality]) => name === encoding && !/^q=0(?:\.0*)?$/.test(quality ?? ''));
}

async function builtAtOf(folder: string): Promise<number | undefined> {
  try {
    return (await stat(join(folder, INDEX))).mtimeMs;
  } catch {
    return undefined;
  }
}

/** Only files that are there can be asked for: a path of a request never reaches the file system. */
async function readFiles({ folder, isPage }: BuiltFiles, builtAt: number): Promise<Files> {
  const all = new Set(
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/')),
  );
  const served = [...all].filter(
    (name) => isPage(name) || (name.startsWith(HASHED) && extname(name) in types),
  );
  const byName = new Map<string, File>();
  for (const name of served) {
    const plain = await readFile(join(folder, name));
    const forms = new Map([['', plain]]);
    for (const encoding of encodings) {
      if (all.has(name + encoding.ending))
        forms.set(encoding.name, await readFile(join(folder, name + encoding.ending)));
    }
    const etag = createHash('sha256').update(plain).digest('base64url').slice(0, 22);
    byName.set(name, { type: types[extname(name)] ?? 'application/octet-stream', etag, forms });
  }
  return { builtAt, byName };
}
