import { useEffect, useMemo, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { useRead } from '../api/queries.ts';
import { calledBy } from '../pages/users/words.tsx';
import { hrefOf } from '../routes.tsx';
import { lastProject, useProject } from '../state/project.ts';
import { useMayIn } from '../state/session.ts';
import { useTexts } from '../texts/texts.ts';
import type { Command } from './palette.tsx';

const WAIT_MS = 150;
const SHOWN_AT_MOST = 6;

/** `isStale` while those of the query are not there yet. */
type People = { readonly commands: readonly Command[]; readonly isStale: boolean };

/** Finds users of the project by the words of their list: name, email and id. Old ones stay until new ones are there. */
export function usePeople(query: string): People {
  const t = useTexts();
  const [, navigate] = useLocation();
  const may = useMayIn();
  const first = useRead('listProjects', {}).data?.rows[0]?.id;
  const project = useProject() ?? lastProject.get() ?? first;
  const typed = query.trim();
  const search = useSettled(typed);
  const enabled = search !== '' && project !== undefined && may('users.read', project);
  const { data, isFetching, isPlaceholderData } = useRead(
    'listUsers',
    { project: project ?? '', search, limit: SHOWN_AT_MOST },
    { enabled, keepsPrevious: true },
  );
  const isShown = typed !== '' && enabled;
  const commands = useMemo(
    () =>
      (isShown ? (data?.rows ?? []) : []).map((user) => ({
        id: user.id,
        label: calledBy(t, user),
        detail: user.email !== null && user.name !== '' ? user.email : user.id,
        icon: 'account' as const,
        run: () =>
          navigate(hrefOf('/projects/:project/users/:user', { project: project ?? '', user: user.id })),
      })),
    [isShown, data, t, project, navigate],
  );
  const isAwaited = typed !== search || (enabled && (isPlaceholderData || (isFetching && !data)));
  return { commands, isStale: typed !== '' && isAwaited };
}

/** The text once it has stayed the same for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), WAIT_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
