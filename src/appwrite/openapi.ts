import { z } from 'zod';
import {
  type About,
  type ErrorKind,
  type OpenApi,
  openApi,
  type Security,
  type Terms,
  templateOf,
} from '../http/openapi.ts';
import { failures } from './failures.ts';
import { identityModel } from './models/identity.ts';
import { keyModel } from './models/key.ts';
import { logModel } from './models/log.ts';
import { mockNumberModel } from './models/mock-number.ts';
import { policyModel } from './models/policy.ts';
import { projectFeatureModel } from './models/project.ts';
import { targetModel } from './models/target.ts';
import { metricModel } from './models/usage.ts';
import { webhookModel } from './models/webhook.ts';
import { isOpenToGuests, isOwn, whatItTakes } from './openapi-terms.ts';
import { type Route, scopesOf } from './route.ts';
import { routes } from './routes.ts';
import { SPOKEN_VERSION } from './version.ts';

const securitySchemes = {
  project: { type: 'apiKey', in: 'header', name: 'X-Appwrite-Project', description: 'Id of the project.' },
  key: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Appwrite-Key',
    description: 'API key of the project. It grants the scopes it was created with.',
  },
  session: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Appwrite-Session',
    description:
      "Secret of a user's session, for servers that act for the user. Browsers send a cookie instead.",
  },
  jwt: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Appwrite-JWT',
    description: 'Short-lived JWT that authenticates a user. It ends with its session.',
  },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: 'a_session_PROJECT',
    description: "A user's session in a browser; its name ends in the id of the project.",
  },
} as const;

const errorModel = {
  name: 'error',
  schema: z.object({
    message: z.string().meta({ description: 'Error message for people. The wording may change.' }),
    code: z.int().meta({ description: 'HTTP status code.' }),
    type: z.string().meta({ description: 'Error type for programs, listed in `x-errors`.' }),
    version: z.string().meta({ description: 'Version of the protocol.' }),
  }),
};

/** Returns the OpenAPI document of the Appwrite protocol. */
export function appwriteDocument(): OpenApi {
  return openApi(routes, about());
}

function about(): About<Route> {
  return {
    title: 'Denizen',
    version: SPOKEN_VERSION,
    description:
      'A user service over HTTP, in the protocol of Appwrite. Every client names its project in X-Appwrite-Project. ' +
      'A server authenticates with an API key in X-Appwrite-Key, a client of a user with a session or a JWT. ' +
      'An older client sends the version it was made for in X-Appwrite-Response-Format, and gets ' +
      'responses in the format of that version.',
    prefix: '/v1',
    parts: [
      targetModel,
      identityModel,
      logModel,
      metricModel,
      keyModel,
      mockNumberModel,
      policyModel,
      projectFeatureModel,
      webhookModel,
    ],
    error: errorModel,
    errorKinds: errorKinds(),
    securitySchemes,
    termsOf,
  };
}

const project: readonly string[] = [];
const asKey: Security = { project, key: [] };
const asUser: readonly Security[] = [
  { project, session: [] },
  { project, jwt: [] },
  { project, cookie: [] },
];

function termsOf(route: Route): Terms {
  const { scope, aliases } = route.meta;
  return {
    description: whatItTakes(route),
    security: securityOf(route),
    extensions: {
      ...(scope !== null && { 'x-scopes': scopesOf(route) }),
      ...(aliases && { 'x-aliases': aliases.map(templateOf) }),
    },
  };
}

function securityOf(route: Route): readonly Security[] {
  const { inProject, scope, client } = route.meta;
  if (!inProject) return [{}];
  if (scope === null) return [{ project }];
  if (isOwn(route)) return asUser;
  if (isOpenToGuests(route)) return [{ project }, asKey];
  return client ? [asKey, ...asUser] : [asKey];
}

/** Types, statuses and messages; callers never see the codes of the core. */
function errorKinds(): readonly ErrorKind[] {
  const kinds = Object.values(failures).map(({ type, status, message }) => ({ type, status, message }));
  return kinds.sort((a, b) => (a.type === b.type ? a.status - b.status : a.type < b.type ? -1 : 1));
}
