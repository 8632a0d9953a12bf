import '../styles/users.css';
import type { QueryClient } from '@tanstack/preact-query';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { prefetchRead, useRead } from '../api/queries.ts';
import { hrefOf, type Params } from '../routes.tsx';
import { jobForMatches, jobForUsers } from '../state/chosen-users.ts';
import { useDebounced } from '../state/debounced.ts';
import { neighbours } from '../state/neighbours.ts';
import { json, oneOf, text, useSearchState, valuesIn } from '../state/search-params.ts';
import { type Selection, useSelection } from '../state/selection.ts';
import { useMay } from '../state/session.ts';
import { useStore } from '../state/store.ts';
import { useFormat, useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { type Filter, FilterBar, parseFilters } from '../ui/filters.tsx';
import { Icon } from '../ui/icon.tsx';
import type { IconName } from '../ui/icons.ts';
import { Keys, useKeys } from '../ui/keys.tsx';
import { announce } from '../ui/live.tsx';
import { Page as Frame } from '../ui/page.tsx';
import { useCommands } from '../ui/palette.tsx';
import { Snippet } from '../ui/snippet.tsx';
import { Empty, ErrorState } from '../ui/states.tsx';
import { BulkBar, Pager, type RowKey, Table } from '../ui/table.tsx';
import type { JobAct } from './jobs/state.ts';
import { queriesOf, userAttributes } from './users/attributes.ts';
import { ColumnChooser, isDense, SORTS, shownColumns, userColumns } from './users/columns.tsx';
import { CreateUser } from './users/create-user.tsx';
import { SavedViews } from './users/views.tsx';
import { calledBy, type User } from './users/words.tsx';

const SEARCH_WAIT_MS = 150;
const ROWS = 50;

const shape = {
  search: text(),
  queries: json<readonly Filter[]>([], parseFilters),
  sort: oneOf(SORTS, 'createdAt'),
  order: oneOf(['descending', 'ascending'] as const, 'descending'),
  cursor: text(),
  direction: oneOf(['next', 'previous'] as const, 'next'),
  do: oneOf(['', 'create'] as const, ''),
};
const FIRST_PAGE = { cursor: '', direction: 'next' } as const;

export function prefetch(client: QueryClient, { project = '' }: Params): Promise<void> {
  return prefetchRead(client, 'listUsers', pageInput(project, valuesIn(shape, window.location.search)));
}

export function Page({ params }: { readonly params: Params }) {
  const t = useTexts();
  const format = useFormat();
  const may = useMay();
  const project = params.project ?? '';
  const [state, set] = useSearchState(shape);
  const list = useUsers(project, state);
  const isNarrowed = state.search !== '' || state.queries.length > 0;
  useCommands(
    may('users.write') ? [{ label: t.users.create, icon: 'add', run: () => set({ do: 'create' }) }] : [],
  );
  return (
    <Frame
      isFlush
      title={t.nav.pages.users}
      count={list.total === undefined ? undefined : format.count(list.total, list.totalIsExact)}
      acts={
        may('users.write') && (
          <Button kind="primary" icon="add" class="keep" onClick={() => set({ do: 'create' })}>
            {t.users.create}
          </Button>
        )
      }
    >
      <Tools project={project} state={state} set={set} />
      <FilterBar
        attributes={userAttributes(t)}
        filters={state.queries}
        onChange={(queries) => set({ queries, ...FIRST_PAGE })}
      />
      {list.read.error ? (
        <ErrorState
          title={t.errors.load(t.nav.pages.users)}
          error={list.read.error.error}
          onRetry={() => void list.read.refetch()}
        />
      ) : list.rows?.length === 0 && !list.read.isPlaceholderData ? (
        <Nothing
          isNarrowed={isNarrowed}
          isLaterPage={state.cursor !== ''}
          onReset={() => set({ search: '', queries: [], ...FIRST_PAGE })}
        />
      ) : (
        <List project={project} state={state} set={set} list={list} />
      )}
      {state.do === 'create' && may('users.write') && (
        <CreateUser project={project} onClose={() => set({ do: '' }, { replace: true })} />
      )}
    </Frame>
  );
}

type State = ReturnType<typeof useSearchState<typeof shape>>[0];
type SetState = ReturnType<typeof useSearchState<typeof shape>>[1];

const narrowedTo = (project: string, { search, queries }: State) => ({
  ...{ project, search: search || undefined, queries: queriesOf(queries) },
});

function pageInput(project: string, state: State) {
  const { sort, order, cursor, direction } = state;
  return {
    ...narrowedTo(project, state),
    limit: ROWS,
    sort,
    descending: order === 'descending',
    ...(cursor !== '' && { cursor, direction }),
  };
}

/** The page of users, and then their number, which may take longer: the two would hold each other up. */
function useUsers(project: string, state: State) {
  const read = useRead('listUsers', pageInput(project, state), { keepsPrevious: true });
  const isThere = read.data !== undefined && !read.isPlaceholderData;
  const count = useRead(
    'listUsers',
    { ...narrowedTo(project, state), limit: 1, counted: true },
    { keepsPrevious: true, enabled: isThere },
  );
  return {
    read,
    rows: read.data?.rows,
    total: count.data?.total,
    totalIsExact: count.data?.totalIsExact ?? true,
  };
}

type PartProps = { readonly project: string; readonly state: State; readonly set: SetState };

function Tools({ project, state, set }: PartProps) {
  const t = useTexts();
  const may = useMay();
  const [, navigate] = useLocation();
  const settle = useCallback((search: string) => set({ search, ...FIRST_PAGE }, { replace: true }), [set]);
  const [typed, setTyped] = useDebounced(state.search, settle, SEARCH_WAIT_MS);
  const href = hrefOf('/projects/:project/users', { project });
  return (
    <search class="tools">
      <div class="search">
        <Icon name="search" small />
        <input
          class="input"
          type="search"
          aria-label={t.users.search}
          placeholder={t.users.searchHint}
          value={typed}
          maxLength={256}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.preventDefault();
            if (typed === '') event.currentTarget.blur();
            else setTyped('');
          }}
        />
        <span class="desk">
          <Keys of="/" />
        </span>
      </div>
      <div class="push">
        <SavedViews project={project} href={href} />
        <ColumnChooser />
        {may('jobs.write') && may('users.export') && (
          <Button
            icon="download"
            class="desk"
            onClick={() =>
              navigate(
                jobForMatches(project, {
                  act: 'export',
                  queries: queriesOf(state.queries),
                  search: state.search,
                }),
              )
            }
          >
            {t.users.export}
          </Button>
        )}
      </div>
    </search>
  );
}

type ListProps = PartProps & { readonly list: ReturnType<typeof useUsers> };

function List({ project, state, set, list }: ListProps) {
  const t = useTexts();
  const format = useFormat();
  const may = useMay();
  const [path] = useLocation();
  const names = useStore(shownColumns);
  const dense = useStore(isDense);
  const selection = useSelection();
  const { rows, total, totalIsExact } = list;
  const pageOf = useCallback(
    ({ id }: User) => hrefOf('/projects/:project/users/:user', { project, user: id }),
    [project],
  );
  const columns = useMemo(
    () => userColumns(t, pageOf).filter(({ name }) => names.some((each) => each === name)),
    [t, pageOf, names],
  );
  useEffect(() => {
    if (rows) neighbours.set({ list: path + window.location.search, ids: rows.map(({ id }) => id) });
  }, [rows, path]);
  useEffect(() => {
    if (total !== undefined) announce(t.table.found(format.count(total, totalIsExact)));
  }, [total, totalIsExact, t, format]);
  const rowKeys = useRowKeys(project, selection);
  const { next, previous } = list.read.data ?? {};
  const mayAct = may('jobs.write');
  return (
    <section aria-label={t.nav.pages.users}>
      <Table
        caption={t.users.caption(t.users.sorts[state.sort], t.users.orders[state.order])}
        class={dense ? 'users dense' : 'users'}
        columns={columns}
        rows={rows}
        idOf={({ id }) => id}
        nameOf={(user) => calledBy(t, user)}
        hrefOf={pageOf}
        sort={{ attribute: state.sort, isDescending: state.order === 'descending' }}
        onSort={({ attribute, isDescending }) =>
          set({
            sort: SORTS.find((each) => each === attribute) ?? 'createdAt',
            order: isDescending ? 'descending' : 'ascending',
            ...FIRST_PAGE,
          })
        }
        {...(mayAct && { selection, rowKeys })}
        reusesRows
        isStale={list.read.isPlaceholderData}
      />
      <Pager
        total={total}
        isExact={totalIsExact}
        onNewer={previous ? () => set({ cursor: previous, direction: 'previous' }) : undefined}
        onOlder={next ? () => set({ cursor: next, direction: 'next' }) : undefined}
      />
      {mayAct && <Bulk project={project} state={state} list={list} selection={selection} />}
    </section>
  );
}

/** Acts on the row of the keyboard while nothing is selected. */
function useRowKeys(project: string, { ids }: Selection): readonly RowKey<User>[] {
  const t = useTexts();
  const [, navigate] = useLocation();
  if (ids.size > 0) return [];
  const begin = (act: JobAct) => (user: User) => navigate(jobForUsers(project, { act, ids: [user.id] }));
  return [
    { key: 'e', label: t.users.keys.endSessions, run: begin('endSessions') },
    { key: 'l', label: t.users.keys.label, run: begin('label') },
  ];
}

const BULK_ACTS: readonly { readonly act: JobAct; readonly icon: IconName; readonly key?: string }[] = [
  { act: 'label', icon: 'tag', key: 'l' },
  { act: 'block', icon: 'block' },
  { act: 'endSessions', icon: 'signOut', key: 'e' },
  { act: 'export', icon: 'download' },
  { act: 'delete', icon: 'remove' },
];

type BulkProps = Omit<ListProps, 'set'> & { readonly selection: Selection };

/** Acts on the selected users, or on all who match: each begins with a preview on the page of jobs. */
function Bulk({ project, state, list, selection }: BulkProps) {
  const t = useTexts();
  const format = useFormat();
  const [, navigate] = useLocation();
  const [isAll, setAll] = useState(false);
  const { ids } = selection;
  const { search } = state;
  const queries = queriesOf(state.queries);
  useEffect(() => setAll(false), [ids, search, queries]);
  const begin = (act: JobAct) =>
    navigate(
      isAll ? jobForMatches(project, { act, queries, search }) : jobForUsers(project, { act, ids: [...ids] }),
    );
  useKeys(
    ids.size === 0
      ? []
      : BULK_ACTS.flatMap(({ act, key }) =>
          key === undefined ? [] : [{ key, label: t.jobs.acts[act], run: () => begin(act) }],
        ),
  );
  useCommands(
    ids.size === 0
      ? []
      : BULK_ACTS.map(({ act, icon, key }) => ({
          ...{ label: t.jobs.acts[act], icon, run: () => begin(act) },
          detail: t.table.selected(ids.size),
          ...(key !== undefined && { key }),
        })),
  );
  const all = list.total === undefined ? '' : format.count(list.total, list.totalIsExact);
  return (
    <BulkBar selection={selection} label={isAll ? t.users.allSelected(all) : undefined}>
      {!isAll && (
        <>
          <button type="button" class="link" onClick={() => setAll(true)}>
            {t.users.selectAll(all)}
          </button>
          <span class="sep" />
        </>
      )}
      {BULK_ACTS.map(({ act, icon }) => (
        <button key={act} type="button" onClick={() => begin(act)}>
          <Icon name={icon} small />
          {t.jobs.acts[act]}
        </button>
      ))}
    </BulkBar>
  );
}

type NothingProps = {
  readonly isNarrowed: boolean;
  readonly isLaterPage: boolean;
  readonly onReset: () => void;
};

/** No match, or no users yet. */
function Nothing({ isNarrowed, isLaterPage, onReset }: NothingProps) {
  const t = useTexts();
  if (isNarrowed || isLaterPage)
    return (
      <Empty
        icon="search"
        title={isNarrowed ? t.users.noMatch : t.users.noMore}
        act={<Button onClick={onReset}>{isNarrowed ? t.users.clearAll : t.users.toFirst}</Button>}
      >
        <p>{isNarrowed ? t.users.noMatchHint : t.users.noMoreHint}</p>
      </Empty>
    );
  return (
    <Empty icon="users" title={t.users.noneYet}>
      <p>{t.users.noneYetHint}</p>
      <Snippet call={CREATE_CALL} />
    </Empty>
  );
}

const CREATE_CALL = {
  method: 'POST',
  path: '/users',
  body: { userId: 'unique()', email: 'ann@example.com', name: 'Ann' },
  operation: 'users.create',
  params: { userId: 'unique()', email: 'ann@example.com', name: 'Ann' },
} as const;
