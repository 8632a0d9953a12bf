import type { QueryClient } from '@tanstack/preact-query';
import type { ComponentType } from 'preact';
import type { Permission } from './generated/admin.ts';
import type { Texts } from './texts/texts.ts';
import type { IconName } from './ui/icons.ts';

/** What a page module exports as `Page`. `params` are those of its path. */
export type PageComponent = ComponentType<{ readonly params: Params }>;

export type Params = Readonly<Record<string, string>>;

export type PageModule = {
  readonly Page: PageComponent;
  /** Asks for what the page shows first, before the page is drawn. Resolves when it is there, or has failed. */
  readonly prefetch?: (client: QueryClient, params: Params) => Promise<void>;
};

export type Route = {
  readonly name: keyof Texts['nav']['pages'];
  /** Below `/console`. Pages of a project begin with `/projects/:project/`. */
  readonly path: string;
  /** Without it, the page is not shown. */
  readonly needs?: Permission;
  /** Its place in the navigation; missing for pages that others lead to. */
  readonly nav?: {
    readonly group: keyof Texts['nav']['groups'];
    readonly icon: IconName;
    readonly key?: string;
  };
  readonly load: () => Promise<PageModule>;
};

/** Every page, in the order of the navigation. Only pages that exist stand here. */
export const routes: readonly Route[] = [
  {
    name: 'overview',
    path: '/projects/:project/overview',
    needs: 'projects.read',
    nav: { group: 'top', icon: 'overview', key: 'o' },
    load: () => import('./pages/overview.tsx'),
  },
  {
    name: 'users',
    path: '/projects/:project/users',
    needs: 'users.read',
    nav: { group: 'directory', icon: 'users', key: 'u' },
    load: () => import('./pages/users.tsx'),
  },
  {
    name: 'user',
    path: '/projects/:project/users/:user',
    needs: 'users.read',
    load: () => import('./pages/user.tsx'),
  },
  {
    name: 'erasure',
    path: '/projects/:project/users/:user/erasure',
    needs: 'users.delete',
    load: () => import('./pages/erasure.tsx'),
  },
  {
    name: 'sessions',
    path: '/projects/:project/sessions',
    needs: 'sessions.read',
    nav: { group: 'directory', icon: 'sessions', key: 's' },
    load: () => import('./pages/sessions.tsx'),
  },
  {
    name: 'teams',
    path: '/projects/:project/teams',
    needs: 'teams.read',
    nav: { group: 'directory', icon: 'teams', key: 't' },
    load: () => import('./pages/teams.tsx'),
  },
  {
    name: 'team',
    path: '/projects/:project/teams/:team',
    needs: 'teams.read',
    load: () => import('./pages/team.tsx'),
  },
  {
    name: 'jobs',
    path: '/projects/:project/jobs',
    needs: 'jobs.read',
    nav: { group: 'work', icon: 'jobs', key: 'b' },
    load: () => import('./pages/jobs.tsx'),
  },
  {
    name: 'imports',
    path: '/projects/:project/imports',
    needs: 'imports.read',
    nav: { group: 'work', icon: 'imports', key: 'i' },
    load: () => import('./pages/imports.tsx'),
  },
  {
    name: 'import',
    path: '/projects/:project/imports/:import',
    needs: 'imports.read',
    load: () => import('./pages/import.tsx'),
  },
  {
    name: 'history',
    path: '/projects/:project/history',
    needs: 'history.read',
    nav: { group: 'record', icon: 'history', key: 'h' },
    load: () => import('./pages/history.tsx'),
  },
  {
    name: 'messages',
    path: '/projects/:project/messages',
    needs: 'messages.read',
    nav: { group: 'record', icon: 'messages', key: 'm' },
    load: () => import('./pages/messages.tsx'),
  },
  {
    name: 'keys',
    path: '/projects/:project/keys',
    needs: 'keys.read',
    nav: { group: 'settings', icon: 'keys', key: 'k' },
    load: () => import('./pages/keys.tsx'),
  },
  {
    name: 'providers',
    path: '/projects/:project/providers',
    needs: 'providers.read',
    nav: { group: 'settings', icon: 'providers' },
    load: () => import('./pages/providers.tsx'),
  },
  {
    name: 'migrations',
    path: '/projects/:project/migrations',
    needs: 'migrations.read',
    nav: { group: 'settings', icon: 'migrations' },
    load: () => import('./pages/migrations.tsx'),
  },
  {
    name: 'policies',
    path: '/projects/:project/policies',
    needs: 'policies.read',
    nav: { group: 'settings', icon: 'policies', key: 'p' },
    load: () => import('./pages/policies.tsx'),
  },
  {
    name: 'platforms',
    path: '/projects/:project/platforms',
    needs: 'policies.read',
    nav: { group: 'settings', icon: 'platforms' },
    load: () => import('./pages/platforms.tsx'),
  },
  {
    name: 'projects',
    path: '/projects',
    nav: { group: 'installation', icon: 'projects' },
    load: () => import('./pages/projects.tsx'),
  },
  {
    name: 'admins',
    path: '/admins',
    needs: 'admins.read',
    nav: { group: 'installation', icon: 'admins', key: 'a' },
    load: () => import('./pages/admins.tsx'),
  },
  {
    name: 'system',
    path: '/system',
    needs: 'system.read',
    nav: { group: 'installation', icon: 'system' },
    load: () => import('./pages/system.tsx'),
  },
  {
    name: 'account',
    path: '/account',
    load: () => import('./pages/account.tsx'),
  },
];

export const isOfProject = ({ path }: Route): boolean => path.startsWith('/projects/:project/');

/** The address of a page below `/console`. */
export function hrefOf(path: string, params: Readonly<Record<string, string>>): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}

/** The page at an address below `/console`, and the parameters that stand there. */
export function routeAt(address: string): { readonly route: Route; readonly params: Params } | undefined {
  for (const route of routes) {
    const pattern = new RegExp(`^${route.path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`);
    const found = pattern.exec(address);
    if (found) return { route, params: decoded(found.groups ?? {}) };
  }
  return undefined;
}

/** As they stand where that is no valid encoding. */
function decoded(groups: Params): Params {
  try {
    return Object.fromEntries(
      Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
    );
  } catch {
    return { ...groups };
  }
}
