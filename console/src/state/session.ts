import { type QueryClient, useQuery, useQueryClient } from '@tanstack/preact-query';
import { CallFailed, call, fetched } from '../api/client.ts';
import type { OwnSession, Permission } from '../generated/admin.ts';
import { useProject } from './project.ts';

export const SESSION_KEY = ['getSession', {}] as const;

/** The session: `null` for a visitor who is signed out. */
const sessionQuery = {
  queryKey: SESSION_KEY,
  queryFn: async ({ signal }: { readonly signal: AbortSignal }): Promise<OwnSession | null> => {
    try {
      return await fetched('getSession', {}, { signal });
    } catch (error) {
      if (error instanceof CallFailed && error.error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 60_000,
};

/** Reads the session before a component asks for it. Resolves when it is there, or has failed. */
export function prefetchSession(client: QueryClient): Promise<void> {
  return client.prefetchQuery<OwnSession | null, CallFailed>(sessionQuery);
}

/** The session: `undefined` until it is known. */
export function useSessionQuery() {
  return useQuery<OwnSession | null, CallFailed>(sessionQuery);
}

/** The session on pages that only signed-in admins see. */
export function useSession(): OwnSession {
  const { data } = useSessionQuery();
  if (!data) throw new Error('a page of a signed-in admin is shown without a session');
  return data;
}

/** Sets what is known of the session, such as after a sign-in. */
export function useSetSession(): (session: OwnSession | null) => void {
  const client = useQueryClient();
  return (session) => client.setQueryData(SESSION_KEY, session);
}

/** Ends the session, and forgets everything that was shown. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await call('deleteSession', {});
    client.clear();
    client.setQueryData(SESSION_KEY, null);
  };
}

type May = (permission: Permission, project: string | undefined) => boolean;

/** Whether the admin may do something in a project, or in the installation. */
export function useMayIn(): May {
  const { permissions } = useSession();
  return (permission, project) =>
    permissions.installation.includes(permission) ||
    (project !== undefined && (permissions.projects[project]?.includes(permission) ?? false));
}

/** The same in the project of the page. What an administrator may not do is not shown. */
export function useMay(): (permission: Permission) => boolean {
  const may = useMayIn();
  const project = useProject();
  return (permission) => may(permission, project);
}
