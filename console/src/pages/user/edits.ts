import { useQueryClient } from '@tanstack/preact-query';
import { useMemo, useState } from 'preact/hooks';
import { type ApiError, call, type Result } from '../../api/client.ts';
import type { ShownUser } from '../../generated/admin.ts';
import { useTexts } from '../../texts/texts.ts';
import { adviceFor } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';

export type Changes = Partial<
  Pick<ShownUser, 'name' | 'labels' | 'prefs'> & { readonly email: string; readonly phone: string }
>;

type Edit = {
  readonly changes: Changes;
  /** What the toast says. */
  readonly text: string;
  /** Changes that take it back. */
  readonly undo?: Changes;
  /** Shown before the server has said yes: for what it refuses for no reason of its own. */
  readonly isOptimistic?: boolean;
};

/** An edit that was refused since the user was changed meanwhile. */
export type Conflict = { readonly edit: Edit; readonly current: ShownUser };

export type UserEdits = {
  /** Saves changes. Returns what went wrong, which is told; after a conflict, people are asked. */
  readonly save: (edit: Edit) => Promise<ApiError | undefined>;
  /** Does an act that returns the changed user. Returns whether it worked; errors are told. */
  readonly act: (
    run: (ifMatch: string) => Promise<Result<ShownUser>>,
    done: { readonly text: string; readonly undo?: () => unknown },
  ) => Promise<boolean>;
  readonly conflict: Conflict | undefined;
  readonly settle: (keepsMine: boolean) => Promise<void>;
};

/** Changes of a user with the version that was shown, so that no administrator overwrites what another has done. */
export function useUserEdits(project: string, user: string): UserEdits {
  const t = useTexts();
  const client = useQueryClient();
  const [conflict, setConflict] = useState<Conflict>();
  const edits = useMemo(() => {
    const key = ['getUser', { project, user }];
    const shown = () => client.getQueryData<ShownUser>(key);
    const show = (next: ShownUser | undefined) => client.setQueryData(key, next);
    const others = () =>
      Promise.all(
        ['listUsers', 'listUserHistory'].map((name) => client.invalidateQueries({ queryKey: [name] })),
      );
    const save = async (edit: Edit): Promise<ApiError | undefined> => {
      const before = shown();
      if (!before) return undefined;
      await client.cancelQueries({ queryKey: key });
      // Email and phone are never shown before: an empty one means none.
      if (edit.isOptimistic) show({ ...before, ...(edit.changes as Partial<ShownUser>) });
      const input = { project, user, ...edit.changes };
      const result = await call('updateUser', input, { ifMatch: before.updatedAt });
      if (result.ok) {
        show(result.value);
        void others();
        const { text, undo } = edit;
        const takeBack = undo && {
          undo: () => save({ isOptimistic: true, changes: undo, text: t.user.undone }),
        };
        toast({ text, ...takeBack });
        return undefined;
      }
      show(before);
      const current = currentIn(result.error);
      if (current) {
        show(current);
        setConflict({ edit, current });
        return result.error;
      }
      toast({ text: `${t.user.notSaved} ${adviceFor(t, result.error)}`, isBad: true });
      return result.error;
    };
    return { save, shown, show, others };
  }, [client, project, user, t]);
  const act: UserEdits['act'] = async (run, { text, undo }) => {
    const result = await run(edits.shown()?.updatedAt ?? '');
    if (result.ok) {
      edits.show(result.value);
      void edits.others();
      toast({ text, ...(undo && { undo }) });
      return true;
    }
    const current = currentIn(result.error);
    if (current) edits.show(current);
    toast({ text: adviceFor(t, result.error) || result.error.code, isBad: true });
    return false;
  };
  const settle = async (keepsMine: boolean) => {
    setConflict(undefined);
    if (keepsMine && conflict) await edits.save(conflict.edit);
  };
  return { save: edits.save, act, conflict, settle };
}

function currentIn({ code, body }: ApiError): ShownUser | undefined {
  if (code !== 'changed_meanwhile') return undefined;
  const { current } = body;
  // Cast: the server sends the user as `getUser` does.
  return typeof current === 'object' && current !== null ? (current as ShownUser) : undefined;
}
