import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
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
  const { caption, columns, rows, selection, isStale = false } = props;
  const t = useTexts();
  const isLate = useLate(rows === undefined);
  const [at, setAt] = useRowKeys(props);
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
                  key={props.idOf(row)}
                  {...{ row, columns, main, selection }}
                  id={props.idOf(row)}
                  name={props.nameOf?.(row) ?? props.idOf(row)}
                  isHere={index === at}
                  onHere={() => setAt(index)}
                  ids={() => rows.map(props.idOf)}
                />
              ))}
        </tbody>
      </table>
    </div>
  );
}

/** The row of the keyboard, which stays in sight. */
function useRowKeys<Row>({ rows = [], idOf, hrefOf, selection, rowKeys = [] }: TableProps<Row>) {
  const t = useTexts();
  const [at, setAt] = useState(-1);
  const [, navigate] = useLocation();
  const first = rows[0] === undefined ? '' : idOf(rows[0]);
  useEffect(() => setAt(-1), [first]);
  const move = (step: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, at + step));
    setAt(next);
    requestAnimationFrame(() => document.querySelector('tr.on')?.scrollIntoView({ block: 'nearest' }));
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
  readonly id: string;
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly main: Column<Row> | undefined;
  readonly selection: Selection | undefined;
  readonly isHere: boolean;
  readonly onHere: () => void;
  readonly ids: () => readonly string[];
};

function BodyRow<Row>({ row, id, name, columns, main, selection, isHere, onHere, ids }: BodyRowProps<Row>) {
  const t = useTexts();
  const isSelected = selection?.ids.has(id) ?? false;
  return (
    <tr
      role="row"
      class={isHere ? 'on' : ''}
      aria-selected={selection ? isSelected : undefined}
      onFocusIn={onHere}
    >
      {selection && (
        <td role="cell" class="pick">
          <input
            class="check"
            type="checkbox"
            aria-label={t.table.select(name)}
            checked={isSelected}
            onClick={(event) => selection.toggle(id, event.shiftKey, ids())}
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
