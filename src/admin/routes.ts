import { accessRoutes } from './access.ts';
import { adminRoutes } from './admins.ts';
import { historyRoutes } from './history.ts';
import { projectRoutes } from './projects.ts';
import type { AdminEndpoint } from './route.ts';
import { sessionRoutes } from './sessions.ts';

/** Every endpoint of the protocol. */
export const routes: readonly AdminEndpoint[] = [
  ...accessRoutes,
  ...adminRoutes,
  ...projectRoutes,
  ...sessionRoutes,
  ...historyRoutes,
];
