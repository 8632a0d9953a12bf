import { routes as adminRoutes } from '../src/admin/routes.ts';
import { appwriteDocument } from '../src/appwrite/openapi.ts';
import { permissions } from '../src/core/admins/permissions.ts';
import { consoleClient } from './console/files.ts';
import { exportGuide, policiesGuide, settingsGuide } from './guide-tables.ts';
import { sdkFiles } from './sdk/files.ts';

/** Files generated from the code. They are committed so that reviews show their changes. */
export const generatedFiles: Readonly<Record<string, () => string>> = {
  'docs/openapi.json': () => `${JSON.stringify(appwriteDocument(), null, 2)}\n`,
  'docs/guide/settings.md': settingsGuide,
  'docs/guide/policies.md': policiesGuide,
  'docs/guide/export.md': exportGuide,
  'console/src/generated/admin.ts': () => consoleClient(adminRoutes, Object.keys(permissions)),
  ...sdkFiles,
};
