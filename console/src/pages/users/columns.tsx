import { createKeptStore, useStore } from '../../state/store.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Tick } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Popover } from '../../ui/popover.tsx';
import type { Column } from '../../ui/table.tsx';
import { Copy, Tags, Time } from '../../ui/words.tsx';
import { type User, UserState, Who } from './words.tsx';

const LABELS_SHOWN = 2;

export const COLUMNS = [
  ...(['user', 'state', 'phone', 'labels', 'factor', 'accessed', 'created'] as const),
  ...(['id', 'password', 'updated'] as const),
] as const;
type ColumnName = (typeof COLUMNS)[number];
const BY_DEFAULT: readonly ColumnName[] = COLUMNS.slice(0, 7);

/** What an index answers. */
export const SORTS = ['createdAt', 'accessedAt', 'name', 'email', 'passwordUpdatedAt', 'updatedAt'] as const;

/** The columns that a person has chosen, in this browser. */
export const shownColumns = createKeptStore<readonly ColumnName[]>(
  'users.columns',
  (stored) => {
    if (stored === null) return BY_DEFAULT;
    const names = stored.split(' ');
    return COLUMNS.filter((name) => name === 'user' || names.includes(name));
  },
  (names) => (String(names) === String(BY_DEFAULT) ? null : names.join(' ')),
);

export const isDense = createKeptStore<boolean>(
  'users.dense',
  (stored) => stored === 'on',
  (isOn) => (isOn ? 'on' : null),
);

export function userColumns(t: Texts, hrefOf: (user: User) => string): readonly Column<User>[] {
  const titles = t.users.columns;
  const never = <span class="muted">–</span>;
  const columns: Readonly<Record<ColumnName, Omit<Column<User>, 'name' | 'title'>>> = {
    user: { isMain: true, sort: 'name', cell: (user) => <Who user={user} href={hrefOf(user)} /> },
    state: { class: 'c-state', cell: (user) => <UserState user={user} /> },
    phone: {
      ...{ isWide: true, class: 'c-phone', isGone: () => true },
      cell: ({ phone }) => (phone === null ? never : <bdi>{phone}</bdi>),
    },
    labels: {
      class: 'c-labels',
      isGone: ({ labels }) => labels.length === 0,
      cell: ({ labels }) => <Tags values={labels} most={LABELS_SHOWN} />,
    },
    factor: {
      ...{ class: 'c-factor', isWide: true, isGone: () => true },
      cell: ({ mfaEnabledAt }) =>
        mfaEnabledAt === null ? <span class="muted">{t.general.none}</span> : t.users.factorOn,
    },
    accessed: {
      ...{ class: 'c-moment', sort: 'accessedAt' },
      cell: ({ accessedAt }) => <Time at={accessedAt} />,
    },
    created: {
      ...{ class: 'c-moment', isWide: true, sort: 'createdAt', isGone: () => true },
      cell: ({ createdAt }) => <Time at={createdAt} />,
    },
    id: { class: 'c-id', isGone: () => true, cell: ({ id }) => <Copy value={id} name={titles.id} /> },
    password: {
      ...{ class: 'c-moment', sort: 'passwordUpdatedAt', isGone: () => true },
      cell: ({ passwordUpdatedAt }) => (passwordUpdatedAt === null ? never : <Time at={passwordUpdatedAt} />),
    },
    updated: {
      ...{ class: 'c-moment', sort: 'updatedAt', isGone: () => true },
      cell: ({ updatedAt }) => <Time at={updatedAt} />,
    },
  };
  return COLUMNS.map((name) => ({ name, title: titles[name], ...columns[name] }));
}

/** Chooses columns and the height of rows. */
export function ColumnChooser() {
  const t = useTexts();
  const shown = useStore(shownColumns);
  const dense = useStore(isDense);
  return (
    <Popover
      label={t.table.columns}
      buttonClass="btn desk"
      align="end"
      class="choose"
      button={
        <>
          <Icon name="columns" small />
          <span>{t.table.columns}</span>
        </>
      }
    >
      {() => (
        <>
          {COLUMNS.map((name) => (
            <Tick
              key={name}
              label={t.users.columns[name]}
              isOn={shown.includes(name)}
              isDisabled={name === 'user'}
              onChange={(isOn) =>
                shownColumns.set(
                  COLUMNS.filter((each) => (each === name ? isOn : shownColumns.get().includes(each))),
                )
              }
            />
          ))}
          <hr />
          <Tick label={t.users.dense} isOn={dense} onChange={isDense.set} isSwitch />
        </>
      )}
    </Popover>
  );
}
