import { Link, useLocation } from 'wouter-preact';
import { useAct, useRead } from '../api/queries.ts';
import type { ImportList } from '../generated/admin.ts';
import { hrefOf } from '../routes.tsx';
import { text, useSearchState } from '../state/search-params.ts';
import { useMay } from '../state/session.ts';
import { useFormat, useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Page as Frame, Section } from '../ui/page.tsx';
import { adviceFor, Empty, ErrorState, Skeleton } from '../ui/states.tsx';
import { type Column, Pager, Table } from '../ui/table.tsx';
import { toast } from '../ui/toasts.tsx';
import { Time } from '../ui/words.tsx';
import { ImportState } from './imports/words.tsx';

const REFRESH_MS = 5_000;
const shape = { cursor: text() };

type Row = ImportList['rows'][number];
type Other = ImportList['others'][number];

export function Page({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const t = useTexts();
  const may = useMay();
  const [, navigate] = useLocation();
  const project = params.project ?? '';
  const [{ cursor }, set] = useSearchState(shape);
  const list = useRead(
    'listImports',
    { project, ...(cursor !== '' && { cursor }) },
    { keepsPrevious: true, refetchMs: REFRESH_MS },
  );
  const create = useAct('createImport', ['listImports']);
  const begin = async () => {
    const made = await create.run({ project });
    if (made.ok) navigate(hrefOf('/projects/:project/imports/:import', { project, import: made.value.id }));
    else toast({ text: adviceFor(t, made.error) || made.error.code, isBad: true });
  };
  const { data, error } = list;
  return (
    <Frame
      title={t.nav.pages.imports}
      acts={
        may('imports.write') && (
          <Button kind="primary" icon="add" class="keep" isBusy={create.isBusy} onClick={() => void begin()}>
            {t.imports.new}
          </Button>
        )
      }
    >
      {error ? (
        <ErrorState
          title={t.errors.load(t.nav.pages.imports)}
          error={error.error}
          onRetry={() => void list.refetch()}
        />
      ) : !data ? (
        <Skeleton />
      ) : (
        <>
          <Jobs project={project} rows={data.rows} />
          {(cursor !== '' || data.next !== null) && (
            <Pager
              onNewer={cursor === '' ? undefined : () => set({ cursor: '' })}
              onOlder={data.next === null ? undefined : () => set({ cursor: data.next ?? '' })}
            />
          )}
          {data.others.length > 0 && (
            <Section title={t.imports.byCommand} hint={<code>{t.imports.byCommandHint}</code>}>
              <Others rows={data.others} />
            </Section>
          )}
        </>
      )}
    </Frame>
  );
}

function Jobs({ project, rows }: { readonly project: string; readonly rows: readonly Row[] }) {
  const t = useTexts();
  const columns = useColumns<Row>();
  if (rows.length === 0)
    return (
      <Empty icon="imports" title={t.imports.none}>
        <p>{t.imports.noneHint}</p>
      </Empty>
    );
  const pageOf = ({ id }: Row) => hrefOf('/projects/:project/imports/:import', { project, import: id });
  const first: Column<Row> = {
    name: 'files',
    title: t.imports.files,
    cell: (row) => (
      <Link href={pageOf(row)}>
        <bdi>{row.files.join(', ') || t.imports.states.open}</bdi>
      </Link>
    ),
  };
  return (
    <Table
      caption={t.nav.pages.imports}
      rows={rows}
      idOf={({ id }) => id}
      hrefOf={pageOf}
      columns={[first, ...columns]}
    />
  );
}

function Others({ rows }: { readonly rows: readonly Other[] }) {
  const t = useTexts();
  const columns = useColumns<Other>();
  const first: Column<Other> = {
    name: 'files',
    title: t.imports.files,
    cell: (row) => <bdi>{row.files.join(', ')}</bdi>,
  };
  return (
    <Table caption={t.imports.byCommand} rows={rows} idOf={({ id }) => id} columns={[first, ...columns]} />
  );
}

function useColumns<R extends Row | Other>(): readonly Column<R>[] {
  const t = useTexts();
  const format = useFormat();
  return [
    { name: 'from', title: t.imports.from, cell: ({ system }) => system ?? '–' },
    { name: 'state', title: t.imports.state, cell: ({ state }) => <ImportState state={state} /> },
    {
      name: 'rows',
      title: t.imports.rows,
      isWide: true,
      cell: ({ rows: count }) => (count === null ? '–' : format.number(count)),
    },
    {
      name: 'made',
      title: t.imports.made,
      cell: ({ counts }) => (counts === null ? '–' : format.number(counts.new)),
    },
    { name: 'begun', title: t.imports.begun, cell: ({ createdAt }) => <Time at={createdAt} /> },
  ];
}
