import type { FastifyInstance, FastifyRequest } from 'fastify';
import { serveIcon } from './icon.ts';
import type { OpenApi } from './openapi.ts';

const headers = {
  'Content-Type': 'text/html; charset=utf-8',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** A host that is safe in a shell example. */
const HOST = /^[a-z0-9.:[\]-]+$/i;

/** Serves the OpenAPI document, generated at the first request, since most servers never get one. */
export function serveDocument(app: FastifyInstance, document: () => OpenApi | Promise<OpenApi>): void {
  let text: string | undefined;
  app.get('/openapi.json', async (_request, reply) => {
    text ??= JSON.stringify(await document());
    return reply.type('application/json; charset=utf-8').header('Cache-Control', 'no-cache').send(text);
  });
}

/** Serves the reference page at `/docs`, which names the version of the product, and redirects browsers from `/` to it. */
export function serveDocsPage(
  app: FastifyInstance,
  document: () => OpenApi | Promise<OpenApi>,
  productVersion = '',
): void {
  let page: { readonly origin: string; readonly text: string } | undefined;
  serveIcon(app);
  app.get('/', async (_request, reply) => reply.redirect('/docs'));
  app.get('/docs/', async (_request, reply) => reply.redirect('/docs', 308));
  app.get('/docs', async (request, reply) => {
    // Loaded on demand: a server starts faster without it.
    const { contentSecurityPolicy, docsPage } = await import('./docs-page.ts');
    const origin = originOf(request);
    if (page?.origin !== origin) page = { origin, text: docsPage(await document(), origin, productVersion) };
    return reply.headers(headers).header('Content-Security-Policy', contentSecurityPolicy).send(page.text);
  });
}

function originOf({ protocol, host }: FastifyRequest): string {
  return `${protocol}://${HOST.test(host) ? host : 'localhost'}`;
}
