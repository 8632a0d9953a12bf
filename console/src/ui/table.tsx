import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import type { Selection } from '../state/selection.ts';
import { useFormat, useTexts } from '../texts/texts.ts';
import { Icon } from './icon.tsx';
import { Keys, useKeys } from './keys.tsx';
import { useLate } from './states.tsx';

export type Column<Row> = {
  readonly name: string;
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** The cell that names the row: it has the link, and is the title of the card at 390 px. The first by default. */
  readonly isMain?: boolean;
  /** Left out under 1180 px. */
  readonly isWide?: boolean;
  /** Numbers stand at the end. */
  readonly isEnd?: boolean;
  /** Leaves an empty cell out of a card. */
  readonly isGone?: (row: Row) => boolean;
  /** The attribute to sort by: only where an index answers. */
  readonly sort?: string;
  /** A class of the column, for its width. */
  readonly class?: string;
};

export type Sort = { readonly attribute: string; readonly isDescending: boolean };

type TableProps<Row> = {
  /** Said by screen readers: what the rows are and how they are sorted. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[] | undefined;
  readonly idOf: (row: Row) => string;
  /** How a row is called, for its box. */
  readonly nameOf?: (row: Row) => string;
  /** Where Enter leads. */
  readonly hrefOf?: (row: Row) => string;
  readonly sort?: Sort;
  readonly onSort?: (sort: Sort) => void;
  readonly selection?: Selection;
  /** Acts on the row of the keyboard. */
  readonly rowKeys?: readonly RowKey<Row>[];
  /** Other rows are on their way: these are dimmed. */
  readonly isStale?: boolean;
  readonly class?: string;
  /** Stands in a column of a page instead of reaching to its edges. */
  readonly isInset?: boolean;
  /**
   * Rows keep nothing of their own, such as an open menu: those of the next page take their elements, which costs a
   * third of making others.
   */
  readonly reusesRows?: boolean;
};

export type RowKey<Row> = {
  readonly key: string;
  readonly label: string;
  readonly run: (row: Row) => void;
};

const SKELETON_ROWS = 8;

/**
 * A table that turns into cards at 390 px. `j` `k` move, `x` selects, `shift+x` selects up to the row, Enter opens.
 * Without rows it shows bones after 150 ms.
 */
export function Table<Row>(props: TableProps<Row>) {
  const { caption, columns, rows, selection, isStale = false, reusesRows = false } = props;
  const t = useTexts();
  const isLate = useLate(rows === undefined);
  const [at, setAt] = useRowKeys(props);
  const idsNow = useRef<readonly string[]>([]);
  idsNow.current = (rows ?? []).map(props.idOf);
  const ids = useCallback(() => idsNow.current, []);
  if (rows === undefined && !isLate) return <div class="bleed" aria-busy="true" />;
  const main = columns.find(({ isMain }) => isMain) ?? columns[0];
  const classes = ['table cards', props.class, isStale && 'stale', props.isInset && 'inset']
    .filter(Boolean)
    .join(' ');
  // Roles that tables have anyway: browsers drop them where the style makes cards of rows.
  return (
    <div class={props.isInset ? '' : 'bleed'}>
      <table class={classes} role="table" aria-busy={rows === undefined || isStale || undefined}>
        <caption class="vh">{rows ? caption : t.table.loading(caption)}</caption>
        <Head {...props} />
        <tbody role="rowgroup">
          {rows === undefined
            ? Array.from({ length: SKELETON_ROWS }, (_, index) => (
                <BoneRow key={index} columns={columns} isPicked={selection !== undefined} />
              ))
            : rows.map((row, index) => (
                <BodyRow
                  key={reusesRows ? index : props.idOf(row)}
                  {...{ row, columns, main, index, ids }}
                  id={props.idOf(row)}
                  name={props.nameOf?.(row) ?? props.idOf(row)}
                  isHere={index === at}
                  isSelected={selection?.ids.has(props.idOf(row))}
                  onHere={setAt}
                  onToggle={selection?.toggle}
                />
              ))}
        </tbody>
      </table>
    </div>
  );
}

/** The row of the keyboard, which stays in sight. */
function useRowKeys<Row>(props: TableProps<Row>) {
  const { rows = [], idOf, hrefOf, selection, rowKeys = [], reusesRows = false } = props;
  const t = useTexts();
  const [, navigate] = useLocation();
  const first = rows[0] === undefined ? '' : idOf(rows[0]);
  const [at, setAt] = usePlace(first);
  // Before a key can follow.
  useLayoutEffect(() => {
    // The element that had the focus is that of another row now.
    if (reusesRows && document.activeElement?.closest('tbody')) blurAll();
  }, [first, reusesRows]);
  const move = (step: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, at + step));
    setAt(next);
    requestAnimationFrame(focusRow);
  };
  const row = rows[at];
  const select = (isRange: boolean) =>
    row !== undefined && selection?.toggle(idOf(row), isRange, rows.map(idOf));
  const open = () => row !== undefined && hrefOf && navigate(hrefOf(row));
  useKeys([
    ...(rows.length > 0
      ? [
          { key: 'j', label: t.keys.next, run: () => move(1) },
          { key: 'k', label: t.keys.previous, run: () => move(-1) },
        ]
      : []),
    ...(rows.length > 0 && hrefOf ? [{ key: 'Enter', label: t.keys.open, run: open }] : []),
    ...(rows.length > 0 && selection
      ? [
          { key: 'x', label: t.keys.select, run: () => select(false) },
          { key: 'shift+x', label: t.keys.selectRange, run: () => select(true) },
        ]
      : []),
    ...(rows.length > 0
      ? rowKeys.map((each) => ({ ...each, run: () => row !== undefined && each.run(row) }))
      : []),
    ...(selection && selection.ids.size > 0
      ? [{ key: 'Escape', label: t.table.clearSelection, run: selection.clear }]
      : []),
  ]);
  return [at, setAt] as const;
}

/** The place of the keyboard, none at first. It is forgotten with the rows, which the first one stands for. */
function usePlace(first: string) {
  const [place, setPlace] = useState({ first, at: -1 });
  const current = useRef(first);
  current.current = first;
  const setAt = useCallback((at: number) => setPlace({ first: current.current, at }), []);
  return [place.first === first ? place.at : -1, setAt] as const;
}

/** The link of the row gets the focus, so that Enter opens it, whatever had the focus before. */
function focusRow(): void {
  const row = document.querySelector('tr.on');
  const link = row?.querySelector<HTMLElement>('.main a');
  if (link) link.focus({ preventScroll: true });
  else blurAll();
  row?.scrollIntoView({ block: 'nearest' });
}

function blurAll(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

function Head<Row>({ columns, rows = [], idOf, selection, sort, onSort }: TableProps<Row>) {
  const t = useTexts();
  const ids = rows.map(idOf);
  const selected = ids.filter((id) => selection?.ids.has(id)).length;
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = selected > 0 && selected < ids.length;
  });
  return (
    <thead role="rowgroup">
      <tr role="row">
        {selection && (
          <th scope="col" role="columnheader" class="c-pick">
            <input
              ref={box}
              class="check"
              type="checkbox"
              aria-label={t.table.selectPage}
              checked={ids.length > 0 && selected === ids.length}
              onChange={() => selection.setAll(ids, selected < ids.length)}
            />
          </th>
        )}
        {columns.map(({ name, title, sort: attribute, ...column }) => {
          const isSorted = sort !== undefined && attribute === sort.attribute;
          return (
            <th
              key={name}
              scope="col"
              role="columnheader"
              class={classesOf(column)}
              aria-sort={isSorted ? (sort.isDescending ? 'descending' : 'ascending') : undefined}
            >
              {attribute !== undefined && onSort ? (
                <button
                  type="button"
                  onClick={() => onSort({ attribute, isDescending: isSorted ? !sort.isDescending : true })}
                >
                  {title}
                  {isSorted && <Icon name={sort.isDescending ? 'descending' : 'ascending'} />}
                </button>
              ) : (
                title
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

type BodyRowProps<Row> = {
  readonly row: Row;
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly main: Column<Row> | undefined;
  readonly isHere: boolean;
  readonly onHere: (index: number) => void;
  /** Missing where rows are not selected. */
  readonly isSelected: boolean | undefined;
  readonly onToggle: Selection['toggle'] | undefined;
  readonly ids: () => readonly string[];
};

/** Is made again only if something of it has changed: a list is rendered several times before its next rows come. */
function BodyRow<Row>(props: BodyRowProps<Row>) {
  const { row, index, id, name, columns, main, isHere, onHere, isSelected, onToggle, ids } = props;
  const t = useTexts();
  return useMemo(
    () => (
      <tr role="row" class={isHere ? 'on' : ''} aria-selected={isSelected} onFocusIn={() => onHere(index)}>
        {onToggle && (
          <td role="cell" class="pick">
            <input
              class="check"
              type="checkbox"
              aria-label={t.table.select(name)}
              checked={isSelected ?? false}
              onClick={(event) => onToggle(id, event.shiftKey, ids())}
            />
          </td>
        )}
        {columns.map((column) => (
          <td
            key={column.name}
            role="cell"
            class={classesOf(column, column === main && 'main', column.isGone?.(row) && 'gone')}
            data-l={column === main ? undefined : column.title}
          >
            {column.cell(row)}
          </td>
        ))}
      </tr>
    ),
    [t, row, index, id, name, columns, main, isHere, onHere, isSelected, onToggle, ids],
  );
}

function BoneRow<Row>({
  columns,
  isPicked,
}: {
  readonly columns: readonly Column<Row>[];
  readonly isPicked: boolean;
}) {
  return (
    <tr class="bones">
      {isPicked && <td class="pick" />}
      {columns.map((column, at) => (
        <td key={column.name} class={classesOf(column, at === 0 && 'main')}>
          <span class={`bone w${(at % 3) + 1}`} />
        </td>
      ))}
    </tr>
  );
}

function classesOf(
  column: { readonly isWide?: boolean; readonly isEnd?: boolean; readonly class?: string },
  ...more: readonly (string | false | undefined)[]
): string {
  return [column.class, column.isWide && 'wide', column.isEnd && 'end', ...more].filter(Boolean).join(' ');
}

/** New rows wait above the table instead of moving those that are read. `text` says how many. */
export function NewRows({ text, onShow }: { readonly text: string; readonly onShow: () => void }) {
  return (
    <button type="button" class="new-rows" onClick={onShow}>
      <Icon name="ascending" small />
      {text}
    </button>
  );
}

type PagerProps = {
  /** What the server counted; missing if it did not. */
  readonly total?: number | undefined;
  readonly isExact?: boolean | undefined;
  readonly onNewer?: (() => void) | undefined;
  readonly onOlder?: (() => void) | undefined;
};

/** Pages by cursor: newer and older, without numbers. */
export function Pager({ total, isExact = true, onNewer, onOlder }: PagerProps) {
  const t = useTexts();
  const format = useFormat();
  useKeys([
    ...(onNewer ? [{ key: '[', label: t.keys.newer, run: onNewer }] : []),
    ...(onOlder ? [{ key: ']', label: t.keys.older, run: onOlder }] : []),
  ]);
  return (
    <div class="pager">
      <span class="keys desk" aria-hidden="true">
        <span>
          <Keys of="j" /> <Keys of="k" /> {t.table.move}
        </span>
        <span>
          <Keys of="Enter" /> {t.table.open}
        </span>
        <span>
          <Keys of="?" /> {t.table.allKeys}
        </span>
      </span>
      <span class="push">
        {total !== undefined && <span>{t.table.found(format.count(total, isExact))}</span>}
        <span class="join">
          <button class="btn" type="button" disabled={!onNewer} onClick={onNewer}>
            <Icon name="left" small />
            {t.table.newer}
          </button>
          <button class="btn" type="button" disabled={!onOlder} onClick={onOlder}>
            {t.table.older}
            <Icon name="right" small />
          </button>
        </span>
      </span>
    </div>
  );
}

/** The acts on selected rows. */
export function BulkBar({
  selection,
  label,
  children,
}: {
  readonly selection: Selection;
  /** What is selected, if it is more than the rows. */
  readonly label?: string | undefined;
  readonly children: ComponentChildren;
}) {
  const t = useTexts();
  if (selection.ids.size === 0) return null;
  const shown = label ?? t.table.selected(selection.ids.size);
  return (
    <section class="bulk" aria-label={shown}>
      <b>{shown}</b>
      <span class="sep" />
      {children}
      <button
        type="button"
        onClick={selection.clear}
        aria-label={t.table.clearSelection}
        data-tip={t.table.clearSelection}
      >
        <Icon name="close" small />
      </button>
    </section>
  );
}
