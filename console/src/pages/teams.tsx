import { useEffect, useState } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import type { ApiError } from '../api/client.ts';
import { useAct, useRead } from '../api/queries.ts';
import type { Team } from '../generated/admin.ts';
import { oneOf, text, useSearchState } from '../state/search-params.ts';
import { useMay } from '../state/session.ts';
import { type Texts, useFormat, useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, FormEnds } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Page as Frame } from '../ui/page.tsx';
import { Empty, ErrorState, FormError } from '../ui/states.tsx';
import { type Column, Pager, Table } from '../ui/table.tsx';
import { toast } from '../ui/toasts.tsx';
import { Copy, Time } from '../ui/words.tsx';

const SEARCH_AFTER_MS = 150;
const directions = ['next', 'previous'] as const;
const params = {
  search: text(),
  cursor: text(),
  direction: oneOf(directions, 'next'),
  open: oneOf(['', 'new'] as const, ''),
};

export function teamHref(project: string, team: string): string {
  return `/projects/${encodeURIComponent(project)}/teams/${encodeURIComponent(team)}`;
}

export function Page({ params: { project = '' } }: { readonly params: Readonly<Record<string, string>> }) {
  const t = useTexts();
  const format = useFormat();
  const may = useMay();
  const [{ search, cursor, direction, open }, set] = useSearchState(params);
  const list = useRead(
    'listTeams',
    {
      ...{ project, counted: true, descending: true },
      ...(search && { search }),
      ...(cursor && { cursor, direction }),
    },
    { keepsPrevious: true },
  );
  const { data } = list;
  const to = (to: string | null | undefined, way: (typeof directions)[number]) =>
    to ? () => set({ cursor: to, direction: way }) : undefined;
  return (
    <Frame
      title={t.nav.pages.teams}
      count={data?.total === undefined ? undefined : format.count(data.total, data.totalIsExact)}
      isFlush
      acts={
        may('teams.write') && (
          <Button kind="primary" icon="add" class="keep" onClick={() => set({ open: 'new' })}>
            {t.teams.new}
          </Button>
        )
      }
    >
      <search class="tools">
        <Search
          value={search}
          label={t.teams.search}
          onSearch={(words) => set({ search: words, cursor: '' }, { replace: true })}
        />
      </search>
      {list.error ? (
        <ErrorState
          title={t.errors.load(t.nav.pages.teams)}
          error={list.error.error}
          onRetry={() => void list.refetch()}
        />
      ) : data?.rows.length === 0 ? (
        <Nothing project={project} search={search} onClear={() => set({ search: '', cursor: '' })} />
      ) : (
        <Table
          class="teams"
          caption={t.teams.caption}
          columns={columnsOf(t, project)}
          rows={data?.rows}
          idOf={({ id }) => id}
          nameOf={({ name }) => name}
          hrefOf={({ id }) => teamHref(project, id)}
          isStale={list.isPlaceholderData}
        />
      )}
      {data && data.rows.length > 0 && (
        <Pager
          total={data.total}
          isExact={data.totalIsExact}
          onNewer={to(data.previous, 'previous')}
          onOlder={to(data.next, 'next')}
        />
      )}
      {may('teams.write') && open === 'new' && (
        <NewTeam project={project} onClose={() => set({ open: '' }, { replace: true })} />
      )}
    </Frame>
  );
}

function columnsOf(t: Texts, project: string): readonly Column<Team>[] {
  return [
    {
      name: 'name',
      title: t.teams.name,
      cell: ({ id, name }) => (
        <span class="who">
          <span>
            <Link class="clip" href={teamHref(project, id)}>
              <bdi>{name || id}</bdi>
            </Link>
            <small class="clip">
              <bdi>{id}</bdi>
            </small>
          </span>
        </span>
      ),
    },
    {
      name: 'members',
      title: t.teams.members,
      isEnd: true,
      class: 'w-n',
      cell: ({ members }) => <Count of={members} />,
    },
    { name: 'created', title: t.teams.created, cell: ({ createdAt }) => <Time at={createdAt} /> },
    {
      name: 'updated',
      title: t.teams.updated,
      isWide: true,
      cell: ({ updatedAt }) => <Time at={updatedAt} />,
    },
  ];
}

function Count({ of }: { readonly of: number }) {
  return useFormat().number(of);
}

/** Searches as an administrator types. */
function Search({
  value,
  label,
  onSearch,
}: {
  readonly value: string;
  readonly label: string;
  readonly onSearch: (words: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = setTimeout(() => onSearch(typed.trim()), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <div class="search">
      <Icon name="search" small />
      <input
        class="input"
        type="search"
        aria-label={label}
        placeholder={label}
        autocomplete="off"
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <kbd class="desk">/</kbd>
    </div>
  );
}

type NothingProps = { readonly project: string; readonly search: string; readonly onClear: () => void };

function Nothing({ project, search, onClear }: NothingProps) {
  const t = useTexts();
  if (search !== '')
    return (
      <Empty
        icon="search"
        title={t.teams.noMatch(search)}
        act={<Button onClick={onClear}>{t.filters.clear}</Button>}
      >
        <p>{t.teams.noMatchHint}</p>
      </Empty>
    );
  const call = `curl -X POST ${location.origin}/v1/teams -H 'X-Appwrite-Project: ${project}' -H "X-Appwrite-Key: $KEY" -H 'Content-Type: application/json' -d '{"teamId":"unique()","name":"Gardeners"}'`;
  return (
    <Empty icon="teams" title={t.teams.none}>
      <p>{t.teams.noneHint}</p>
      <Copy value={call} name={t.snippet.curl} />
    </Empty>
  );
}

function NewTeam({ project, onClose }: { readonly project: string; readonly onClose: () => void }) {
  const t = useTexts();
  const [, navigate] = useLocation();
  const create = useAct('createTeam', ['listTeams']);
  const [name, setName] = useState('');
  const [id, setId] = useState('');
  const [error, setError] = useState<ApiError>();
  const submit = async () => {
    setError(undefined);
    const result = await create.run({ project, name: name.trim(), ...(id.trim() && { id: id.trim() }) });
    if (!result.ok) return setError(result.error);
    toast(t.teams.createdToast);
    navigate(teamHref(project, result.value.id));
  };
  return (
    <Dialog title={t.teams.new} onClose={onClose} onSubmit={() => void submit()}>
      <TextField label={t.teams.name} value={name} onInput={setName} maxLength={128} isRequired autoFocus />
      <TextField
        label={`${t.teams.id} (${t.general.optional})`}
        hint={t.teams.idHint}
        value={id}
        onInput={setId}
        maxLength={36}
        isMono
      />
      <FormError error={error} />
      <FormEnds onClose={onClose} isBusy={create.isBusy}>
        {t.teams.create}
      </FormEnds>
    </Dialog>
  );
}
