import { Link, useSearch } from 'wouter-preact';
import { addressOf } from '../api/client.ts';
import type { HistoryEntry, TailState } from '../api/events.ts';
import { flag, oneOf, text, useSearchState } from '../state/search-params.ts';
import { type Texts, useFormat, useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { FilterBar } from '../ui/filters.tsx';
import { Icon } from '../ui/icon.tsx';
import { useKeys } from '../ui/keys.tsx';
import { announce } from '../ui/live.tsx';
import { Page as Frame } from '../ui/page.tsx';
import { Empty, ErrorState } from '../ui/states.tsx';
import { type Column, NewRows, Pager, Table } from '../ui/table.tsx';
import { Copy } from '../ui/words.tsx';
import { By, EntryDialog, positionOf } from './history-entry.tsx';
import {
  actName,
  chipsOf,
  detailsText,
  filtersOf,
  historyAttributes,
  historyParams,
  noFilters,
} from './history-filters.ts';
import { NEWER_AT_MOST, useHistoryRows } from './history-rows.ts';
import { VerifyDialog } from './history-verify.tsx';

const params = {
  ...historyParams,
  cursor: text(),
  paused: flag(),
  entry: text(),
  open: oneOf(['', 'verify'] as const, ''),
};

export function Page({ params: { project = '' } }: { readonly params: Readonly<Record<string, string>> }) {
  const t = useTexts();
  const format = useFormat();
  const [{ cursor, paused, entry: opened, open, ...filters }, set] = useSearchState(params);
  const toFirst = () => set({ cursor: '' });
  const list = useHistoryRows({ project, filters, cursor, isLive: !paused, toFirst });
  const entry = list.rows?.find(({ id }) => id === opened);
  const isFiltered = Object.values(filters).some((value) => value !== '');
  return (
    <Frame
      title={t.nav.pages.history}
      isFlush
      acts={
        <>
          <LiveSwitch
            state={list.state}
            isPaused={paused}
            onChange={(isPaused) => set({ paused: isPaused })}
          />
          <Button icon="verify" onClick={() => set({ open: 'verify' })} class="keep">
            {t.history.verify}
          </Button>
          <a
            class="btn"
            href={addressOf('exportHistory', { project })}
            download={`history-${project}.ndjson`}
          >
            <Icon name="download" small />
            <span>{t.history.export}</span>
          </a>
        </>
      }
    >
      <div class="tools">
        <FilterBar
          attributes={historyAttributes(t)}
          filters={chipsOf(filters)}
          onChange={(chips) => set({ ...filtersOf(chips), cursor: '' })}
        />
      </div>
      {list.newer > 0 && (
        <NewRows
          text={t.table.newRows(format.count(list.newer, list.newer < NEWER_AT_MOST))}
          onShow={list.showNewer}
        />
      )}
      <Rows
        project={project}
        list={list}
        isFiltered={isFiltered}
        onClear={() => set({ ...noFilters, cursor: '' })}
      />
      {list.rows && (list.rows.length > 0 || cursor !== '') && (
        <Pager
          onNewer={cursor ? () => history.back() : undefined}
          onOlder={list.next === null ? undefined : () => set({ cursor: list.next ?? '' })}
        />
      )}
      {entry && (
        <EntryDialog project={project} entry={entry} onClose={() => set({ entry: '' }, { replace: true })} />
      )}
      {open === 'verify' && (
        <VerifyDialog project={project} onClose={() => set({ open: '' }, { replace: true })} />
      )}
    </Frame>
  );
}

type SwitchProps = {
  readonly state: TailState;
  readonly isPaused: boolean;
  readonly onChange: (isPaused: boolean) => void;
};

/** `l` switches. */
function LiveSwitch({ state, isPaused, onChange }: SwitchProps) {
  const t = useTexts();
  const change = (paused: boolean) => {
    announce(paused ? t.history.paused : t.history.live);
    onChange(paused);
  };
  useKeys([{ key: 'l', label: t.history.liveKey, run: () => change(!isPaused) }]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div class="seg" role="group" aria-label={t.history.tail}>
      <button
        type="button"
        aria-pressed={!isPaused}
        data-state={state}
        data-tip={t.history.states[state]}
        onClick={() => change(false)}
      >
        <Icon name="live" small />
        {t.history.live}
      </button>
      <button type="button" aria-pressed={isPaused} onClick={() => change(true)}>
        <Icon name="pause" small />
        <span class="desk">{t.history.paused}</span>
        <span class="vh">{t.history.pause}</span>
      </button>
    </div>
  );
}

type RowsProps = {
  readonly project: string;
  readonly list: ReturnType<typeof useHistoryRows>;
  readonly isFiltered: boolean;
  readonly onClear: () => void;
};

function Rows({ project, list, isFiltered, onClear }: RowsProps) {
  const t = useTexts();
  const search = useSearch();
  const hrefOf = ({ id }: HistoryEntry) => {
    const params = new URLSearchParams(search);
    params.set('entry', id);
    return `/projects/${encodeURIComponent(project)}/history?${params}`;
  };
  if (list.error)
    return (
      <ErrorState title={t.errors.load(t.nav.pages.history)} error={list.error.error} onRetry={list.retry} />
    );
  if (list.rows?.length === 0 && list.next === null)
    return isFiltered ? (
      <Empty
        icon="search"
        title={t.history.noMatch}
        act={<Button onClick={onClear}>{t.filters.clear}</Button>}
      >
        <p>{t.history.noMatchHint}</p>
      </Empty>
    ) : (
      <Empty icon="history" title={t.history.none}>
        <p>{t.history.noneHint}</p>
        <Copy
          value={`denizen users create --project ${project} --email ann@example.com`}
          name={t.snippet.curl}
        />
      </Empty>
    );
  return (
    <>
      {list.rows?.length === 0 && <p class="hint">{t.history.lookFurther}</p>}
      <Table
        class="his"
        caption={t.history.caption}
        columns={columnsOf(t, hrefOf)}
        rows={list.rows}
        idOf={({ id }) => id}
        hrefOf={hrefOf}
        isStale={list.isStale}
      />
    </>
  );
}

function columnsOf(t: Texts, hrefOf: (entry: HistoryEntry) => string): readonly Column<HistoryEntry>[] {
  return [
    { name: 'chain', title: t.history.chain, class: 'ch', cell: (entry) => <Knot entry={entry} /> },
    { name: 'at', title: t.history.at, class: 'w-at', cell: ({ at }) => <UtcTime at={at} /> },
    {
      name: 'what',
      title: t.history.what,
      isMain: true,
      cell: (entry) => <What entry={entry} href={hrefOf(entry)} />,
    },
    {
      name: 'act',
      title: t.history.act,
      class: 'w-act',
      isWide: true,
      cell: ({ act }) => <code class="clip">{act}</code>,
    },
    { name: 'by', title: t.history.by, class: 'w-by', cell: (entry) => <By entry={entry} /> },
    {
      name: 'from',
      title: t.history.from,
      class: 'w-ip',
      isGone: ({ ip }) => ip === null,
      cell: ({ ip }) => (ip === null ? <span class="muted">–</span> : <code class="clip">{ip}</code>),
    },
  ];
}

/** A knot of the chain: filled if a signed checkpoint covers it, dashed until it is chained. */
function Knot({ entry }: { readonly entry: HistoryEntry }) {
  const t = useTexts();
  const kind = entry.position === null ? 'open' : entry.isSigned ? 'seal' : '';
  const state =
    entry.position === null ? t.history.unchained : entry.isSigned ? t.history.signed : t.history.unsigned;
  return (
    <span class={`knot ${kind}`} data-tip={state}>
      {positionOf(entry)}
      <span class="vh">, {state}</span>
    </span>
  );
}

/** The history shows exact UTC always: the time today, else the day too. */
function UtcTime({ at }: { readonly at: string }) {
  const format = useFormat();
  const isToday = at.slice(0, 10) === new Date().toISOString().slice(0, 10);
  return (
    <time class="nowrap" dateTime={at} data-tip={format.utc(new Date(at))}>
      {isToday ? at.slice(11, 19) : `${at.slice(0, 10)} ${at.slice(11, 19)}`}
    </time>
  );
}

function What({ entry, href }: { readonly entry: HistoryEntry; readonly href: string }) {
  const t = useTexts();
  const { user, act } = entry;
  const details = detailsText(entry);
  return (
    <Link href={href} class="clip what">
      {user && (
        <b>
          <bdi>{user.name || t.history.erased(user.id.slice(0, 8))}</bdi>
        </b>
      )}{' '}
      <span class={act.endsWith('.refuse') ? 'bad' : 'soft'}>{actName(t, act)}</span>
      {details && (
        <span class="muted">
          {' · '}
          <bdi>{details}</bdi>
        </span>
      )}
    </Link>
  );
}
