import { z } from 'zod';
import { permissions } from '../core/admins/permissions.ts';
import { limitsText } from '../http/limits.ts';
import { type ErrorKind, type OpenApi, openApi, type Security, type Terms } from '../http/openapi.ts';
import { VERSION } from '../version.ts';
import { failures } from './failures.ts';
import type { AdminEndpoint } from './route.ts';
import { routes } from './routes.ts';

const errorModel = {
  name: 'error',
  schema: z.object({
    code: z.string().describe('What went wrong, for programs.'),
    message: z.string().describe('The same as a sentence, with what to do.'),
    field: z.string().optional().describe('The value that is wrong.'),
    current: z.unknown().optional().describe('How the row is now, with changed_meanwhile.'),
    retryAfterSeconds: z.int().optional().describe('How long to wait.'),
    requestId: z.string().optional().describe('Id of the request, which the log has too.'),
  }),
};

const session: Security = { session: [] };
const key: Security = { key: [] };

/** Returns the OpenAPI document of the protocol of administrators. */
export function adminDocument(): OpenApi {
  return openApi(routes, {
    title: 'Denizen administration',
    version: VERSION,
    description:
      'What the console, the command line and scripts of operators need. Sign in with POST /session; requests of a browser need the same origin. The header `Denizen-Version` pins a version by its date. `If-Match` with the quoted `updatedAt` of a user refuses a change of a user that was changed meanwhile (412).',
    prefix: '/admin',
    parts: [],
    error: errorModel,
    errorKinds: Object.entries(failures)
      .map(([type, { status, message }]): ErrorKind => ({ type, status, message }))
      .sort((a, b) => a.status - b.status),
    securitySchemes: {
      session: {
        type: 'apiKey',
        in: 'cookie',
        name: 'denizen_admin',
        description: 'The session of an administrator; with HTTPS the name begins with `__Host-`.',
      },
      key: { type: 'apiKey', in: 'header', name: 'X-Appwrite-Key', description: 'The secret of an API key.' },
    },
    termsOf,
  });
}

function termsOf({ meta: { access, keyScope, isDangerous, takesStream }, limits }: AdminEndpoint): Terms {
  const sentences = [
    accessText(access),
    ...(keyScope === undefined ? [] : [`An API key of the project needs the scope \`${keyScope}\`.`]),
    ...(isDangerous ? ['Needs the password or a code within the last ten minutes.'] : []),
    ...(limits.length === 0 ? [] : [`Accepts ${limitsText(limits)}.`]),
  ];
  return {
    description: sentences.join(' '),
    ...(takesStream && { takesFile: true }),
    security: [...(access === 'open' ? [{}] : [session]), ...(keyScope === undefined ? [] : [key])],
  };
}

function accessText(access: AdminEndpoint['meta']['access']): string {
  if (access === 'open') return 'Open to all callers.';
  if (access === 'signed-in') return 'Needs an administrator.';
  const { roles } = permissions[access.permission];
  return `Needs the permission \`${access.permission}\` (${roles.join(', ')}).`;
}
