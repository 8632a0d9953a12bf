import '../styles/settings.css';
import { useState } from 'preact/hooks';
import type { ApiError } from '../api/client.ts';
import { useAct, useRead } from '../api/queries.ts';
import type { PlatformList } from '../generated/admin.ts';
import { oneOf, useSearchState } from '../state/search-params.ts';
import { useMay } from '../state/session.ts';
import { isolated } from '../texts/isolated.ts';
import { useFormat, useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, FormEnds } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Page as Frame } from '../ui/page.tsx';
import { adviceFor, Empty, ErrorState, FormError } from '../ui/states.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { toast } from '../ui/toasts.tsx';
import { Copy } from '../ui/words.tsx';

type Platform = PlatformList['rows'][number];

const shape = { open: oneOf(['', 'new'] as const, '') };
const CHANGED = ['listPlatforms', 'listPolicies'] as const;

export function Page({ params: { project = '' } }: { readonly params: Readonly<Record<string, string>> }) {
  const t = useTexts();
  const format = useFormat();
  const mayWrite = useMay()('platforms.write');
  const [{ open }, set] = useSearchState(shape);
  const { data, error, refetch } = useRead('listPlatforms', { project });
  const remove = useRemove(project);
  const columns: readonly Column<Platform>[] = [
    { name: 'host', title: t.platforms.host, cell: ({ host }) => <code>{host}</code> },
    {
      name: 'meaning',
      title: t.platforms.meaning,
      cell: ({ host }) => (host.startsWith('*.') ? t.platforms.below(host.slice(2)) : t.platforms.only),
    },
    ...(mayWrite
      ? [
          {
            name: 'acts',
            title: t.general.acts,
            isEnd: true,
            cell: ({ host }: Platform) => (
              <Button
                small
                kind="danger"
                aria-label={t.platforms.removeNamed(host)}
                onClick={() => remove(host)}
              >
                {t.platforms.remove}
              </Button>
            ),
          },
        ]
      : []),
  ];
  return (
    <Frame
      title={t.nav.pages.platforms}
      count={data && format.count(data.rows.length)}
      isFlush
      acts={
        mayWrite && (
          <Button kind="primary" icon="add" class="keep" onClick={() => set({ open: 'new' })}>
            {t.platforms.add}
          </Button>
        )
      }
    >
      {error ? (
        <ErrorState
          title={t.errors.load(t.nav.pages.platforms)}
          error={error.error}
          onRetry={() => void refetch()}
        />
      ) : data?.rows.length === 0 ? (
        <Empty icon="platforms" title={t.platforms.none}>
          <p>{t.platforms.noneHint}</p>
          <Copy
            value={`denizen platforms add web app.example.com --project ${project}`}
            name={t.general.command}
          />
        </Empty>
      ) : (
        <Table
          caption={t.nav.pages.platforms}
          columns={columns}
          rows={data?.rows}
          idOf={({ host }) => host}
        />
      )}
      {mayWrite && open === 'new' && (
        <AddPlatform project={project} onClose={() => set({ open: '' }, { replace: true })} />
      )}
    </Frame>
  );
}

/** Removes a host at once, since it can be added again. */
function useRemove(project: string): (host: string) => void {
  const t = useTexts();
  const remove = useAct('deletePlatform', CHANGED);
  const add = useAct('createPlatform', CHANGED);
  const run = async (host: string) => {
    const result = await remove.run({ project, host });
    if (!result.ok) return toast({ text: adviceFor(t, result.error), isBad: true });
    toast({ text: t.platforms.removed(isolated(host)), undo: () => void add.run({ project, host }) });
  };
  return (host) => void run(host);
}

function AddPlatform({ project, onClose }: { readonly project: string; readonly onClose: () => void }) {
  const t = useTexts();
  const add = useAct('createPlatform', CHANGED);
  const [host, setHost] = useState('');
  const [error, setError] = useState<ApiError>();
  const submit = async () => {
    setError(undefined);
    const result = await add.run({ project, host: host.trim() });
    if (!result.ok) return setError(result.error);
    toast(t.platforms.added(isolated(host.trim())));
    onClose();
  };
  const isOfHost = error?.status === 400;
  return (
    <Dialog title={t.platforms.add} onClose={onClose} onSubmit={submit}>
      <p class="soft">{t.platforms.about}</p>
      <TextField
        label={t.platforms.host}
        value={host}
        onInput={setHost}
        placeholder="app.example.com"
        hint={t.platforms.hostHint}
        error={isOfHost ? adviceFor(t, error) : undefined}
        isRequired
        isMono
        autoFocus
      />
      {!isOfHost && <FormError error={error} />}
      <FormEnds onClose={onClose} isBusy={add.isBusy}>
        {t.platforms.add}
      </FormEnds>
    </Dialog>
  );
}
