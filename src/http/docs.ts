import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { OpenApi } from './openapi.ts';

const headers = {
  'Content-Type': 'text/html; charset=utf-8',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** A host that is safe to repeat in an example for a shell. */
const HOST = /^[a-z0-9.:[\]-]+$/i;

/** The document for programs. It is written at the first request: most servers never hear one. */
export function serveDocument(app: FastifyInstance, document: () => OpenApi): void {
  let text: string | undefined;
  app.get('/openapi.json', async (_request, reply) => {
    text ??= JSON.stringify(document());
    return reply.type('application/json; charset=utf-8').header('Cache-Control', 'no-cache').send(text);
  });
}

/** The document for people, at `/docs`; whoever opens the server in a browser is sent there. */
export function serveDocsPage(app: FastifyInstance, document: () => OpenApi): void {
  let page: { readonly origin: string; readonly text: string } | undefined;
  app.get('/', async (_request, reply) => reply.redirect('/docs'));
  app.get('/docs', async (request, reply) => {
    // Loaded when asked for: a server starts sooner without it.
    const { contentSecurityPolicy, docsPage } = await import('./docs-page.ts');
    const origin = originOf(request);
    if (page?.origin !== origin) page = { origin, text: docsPage(document(), origin) };
    return reply.headers(headers).header('Content-Security-Policy', contentSecurityPolicy).send(page.text);
  });
}

function originOf({ protocol, host }: FastifyRequest): string {
  return `${protocol}://${HOST.test(host) ? host : 'localhost'}`;
}
