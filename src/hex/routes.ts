import { auditLogRoutes } from './audit-logs.ts';
import { authRoutes } from './auth.ts';

import { keyRoutes } from './keys.ts';
import { memberRoutes } from './members.ts';
import { oauthRoutes } from './oauth.ts';
import { organizationRoutes } from './organizations.ts';
import type { HexRoute } from './route.ts';
import { startRoutes } from './start.ts';
import { userRoutes } from './users.ts';

/** Every endpoint under `/hex/api`. Router and document read this list. */
export const routes: readonly HexRoute[] = [
  ...startRoutes,
  ...userRoutes,
  ...auditLogRoutes,
  ...keyRoutes,
  ...authRoutes,
  ...organizationRoutes,
  ...memberRoutes,
  ...oauthRoutes,
];
