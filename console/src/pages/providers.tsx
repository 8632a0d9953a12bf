import '../styles/settings.css';
import { useState } from 'preact/hooks';
import { useAct, useRead } from '../api/queries.ts';
import type { Provider, ProviderTest } from '../generated/admin.ts';
import { oneOf, text, useSearchState } from '../state/search-params.ts';
import { useMay } from '../state/session.ts';
import { type Texts, useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { confirm } from '../ui/confirm.tsx';
import { Icon } from '../ui/icon.tsx';
import { announce } from '../ui/live.tsx';
import { Page as Frame } from '../ui/page.tsx';
import { Menu } from '../ui/popover.tsx';
import { adviceFor, Empty, ErrorState } from '../ui/states.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { toast } from '../ui/toasts.tsx';
import { Copy, Note, Pill, Time } from '../ui/words.tsx';
import { SetUpProvider } from './providers/dialog.tsx';

const VIEWS = ['all', 'setUp'] as const;
const shape = { search: text(), show: oneOf(VIEWS, 'all'), edit: text() };

type Tested = { readonly key: string; readonly name: string; readonly test: ProviderTest };

export function Page({ params: { project = '' } }: { readonly params: Readonly<Record<string, string>> }) {
  const t = useTexts();
  const mayWrite = useMay()('providers.write');
  const [{ search, show, edit }, set] = useSearchState(shape);
  const { data, error, refetch } = useRead('listProviders', { project });
  const [tested, setTested] = useState<Tested>();
  const acts = useActs(project, { onEdit: ({ key }) => set({ edit: key }), onTested: setTested });
  const rows = data && ordered(data.rows);
  const setUp = rows?.filter(({ isSetUp }) => isSetUp) ?? [];
  const words = search.trim().toLowerCase();
  const found = (show === 'setUp' ? setUp : rows)?.filter(({ key, name }) =>
    `${key} ${name.toLowerCase()}`.includes(words),
  );
  const edited = mayWrite ? rows?.find(({ key }) => key === edit) : undefined;
  return (
    <Frame
      title={t.nav.pages.providers}
      isFlush
      acts={
        rows && (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
          <div class="seg" role="group" aria-label={t.policies.show}>
            {VIEWS.map((view) => (
              <button
                key={view}
                type="button"
                aria-pressed={view === show}
                onClick={() => set({ show: view })}
              >
                {t.providers.views[view]((view === 'all' ? rows : setUp).length)}
              </button>
            ))}
          </div>
        )
      }
    >
      {tested && <TestResult tested={tested} />}
      <search class="tools">
        <div class="search">
          <Icon name="search" small />
          <input
            class="input"
            type="search"
            aria-label={t.providers.search}
            placeholder={t.providers.search}
            value={search}
            onInput={(event) => set({ search: event.currentTarget.value }, { replace: true })}
          />
        </div>
      </search>
      {error ? (
        <ErrorState
          title={t.errors.load(t.nav.pages.providers)}
          error={error.error}
          onRetry={() => void refetch()}
        />
      ) : found?.length === 0 ? (
        <Empty
          icon={words ? 'search' : 'providers'}
          title={words ? t.providers.noMatch(search) : t.providers.none}
          act={<Button onClick={() => set({ search: '', show: 'all' })}>{t.providers.showAll}</Button>}
        >
          {!words && <p>{t.providers.noneHint}</p>}
        </Empty>
      ) : (
        <Table
          class="set-table"
          caption={t.nav.pages.providers}
          columns={columnsOf(t, mayWrite ? acts : undefined)}
          rows={found}
          idOf={({ key }) => key}
          nameOf={({ name }) => name}
        />
      )}
      {edited && (
        <SetUpProvider
          key={edited.key}
          project={project}
          provider={edited}
          onClose={() => set({ edit: '' }, { replace: true })}
        />
      )}
    </Frame>
  );
}

/** Those that are set up come first. */
function ordered(rows: readonly Provider[]): readonly Provider[] {
  return rows.toSorted(
    (one, other) => Number(other.isSetUp) - Number(one.isSetUp) || one.name.localeCompare(other.name),
  );
}

type Acts = {
  readonly edit: (provider: Provider) => void;
  readonly test: (provider: Provider) => void;
  readonly remove: (provider: Provider) => void;
};

type ActsOptions = {
  readonly onEdit: (provider: Provider) => void;
  readonly onTested: (tested: Tested) => void;
};

function useActs(project: string, { onEdit, onTested }: ActsOptions): Acts {
  const t = useTexts();
  const tests = useAct('testProvider', ['listProviders']);
  const removal = useAct('deleteProvider', ['listProviders']);
  const test = async ({ key, name }: Provider) => {
    announce(t.providers.testing(name));
    const result = await tests.run({ project, key });
    if (!result.ok) return toast({ text: adviceFor(t, result.error), isBad: true });
    announce(t.providers.results[result.value.result]);
    onTested({ key, name, test: result.value });
  };
  const remove = async ({ key, name }: Provider) => {
    const isSure = await confirm({
      title: t.providers.removeTitle(name),
      text: t.providers.removeText,
      answer: t.providers.remove,
      isDestroying: true,
      typed: key,
    });
    if (!isSure) return;
    const result = await removal.run({ project, key });
    if (result.ok) toast(t.providers.removed(name));
    else if (result.error.code !== 'proof_needed') {
      toast({ text: adviceFor(t, result.error), isBad: true });
    }
  };
  return {
    edit: onEdit,
    test: (provider) => void test(provider),
    remove: (provider) => void remove(provider),
  };
}

function TestResult({ tested: { name, test } }: { readonly tested: Tested }) {
  const t = useTexts();
  const { result, step, status, error } = test;
  const kind = { accepted: 'good', refused: 'warn', unreachable: 'warn', unclear: undefined } as const;
  const of = kind[result];
  return (
    <Note {...(of && { kind: of })}>
      <b>{name}</b>: {t.providers.results[result]}{' '}
      <small class="muted">
        {[t.providers.steps[step], status === null ? '' : `HTTP ${status}`, error]
          .filter(Boolean)
          .join(' · ')}
      </small>
    </Note>
  );
}

function columnsOf(t: Texts, acts: Acts | undefined): readonly Column<Provider>[] {
  return [
    {
      name: 'provider',
      title: t.providers.provider,
      class: 'w-l',
      cell: ({ key, name }) => (
        <span class="who">
          <span>
            <b class="clip">{name}</b>
            <small class="clip">
              <code>{key}</code>
            </small>
          </span>
        </span>
      ),
    },
    {
      name: 'state',
      title: t.providers.state,
      class: 'w-m',
      cell: ({ isSetUp, isEnabled }) => (
        <Pill kind={!isSetUp ? 'none' : isEnabled ? 'ok' : 'off'}>
          {!isSetUp ? t.providers.notSetUp : isEnabled ? t.providers.on : t.providers.off}
        </Pill>
      ),
    },
    {
      name: 'clientId',
      title: t.providers.clientId,
      isGone: ({ clientId }) => clientId === null,
      cell: ({ clientId }) => (
        <code class="clip">
          <bdi>{clientId}</bdi>
        </code>
      ),
    },
    {
      name: 'redirect',
      title: t.providers.redirect,
      isWide: true,
      cell: ({ isSetUp, callbackUrl }) =>
        isSetUp && <Copy value={callbackUrl} name={t.providers.redirect} short={t.providers.copyUrl} />,
    },
    {
      name: 'error',
      title: t.providers.lastError,
      isGone: ({ lastError }) => lastError === null,
      cell: ({ lastError }) =>
        lastError && (
          <span class="row">
            <Pill kind="off">
              <bdi>
                {lastError.error || (lastError.status === null ? lastError.step : `HTTP ${lastError.status}`)}
              </bdi>
            </Pill>
            <Time at={lastError.at} />
          </span>
        ),
    },
    ...(acts ? [actsColumn(t, acts)] : []),
  ];
}

function actsColumn(t: Texts, acts: Acts): Column<Provider> {
  return {
    name: 'acts',
    title: t.general.acts,
    class: 'c-acts',
    isEnd: true,
    cell: (provider) => (
      <Menu
        label={t.general.actsOn(provider.name)}
        buttonClass="btn quiet icon sm"
        buttonName={t.general.actsOn(provider.name)}
        align="end"
        button={<Icon name="more" />}
        items={[
          {
            label: provider.isSetUp ? t.providers.change : t.providers.setUp,
            icon: provider.isSetUp ? 'edit' : 'add',
            run: () => acts.edit(provider),
          },
          ...(provider.isSetUp
            ? ([
                { label: t.providers.test, icon: 'play', run: () => acts.test(provider) },
                'line',
                {
                  label: t.providers.remove,
                  icon: 'remove',
                  isDanger: true,
                  run: () => acts.remove(provider),
                },
              ] as const)
            : []),
        ]}
      />
    ),
  };
}
