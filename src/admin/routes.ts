import { accessRoutes } from './access.ts';
import { adminRoutes } from './admins.ts';
import { jobRoutes } from './jobs.ts';
import { projectRoutes } from './projects.ts';
import type { AdminEndpoint } from './route.ts';
import { teamRoutes } from './teams.ts';
import { userCredentialRoutes } from './user-credentials.ts';
import { userPartRoutes } from './user-parts.ts';
import { userRoutes } from './users.ts';

/** Every endpoint of the protocol. */
export const routes: readonly AdminEndpoint[] = [
  ...accessRoutes,
  ...adminRoutes,
  ...projectRoutes,
  ...userRoutes,
  ...userCredentialRoutes,
  ...userPartRoutes,
  ...teamRoutes,
  ...jobRoutes,
];
