import type { FastifyInstance } from 'fastify';

/** The same as console/src/mark.svg, so that a server without a console has it, too. */
export const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><title>Denizen</title><style>g{fill:#0f6572}@media(prefers-color-scheme:dark){g{fill:#62bcc7}}</style><g><path d="M2.5 2h1.9a.8.8 0 0 1 .8.8v14.4a.8.8 0 0 1-.8.8H2.5a.8.8 0 0 1-.8-.8V2.8a.8.8 0 0 1 .8-.8ZM8.2 2h2.1a8 8 0 0 1 0 16H8.2a.8.8 0 0 1-.8-.8v-1.9a.8.8 0 0 1 .8-.8h2.1a4.5 4.5 0 0 0 0-9H8.2a.8.8 0 0 1-.8-.8V2.8a.8.8 0 0 1 .8-.8Z"/><circle cx="9.6" cy="10" r="2"/></g></svg>';

/** Serves the icon that browsers ask for beside every page, where a page names none. */
export function serveIcon(app: FastifyInstance): void {
  app.get('/favicon.ico', async (_request, reply) =>
    reply.type('image/svg+xml').header('Cache-Control', 'public, max-age=86400').send(ICON),
  );
}
