import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { PACKAGE } from '../version.ts';
import { pageHeaders, serveBuiltFiles } from './built-files.ts';
import { serveIcon } from './icon.ts';
import type { OpenApi } from './openapi.ts';

/** Scripts, styles, images and the search index of the site itself; nothing inline, nothing from elsewhere, no markup from text. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const NOT_BUILT = 'The documentation is not built. Run: npm run build:docs\n';

/** The folder of the built documentation. */
export const DOCS_FOLDER = fileURLToPath(new URL('docs/dist', PACKAGE));

/** Serves the OpenAPI document, generated at the first request, since most servers never get one. */
export function serveDocument(app: FastifyInstance, document: () => OpenApi | Promise<OpenApi>): void {
  let text: string | undefined;
  app.get('/openapi.json', async (_request, reply) => {
    text ??= JSON.stringify(await document());
    return reply.type('application/json; charset=utf-8').header('Cache-Control', 'no-cache').send(text);
  });
}

/** Serves the built documentation at `/docs/`, redirects browsers from `/` to it, and serves the icon of pages that name none. */
export function serveDocs(app: FastifyInstance, folder: string = DOCS_FOLDER): void {
  serveIcon(app);
  app.get('/', async (_request, reply) => reply.redirect('/docs/'));
  serveBuiltFiles(app, {
    path: '/docs',
    folder,
    headers: { 'Content-Security-Policy': POLICY, ...pageHeaders },
    isPage: (name) => name.endsWith('.html'),
    pageFor: (path) => (path === '' || path.endsWith('/') ? `${path}index.html` : path),
    notBuilt: NOT_BUILT,
  });
}
