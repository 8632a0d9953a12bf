import { routes as appwriteRoutes } from '../../src/appwrite/routes.ts';
import { routes as hexRoutes } from '../../src/hex/routes.ts';

const endpoints = [
  ...appwriteRoutes.map((endpoint) => ({ ...endpoint, prefix: '/v1' })),
  ...hexRoutes.map((endpoint) => ({ ...endpoint, prefix: '/hex/api' })),
].map(({ method, path, prefix, operation }) => ({
  operation,
  // Fixed parts before parameters: `/users/usage` is no user.
  parameters: path.split(':').length,
  pattern: new RegExp(`^${method} ${prefix}${path.replaceAll(/:\w+/g, '[^/]+')}$`),
}));

const byParameters = endpoints.toSorted((a, b) => a.parameters - b.parameters);

/** The operation of a request such as `GET /v1/users/ann`; nothing for pages and probes. */
export function operationOf(request: string): string | undefined {
  return byParameters.find(({ pattern }) => pattern.test(request))?.operation;
}
