import { accountRoutes } from './account.ts';
import { accountMfaRoutes } from './account-mfa.ts';
import { accountSessionRoutes } from './account-sessions.ts';
import { accountTargetRoutes } from './account-targets.ts';
import { accountTokenRoutes } from './account-tokens.ts';
import { appRoutes } from './apps.ts';
import { healthRoutes } from './health.ts';
import { identityRoutes } from './identities.ts';
import { membershipRoutes } from './memberships.ts';
import { oauthRoutes } from './oauth.ts';
import { policyRoutes } from './policies.ts';
import { projectRoutes } from './project.ts';
import type { Route } from './route.ts';
import { teamRoutes } from './teams.ts';
import { userCredentialRoutes } from './user-credentials.ts';
import { userImportRoutes } from './user-imports.ts';
import { userLogRoutes } from './user-logs.ts';
import { userTargetRoutes } from './user-targets.ts';
import { userRoutes } from './users.ts';
import { webhookRoutes } from './webhooks.ts';

export const routes: readonly Route[] = [
  ...userRoutes,
  ...userCredentialRoutes,
  ...userTargetRoutes,
  ...userImportRoutes,
  ...userLogRoutes,
  ...accountRoutes,
  ...accountSessionRoutes,
  ...accountTokenRoutes,
  ...accountTargetRoutes,
  ...accountMfaRoutes,
  ...teamRoutes,
  ...membershipRoutes,
  ...oauthRoutes,
  ...identityRoutes,
  ...appRoutes,
  ...projectRoutes,
  ...policyRoutes,
  ...webhookRoutes,
  ...healthRoutes,
];
