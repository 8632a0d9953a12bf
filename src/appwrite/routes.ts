import type { Route } from '../http/route.ts';
import { healthRoutes } from './health.ts';
import { userRoutes } from './users.ts';

export const routes: readonly Route[] = [...userRoutes, ...healthRoutes];
