import '../src/styles/fonts.css';
import '../src/styles/tokens.css';
import '../src/styles/components.css';
import '../src/styles/console.css';
import { render } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { Link, Router } from 'wouter-preact';
import { flag, json, oneOf, text, useSearchState } from '../src/state/search-params.ts';
import { useSelection } from '../src/state/selection.ts';
import { applyTheme } from '../src/state/theme.ts';
import { loadTexts, TextsProvider } from '../src/texts/texts.ts';
import { Button } from '../src/ui/button.tsx';
import { Chart, type Point } from '../src/ui/chart.tsx';
import { ConfirmHost, confirm } from '../src/ui/confirm.tsx';
import { SelectField, TextArea, TextField, Tick } from '../src/ui/field.tsx';
import { type Filter, FilterBar, parseFilters } from '../src/ui/filters.tsx';
import { listenForKeys } from '../src/ui/keys.tsx';
import { LiveRegion } from '../src/ui/live.tsx';
import { Facts, Page, Section } from '../src/ui/page.tsx';
import { Menu, TipHost } from '../src/ui/popover.tsx';
import { Snippet } from '../src/ui/snippet.tsx';
import { Empty, ErrorState } from '../src/ui/states.tsx';
import { BulkBar, type Column, NewRows, Pager, Table } from '../src/ui/table.tsx';
import { ToastHost, toast } from '../src/ui/toasts.tsx';
import { Avatar, Badge, Copy, Note, Pill, type PillKind, Tags, Time } from '../src/ui/words.tsx';

/** Every component in its states, for a look and for tests in a browser. No part of the console. */

type Person = {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly labels: readonly string[];
};

const NAMES = [
  'Ingrid Solheim',
  'ليلى حداد',
  'Hiroshi Tanaka',
  '<img src=x onerror=alert(1)>',
  'Siobhán Ní Bhriain',
  '',
];
const PER_PAGE = 10;
const people: readonly Person[] = Array.from({ length: 34 }, (_, at) => ({
  id: `p${String(at).padStart(2, '0')}`,
  name: NAMES[at % NAMES.length] ?? '',
  email: `person${at}@example.com`,
  labels: ['wholesale', 'beta', 'reseller'].slice(0, at % 4),
}));
const days: readonly Point[] = Array.from({ length: 30 }, (_, at) => ({
  at: new Date(Date.UTC(2026, 9, 30 + at)).toISOString().slice(0, 10),
  value: 16 + ((at * 17) % 45),
}));

const shape = {
  search: text(),
  from: text('0'),
  down: flag(),
  state: oneOf(['rows', 'loading', 'stale', 'empty', 'error'], 'rows'),
  filters: json<readonly Filter[]>([], parseFilters),
};

const columns: readonly Column<Person>[] = [
  {
    name: 'person',
    title: 'Person',
    sort: 'name',
    cell: ({ id, name, email }) => (
      <span class="who">
        <Avatar id={id} name={name} />
        <span>
          <Link class="clip" href={`/people/${id}`}>
            <bdi>{name || 'Anonymous'}</bdi>
          </Link>
          <small class="clip">{email}</small>
        </span>
      </span>
    ),
  },
  {
    name: 'labels',
    title: 'Labels',
    cell: ({ labels }) => <Tags values={labels} most={2} />,
    isGone: ({ labels }) => labels.length === 0,
  },
  { name: 'seen', title: 'Last seen', isWide: true, cell: () => <Time at="2026-01-02T03:04:05.678Z" /> },
  { name: 'id', title: 'ID', isEnd: true, cell: ({ id }) => <code>{id}</code> },
];

function People() {
  const [{ search, from, down: isDescending, state, filters }, set] = useSearchState(shape);
  const selection = useSelection();
  const begin = Number(from);
  const found = useMemo(() => {
    const matching = people.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()));
    return isDescending ? matching.toReversed() : matching;
  }, [search, isDescending]);
  const rows =
    state === 'loading' ? undefined : state === 'empty' ? [] : found.slice(begin, begin + PER_PAGE);
  return (
    <>
      <div class="tools">
        <div class="search">
          <input
            class="input"
            type="search"
            aria-label="Search people"
            value={search}
            onInput={(event) => set({ search: event.currentTarget.value, from: '0' }, { replace: true })}
          />
        </div>
      </div>
      <FilterBar
        filters={filters}
        onChange={(changed) => set({ filters: changed })}
        attributes={[
          { name: 'name', title: 'Name', kind: 'text' },
          { name: 'active', title: 'Active', kind: 'flag' },
          { name: 'joined', title: 'Joined', kind: 'moment' },
          { name: 'logins', title: 'Sign-ins', kind: 'number' },
          { name: 'labels', title: 'Labels', kind: 'list' },
          {
            name: 'factor',
            title: 'Factor',
            kind: 'choice',
            choices: [
              { value: 'totp', label: 'App' },
              { value: 'phone', label: 'Phone' },
            ],
          },
        ]}
      />
      <NewRows text="12 newer entries" onShow={() => toast('Shown')} />
      {state === 'error' ? (
        <ErrorState
          title="People could not be loaded"
          error={{
            status: 500,
            code: 'internal',
            message: 'The server failed.',
            field: undefined,
            requestId: 'a1b2c3d4-e5f6',
            body: {},
          }}
          onRetry={() => set({ state: 'rows' })}
        />
      ) : rows?.length === 0 ? (
        <Empty icon="users" title="No people yet" act={<Button icon="add">Add</Button>}>
          <p>Create the first one by API.</p>
        </Empty>
      ) : (
        <>
          <Table
            caption="People by name"
            columns={columns}
            rows={rows}
            idOf={({ id }) => id}
            nameOf={({ name, id }) => name || id}
            hrefOf={({ id }) => `/people/${id}`}
            selection={selection}
            sort={{ attribute: 'name', isDescending }}
            onSort={(sort) => set({ down: sort.isDescending })}
            isStale={state === 'stale'}
          />
          <Pager
            total={5_000}
            isExact={false}
            onNewer={begin > 0 ? () => set({ from: String(begin - PER_PAGE) }) : undefined}
            onOlder={
              begin + PER_PAGE < found.length ? () => set({ from: String(begin + PER_PAGE) }) : undefined
            }
          />
        </>
      )}
      <BulkBar selection={selection}>
        <button type="button" onClick={() => toast({ text: 'Blocked', undo: () => toast('Unblocked') })}>
          Block
        </button>
      </BulkBar>
    </>
  );
}

const PILLS: readonly PillKind[] = ['ok', 'hollow', 'off', 'none', 'run'];

function Words() {
  return (
    <Section title="Words" hint="States, values and notes.">
      <p class="row wrap">
        {PILLS.map((kind) => (
          <Pill key={kind} kind={kind}>
            {kind}
          </Pill>
        ))}
        <Badge>plain</Badge>
        <Badge kind="ok">ok</Badge>
        <Badge kind="warn">warn</Badge>
        <Badge kind="bad">bad</Badge>
      </p>
      <Facts
        facts={[
          ['ID', <Copy key="id" value="660ce8d9b4120000abcd" name="ID" short="660ce8…" />],
          ['Seen', <Time key="seen" at="2026-01-02T03:04:05.678Z" exact />],
          ['Never', <Time key="never" at={null} />],
          ['Person', <Avatar key="person" id="ann" name="Ann Ahlgren" large />],
        ]}
      />
      <div class="stack">
        <Note>Something to know.</Note>
        <Note kind="warn" act={<Button small>Show</Button>}>
          Something to do.
        </Note>
        <Note kind="good">Something is done.</Note>
      </div>
    </Section>
  );
}

function Forms() {
  const [name, setName] = useState('');
  const [kind, setKind] = useState<'a' | 'b'>('a');
  const [isOn, setOn] = useState(true);
  return (
    <Section
      title="Forms"
      acts={
        <Menu
          label="More"
          button="More"
          align="end"
          items={[
            { label: 'One', run: () => toast('One') },
            'line',
            { label: 'Two', isDanger: true, run: () => toast('Two') },
          ]}
        />
      }
    >
      <div class="narrow stack">
        <TextField
          label="Name"
          value={name}
          onInput={setName}
          error={name === 'x' ? 'Not x.' : undefined}
          hint="Any but x."
        />
        <TextArea label="Notes" value={name} onInput={setName} />
        <SelectField
          label="Kind"
          value={kind}
          onChange={setKind}
          choices={[
            { value: 'a', label: 'A' },
            { value: 'b', label: 'B' },
          ]}
        />
        <Tick label="On" hint="Takes effect at once." isOn={isOn} onChange={setOn} isSwitch />
        <div class="row wrap">
          <Button kind="primary" isBusy={!isOn}>
            Save
          </Button>
          <Button
            kind="danger"
            onClick={async () => {
              const isYes = await confirm({
                title: 'End 214 sessions of 201 users?',
                text: 'They have to sign in again.',
                answer: 'End 214 sessions',
                isDestroying: true,
                typed: '214',
              });
              toast(isYes ? 'Ended' : 'Kept');
            }}
          >
            End sessions
          </Button>
        </div>
      </div>
    </Section>
  );
}

function Gallery() {
  return (
    <Page
      title="Gallery"
      count="5,000+"
      acts={
        <Button kind="primary" class="keep">
          New
        </Button>
      }
      isFlush
    >
      <People />
      <Words />
      <Forms />
      <div class="charts">
        <Chart title="Sign-ups by day" kind="columns" series={[{ name: 'Sign-ups', points: days }]} />
        <Chart
          title="Sign-ins by day"
          kind="lines"
          series={[
            { name: 'Succeeded', points: days.map(({ at, value }) => ({ at, value: value * 31 })) },
            { name: 'Refused', points: days },
          ]}
        />
      </div>
      <Section title="Call">
        <Snippet
          call={{
            method: 'PUT',
            path: '/users/ann/labels',
            body: { labels: ["it's"] },
            operation: 'users.updateLabels',
            params: { userId: 'ann', labels: ["it's"] },
          }}
        />
      </Section>
    </Page>
  );
}

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
applyTheme();
listenForKeys();
await loadTexts();
render(
  <TextsProvider>
    <Router base="/console">
      <Gallery />
    </Router>
    <ConfirmHost />
    <LiveRegion />
    <ToastHost />
    <TipHost />
  </TextsProvider>,
  root,
);
