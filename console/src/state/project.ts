import { useRoute } from 'wouter-preact';
import { createKeptStore } from './store.ts';

/** The id of the project of the address, on pages of a project. */
export function useProject(): string | undefined {
  const [, params] = useRoute('/projects/:project/*?');
  return params?.project;
}

/** The project that was shown last, where the console begins. */
export const lastProject = createKeptStore<string | null>(
  'project',
  (stored) => stored,
  (project) => project,
);
