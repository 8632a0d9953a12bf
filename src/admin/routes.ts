import { accessRoutes } from './access.ts';
import { adminRoutes } from './admins.ts';
import { historyRoutes } from './history.ts';
import { importRoutes } from './imports.ts';
import { jobRoutes } from './jobs.ts';
import { keyRoutes } from './keys.ts';
import { messageRoutes } from './messages.ts';
import { migrationRoutes } from './migrations.ts';
import { overviewRoutes } from './overview.ts';
import { policyRoutes } from './policies.ts';
import { projectRoutes } from './projects.ts';
import { providerRoutes } from './providers.ts';
import type { AdminEndpoint } from './route.ts';
import { sessionRoutes } from './sessions.ts';
import { systemRoutes } from './system.ts';
import { teamRoutes } from './teams.ts';
import { userCredentialRoutes } from './user-credentials.ts';
import { userPartRoutes } from './user-parts.ts';
import { userRoutes } from './users.ts';

/** Every endpoint of the protocol. */
export const routes: readonly AdminEndpoint[] = [
  ...accessRoutes,
  ...adminRoutes,
  ...projectRoutes,
  ...jobRoutes,
  ...importRoutes,
  ...sessionRoutes,
  ...historyRoutes,
  ...policyRoutes,
  ...keyRoutes,
  ...providerRoutes,
  ...migrationRoutes,
  ...messageRoutes,
  ...overviewRoutes,
  ...systemRoutes,
  ...userRoutes,
  ...userCredentialRoutes,
  ...userPartRoutes,
  ...teamRoutes,
];
