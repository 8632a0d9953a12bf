import { useQueryClient } from '@tanstack/preact-query';
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { call, type OutputOf } from '../api/client.ts';
import { useTail } from '../api/events.ts';
import { useRead } from '../api/queries.ts';
import { oneOf, text, useSearchState } from '../state/search-params.ts';
import { type Selection, useSelection } from '../state/selection.ts';
import { useMay } from '../state/session.ts';
import { type Texts, useFormat, useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { confirm } from '../ui/confirm.tsx';
import { FilterBar } from '../ui/filters.tsx';
import { Icon } from '../ui/icon.tsx';
import { useKeys } from '../ui/keys.tsx';
import { Page as Frame } from '../ui/page.tsx';
import { adviceFor, Empty, ErrorState } from '../ui/states.tsx';
import { BulkBar, type Column, NewRows, Pager, Table } from '../ui/table.tsx';
import { toast } from '../ui/toasts.tsx';
import { Avatar, Copy, Time } from '../ui/words.tsx';
import { deviceText } from './device.ts';
import { EndByFilter } from './sessions-end.tsx';
import { Facets } from './sessions-facets.tsx';
import {
  chipsOf,
  filtersOf,
  noFilters,
  providerName,
  queryOf,
  type SessionFilters,
  sessionAttributes,
  sessionParams,
} from './sessions-filters.ts';

type FoundSession = OutputOf<'searchSessions'>['rows'][number];

const ROWS = 50;
const params = { ...sessionParams, cursor: text(), open: oneOf(['', 'end'] as const, '') };

export function Page({ params: { project = '' } }: { readonly params: Readonly<Record<string, string>> }) {
  const t = useTexts();
  const format = useFormat();
  const may = useMay();
  const [{ cursor, open, ...filters }, set] = useSearchState(params);
  const query = queryOf(filters);
  const isFiltered = Object.keys(query).length > 0;
  const list = useRead(
    'searchSessions',
    { project, ...query, ...(cursor && { cursor }), limit: `${ROWS}`, counted: '1' },
    { keepsPrevious: true },
  );
  const facets = useRead('countSessions', { project, ...query }, { keepsPrevious: true });
  const setFilters = (changed: SessionFilters) => set({ ...changed, cursor: '' });
  const total =
    list.data?.total === undefined ? undefined : format.count(list.data.total, list.data.totalIsExact);
  return (
    <Frame
      title={t.nav.pages.sessions}
      count={total}
      isFlush
      acts={
        may('jobs.write') &&
        list.data !== undefined &&
        list.data.rows.length > 0 && (
          <Button kind="danger" class="keep" onClick={() => set({ open: 'end' })}>
            {isFiltered ? t.sessions.endMatching : t.sessions.endEvery}
          </Button>
        )
      }
    >
      <search class="tools">
        <NetworkSearch
          key={filters.network}
          value={filters.network}
          onSearch={(network) => setFilters({ ...filters, network })}
        />
        <FilterBar
          attributes={sessionAttributes(t)}
          filters={chipsOf(filters)}
          onChange={(chips) => setFilters(filtersOf(chips))}
        />
      </search>
      {facets.data?.networks.length !== 0 && !facets.error && (
        <Facets
          counts={facets.data}
          filters={filters}
          isStale={facets.isPlaceholderData}
          onChoose={(name, value) => setFilters({ ...filters, [name]: value })}
        />
      )}
      {list.error ? (
        <ErrorState
          title={t.errors.load(t.nav.pages.sessions)}
          error={list.error.error}
          onRetry={() => void list.refetch()}
        />
      ) : (
        <SessionTable
          project={project}
          rows={list.data?.rows}
          isStale={list.isPlaceholderData}
          isFiltered={isFiltered}
          onClear={() => setFilters(noFilters)}
        />
      )}
      {list.data && (list.data.rows.length > 0 || cursor !== '') && (
        <Pager
          total={list.data.total}
          isExact={list.data.totalIsExact}
          onNewer={cursor ? () => history.back() : undefined}
          onOlder={list.data.next ? () => set({ cursor: list.data?.next ?? '' }) : undefined}
        />
      )}
      {open === 'end' && may('jobs.write') && (
        <EndByFilter project={project} query={query} onClose={() => set({ open: '' }, { replace: true })} />
      )}
    </Frame>
  );
}

/** One address or a network. The server says if it is none. */
function NetworkSearch({
  value,
  onSearch,
}: {
  readonly value: string;
  readonly onSearch: (network: string) => void;
}) {
  const t = useTexts();
  const [typed, setTyped] = useState(value);
  return (
    <form
      class="search"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(typed.trim());
      }}
    >
      <Icon name="search" small />
      <input
        class="input"
        type="search"
        aria-label={t.sessions.search}
        placeholder={t.sessions.searchHint}
        autocomplete="off"
        spellcheck={false}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
        // The cross of the field empties it.
        onSearch={(event) => event.currentTarget.value === '' && onSearch('')}
      />
      <kbd class="desk">/</kbd>
    </form>
  );
}

type TableProps = {
  readonly project: string;
  readonly rows: readonly FoundSession[] | undefined;
  readonly isStale: boolean;
  readonly isFiltered: boolean;
  readonly onClear: () => void;
};

function SessionTable({ project, rows, isStale, isFiltered, onClear }: TableProps) {
  const t = useTexts();
  const may = useMay();
  const selection = useSelection();
  const end = useEndSessions(project, selection);
  const byId = new Map(rows?.map((row) => [row.id, row]));
  const selected = [...selection.ids].flatMap((id) => byId.get(id) ?? []);
  const mayEnd = may('sessions.write');
  useKeys(
    mayEnd && selected.length > 0
      ? [{ key: 'e', label: t.sessions.endSelected, run: () => void end(selected) }]
      : [],
  );
  if (rows?.length === 0) return isFiltered ? <NoMatch onClear={onClear} /> : <None project={project} />;
  return (
    <>
      <NewSignIns project={project} />
      <Table
        class="sess"
        caption={t.sessions.caption}
        columns={columnsOf(t, project)}
        rows={rows}
        idOf={({ id }) => id}
        nameOf={({ user }) => t.sessions.sessionOf(user.name || user.email || user.id)}
        hrefOf={({ user }) => userHref(project, user.id)}
        isStale={isStale}
        {...(mayEnd && {
          selection,
          rowKeys: [{ key: 'e', label: t.sessions.endMarked, run: (row: FoundSession) => void end([row]) }],
        })}
      />
      {mayEnd && (
        <BulkBar selection={selection}>
          <button type="button" onClick={() => void end(selected)}>
            {t.sessions.endCount(selected.length)}
          </button>
        </BulkBar>
      )}
    </>
  );
}

/** Asks, ends sessions one by one, and says how many could not be ended. */
function useEndSessions(project: string, selection: Selection) {
  const t = useTexts();
  const client = useQueryClient();
  return async (sessions: readonly FoundSession[]) => {
    const [first] = sessions;
    if (!first) return;
    const isYes = await confirm({
      title: t.sessions.endTitle(sessions.length, first.user.name || first.user.email || first.user.id),
      text: t.sessions.endText,
      answer: t.sessions.endCount(sessions.length),
      isDestroying: true,
    });
    if (!isYes) return;
    let failure: string | undefined;
    let ended = 0;
    for (const { id, user } of sessions) {
      const result = await call('deleteUserSession', { project, user: user.id, session: id });
      if (result.ok || result.error.status === 404) ended += 1;
      else failure = adviceFor(t, result.error);
    }
    selection.clear();
    for (const name of ['searchSessions', 'countSessions'])
      await client.invalidateQueries({ queryKey: [name] });
    if (ended > 0) toast(t.sessions.ended(ended));
    if (failure !== undefined)
      toast({ text: t.sessions.notEnded(sessions.length - ended, failure), isBad: true });
  };
}

function columnsOf(t: Texts, project: string): readonly Column<FoundSession>[] {
  return [
    {
      name: 'user',
      title: t.sessions.user,
      cell: ({ user }) => <Who project={project} user={user} />,
    },
    {
      name: 'device',
      title: t.sessions.device,
      class: 'w-d',
      cell: (row) => <bdi class="clip">{deviceText(row.device) || t.sessions.unknown}</bdi>,
    },
    {
      name: 'ip',
      title: t.sessions.from,
      class: 'w-f',
      cell: ({ ip }) =>
        ip === null ? <span class="muted">{t.sessions.unknown}</span> : <code class="clip">{ip}</code>,
    },
    {
      name: 'country',
      title: t.sessions.country,
      class: 'w-c',
      cell: ({ country }) => <Country code={country} />,
    },
    {
      name: 'provider',
      title: t.sessions.provider,
      class: 'w-v',
      isWide: true,
      cell: ({ provider }) => <bdi class="clip">{providerName(t, provider)}</bdi>,
    },
    {
      name: 'used',
      title: t.sessions.used,
      class: 'w-l',
      cell: ({ usedAt, createdAt }) => <Time at={usedAt ?? createdAt} />,
    },
    {
      name: 'created',
      title: t.sessions.created,
      class: 'w-a',
      isEnd: true,
      cell: ({ createdAt }) => <Time at={createdAt} />,
    },
  ];
}

function Country({ code }: { readonly code: string | null }) {
  const t = useTexts();
  const format = useFormat();
  if (!code) return <span class="muted">{t.sessions.unknown}</span>;
  return <span class="clip">{format.country(code)}</span>;
}

type User = FoundSession['user'];

function Who({ project, user: { id, name, email } }: { readonly project: string; readonly user: User }) {
  const t = useTexts();
  return (
    <span class="who">
      <Avatar id={id} name={name || email || ''} />
      <span>
        <Link class="clip" href={userHref(project, id)}>
          <bdi>{name || email || t.sessions.anonymous}</bdi>
        </Link>
        <small class="clip">
          <bdi>{name ? (email ?? id) : id}</bdi>
        </small>
      </span>
    </span>
  );
}

const userHref = (project: string, user: string) =>
  `/projects/${encodeURIComponent(project)}/users/${encodeURIComponent(user)}`;

/** Sessions that began since the list was loaded wait above it. */
function NewSignIns({ project }: { readonly project: string }) {
  const t = useTexts();
  const format = useFormat();
  const client = useQueryClient();
  const [count, setCount] = useState(0);
  useTail({
    project,
    isOn: true,
    onEntry: ({ act }) => act === 'session.create' && setCount((before) => before + 1),
  });
  if (count === 0) return null;
  return (
    <NewRows
      text={t.sessions.newSignIns(count, format.number(count))}
      onShow={() => {
        setCount(0);
        for (const name of ['searchSessions', 'countSessions'])
          void client.invalidateQueries({ queryKey: [name] });
      }}
    />
  );
}

function NoMatch({ onClear }: { readonly onClear: () => void }) {
  const t = useTexts();
  return (
    <Empty
      icon="search"
      title={t.sessions.noMatch}
      act={<Button onClick={onClear}>{t.filters.clear}</Button>}
    >
      <p>{t.sessions.noMatchHint}</p>
    </Empty>
  );
}

function None({ project }: { readonly project: string }) {
  const t = useTexts();
  const call = `curl -X POST ${location.origin}/v1/account/sessions/email -H 'X-Appwrite-Project: ${project}' -H 'Content-Type: application/json' -d '{"email":"ann@example.com","password":"…"}'`;
  return (
    <Empty icon="sessions" title={t.sessions.none}>
      <p>{t.sessions.noneHint}</p>
      <Copy value={call} name={t.snippet.curl} />
    </Empty>
  );
}
