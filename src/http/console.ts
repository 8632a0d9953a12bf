import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { PACKAGE } from '../version.ts';
import { pageHeaders, serveBuiltFiles } from './built-files.ts';

const INDEX = 'index.html';

/**
 * No inline script, nothing evaluated, nothing from elsewhere, and no text that becomes markup or a script, but for the
 * documents of mails in frames without scripts (console/src/pages/mail-frame.tsx). Frames have the policy of their page:
 * mails have their styles in attributes.
 */
const POLICY = [
  "default-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types denizen-mail',
].join('; ');

const NOT_BUILT =
  'The console is not built. Run: npm run build -w denizen-console. Without a console, set DENIZEN_CONSOLE=off.\n';

/** The folder of the built console. */
export const CONSOLE_FOLDER = fileURLToPath(new URL('console/dist', PACKAGE));

/** Serves the built console at `/console/`: one page, whatever the path below. */
export function serveConsole(app: FastifyInstance, folder: string = CONSOLE_FOLDER): void {
  serveBuiltFiles(app, {
    path: '/console',
    folder,
    headers: { 'Content-Security-Policy': POLICY, ...pageHeaders },
    isPage: (name) => name === INDEX,
    pageFor: () => INDEX,
    notBuilt: NOT_BUILT,
  });
}
