import { useState } from 'preact/hooks';
import type { HistoryEntry } from '../../api/events.ts';
import { useRead } from '../../api/queries.ts';
import { useMay } from '../../state/session.ts';
import { useFormat, useTexts } from '../../texts/texts.ts';
import { Empty, ErrorState, Skeleton } from '../../ui/states.tsx';
import { Pager } from '../../ui/table.tsx';
import { Entries, entryHref } from './entries.tsx';
import type { TabProps } from './tab.ts';

const ROWS = 50;
const KINDS = ['all', 'signIns', 'changes', 'byAdmins'] as const;
type Kind = (typeof KINDS)[number];
const SIGN_IN = /^(session|sessions|challenge|factor|token)\./;
const isOf: Readonly<Record<Kind, (entry: HistoryEntry) => boolean>> = {
  all: () => true,
  signIns: ({ act }) => SIGN_IN.test(act),
  changes: ({ act }) => !SIGN_IN.test(act),
  byAdmins: ({ actor }) => actor.kind === 'admin',
};

/** What was done to the user, by days. */
export function History({ project, user }: TabProps) {
  const t = useTexts();
  const format = useFormat();
  const may = useMay();
  const [kind, setKind] = useState<Kind>('all');
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const { data, error, refetch, isPlaceholderData } = useRead(
    'listUserHistory',
    { project, user: user.id, limit: `${ROWS}`, ...(cursor !== undefined && { cursor }) },
    { enabled: may('history.read'), keepsPrevious: true },
  );
  if (!may('history.read'))
    return (
      <Empty icon="lock" title={t.user.history.forbidden}>
        <p>{t.errors.codes.permission_missing}</p>
      </Empty>
    );
  if (error)
    return (
      <ErrorState
        title={t.errors.load(t.user.tabs.history)}
        error={error.error}
        onRetry={() => void refetch()}
      />
    );
  if (!data) return <Skeleton lines={8} />;
  const { next } = data;
  const hrefOf = entryHref({ project, user: user.id, cursor });
  const days = byDay(data.rows.filter(isOf[kind]));
  return (
    <div class={isPlaceholderData ? 'stale' : ''}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
      <div class="seg" role="group" aria-label={t.filters.label}>
        {KINDS.map((each) => (
          <button key={each} type="button" aria-pressed={each === kind} onClick={() => setKind(each)}>
            {t.user.history.kinds[each]}
          </button>
        ))}
      </div>
      {days.length === 0 && <p class="lede none">{t.user.history.none}</p>}
      {days.map(([day, entries]) => (
        <section key={day} aria-label={format.date(new Date(entries[0]?.at ?? 0))}>
          <h3 class="day">{format.date(new Date(entries[0]?.at ?? 0))}</h3>
          <Entries entries={entries} hrefOf={hrefOf} />
        </section>
      ))}
      {(cursors.length > 0 || next !== null) && (
        <Pager
          onNewer={cursors.length > 0 ? () => setCursors(cursors.slice(0, -1)) : undefined}
          onOlder={next === null ? undefined : () => setCursors([...cursors, next])}
        />
      )}
    </div>
  );
}

/** Days of the reader's clock, in the order of the entries. */
function byDay(entries: readonly HistoryEntry[]): readonly (readonly [string, readonly HistoryEntry[]])[] {
  const days = new Map<string, HistoryEntry[]>();
  for (const entry of entries) {
    const day = new Date(entry.at).toDateString();
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return [...days];
}
