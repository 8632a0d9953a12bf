import type { Core } from '../core/core.ts';
import type { Call, HexAnswer, HexRoute } from './route.ts';

export const startRoutes: readonly HexRoute[] = [
  {
    tag: 'start',
    method: 'GET',
    path: '',
    operation: 'start',
    summary: 'Say what there is',
    access: 'open',
    cached: true,
    run: show,
  },
];

async function show(_core: Core, { base }: Call): Promise<HexAnswer> {
  const body = {
    documentation_url: `${base}/openapi.json`,
    users_url: `${base}/api/users`,
    user_url: `${base}/api/users/{name}`,
    keys_url: `${base}/api/keys`,
    key_url: `${base}/api/keys/{name}`,
    organizations_url: `${base}/api/orgs`,
    organization_url: `${base}/api/orgs/{name}`,
  };
  return { status: 200, body };
}
