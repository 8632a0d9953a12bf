import type { Route } from '../http/route.ts';
import { healthRoutes } from './health.ts';
import { userCredentialRoutes } from './user-credentials.ts';
import { userImportRoutes } from './user-imports.ts';
import { userTargetRoutes } from './user-targets.ts';
import { userRoutes } from './users.ts';

export const routes: readonly Route[] = [
  ...userRoutes,
  ...userCredentialRoutes,
  ...userTargetRoutes,
  ...userImportRoutes,
  ...healthRoutes,
];
