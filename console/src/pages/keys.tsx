import '../styles/settings.css';
import { useState } from 'preact/hooks';
import { useAct, useRead } from '../api/queries.ts';
import type { Key, KeyWithSecret } from '../generated/admin.ts';
import { oneOf, text, useSearchState } from '../state/search-params.ts';
import { useMay } from '../state/session.ts';
import { isolated } from '../texts/isolated.ts';
import { type Texts, useFormat, useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { confirm } from '../ui/confirm.tsx';
import { Icon } from '../ui/icon.tsx';
import { Page as Frame } from '../ui/page.tsx';
import { Menu } from '../ui/popover.tsx';
import { SecretOnce } from '../ui/secret.tsx';
import { adviceFor, Empty, ErrorState } from '../ui/states.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { toast } from '../ui/toasts.tsx';
import { Copy, Note, Time } from '../ui/words.tsx';
import { NewKey, RotateKey } from './keys/dialogs.tsx';
import { KeyPill, Scopes, stateOf } from './keys/words.tsx';

const shape = { search: text(), open: oneOf(['', 'new'] as const, ''), rotate: text() };

export function Page({ params: { project = '' } }: { readonly params: Readonly<Record<string, string>> }) {
  const t = useTexts();
  const format = useFormat();
  const may = useMay();
  const [{ search, open, rotate }, set] = useSearchState(shape);
  const [made, setMade] = useState<KeyWithSecret>();
  const { data, error, refetch } = useRead('listKeys', { project });
  const keys = data?.rows.filter(({ replacedBy }) => replacedBy === null);
  const earlier = data?.rows.filter(({ replacedBy }) => replacedBy !== null) ?? [];
  const close = () => set({ open: '', rotate: '' }, { replace: true });
  const showSecret = (given: KeyWithSecret) => {
    setMade(given);
    close();
  };
  const revoke = useRevoke(project);
  const mayWrite = may('keys.write');
  const rotated = mayWrite ? keys?.find(({ id }) => id === rotate) : undefined;
  const found = keys?.filter((key) => isFound(key, search));
  const columns = columnsOf(t, {
    earlier,
    acts: mayWrite ? { rotate: ({ id }) => set({ rotate: id }), revoke } : undefined,
  });
  return (
    <Frame
      title={t.nav.pages.keys}
      count={keys && format.count(keys.length)}
      isFlush
      acts={
        mayWrite && (
          <Button kind="primary" icon="add" class="keep" onClick={() => set({ open: 'new' })}>
            {t.keyPage.new}
          </Button>
        )
      }
    >
      {made && <MadeSecret made={made} onDone={() => setMade(undefined)} />}
      {error ? (
        <ErrorState
          title={t.errors.load(t.nav.pages.keys)}
          error={error.error}
          onRetry={() => void refetch()}
        />
      ) : keys?.length === 0 ? (
        <NoKeys project={project} />
      ) : (
        <>
          <Tools search={search} onSearch={(words) => set({ search: words }, { replace: true })} />
          {found?.length === 0 ? (
            <Empty
              icon="search"
              title={t.keyPage.noMatch(search)}
              act={<Button onClick={() => set({ search: '' })}>{t.filters.clear}</Button>}
            />
          ) : (
            <Table
              class="set-table"
              caption={t.nav.pages.keys}
              columns={columns}
              rows={found}
              idOf={({ id }) => id}
              nameOf={({ name }) => name}
            />
          )}
          {keys && <Advice keys={keys} />}
        </>
      )}
      {mayWrite && open === 'new' && data && (
        <NewKey project={project} scopes={data.scopes} onClose={close} onSecret={showSecret} />
      )}
      {rotated && <RotateKey project={project} of={rotated} onClose={close} onSecret={showSecret} />}
    </Frame>
  );
}

function isFound({ id, name, scopes }: Key, search: string): boolean {
  const words = search.trim().toLowerCase();
  return [id, name, ...scopes].some((each) => each.toLowerCase().includes(words));
}

function useRevoke(project: string): (key: Key) => void {
  const t = useTexts();
  const remove = useAct('deleteKey', ['listKeys']);
  const revoke = async ({ id, name }: Key) => {
    const isSure = await confirm({
      title: t.keyPage.revokeTitle(isolated(name)),
      text: t.keyPage.revokeText,
      answer: t.keyPage.revoke,
      isDestroying: true,
      typed: name.trim(),
    });
    if (!isSure) return;
    const result = await remove.run({ project, key: id });
    if (result.ok) toast(t.keyPage.revoked(isolated(name)));
    else if (result.error.code !== 'proof_needed') {
      toast({ text: adviceFor(t, result.error), isBad: true });
    }
  };
  return (key) => void revoke(key);
}

type Acts = { readonly rotate: (key: Key) => void; readonly revoke: (key: Key) => void };

function columnsOf(
  t: Texts,
  { earlier, acts }: { readonly earlier: readonly Key[]; readonly acts: Acts | undefined },
): readonly Column<Key>[] {
  return [
    {
      name: 'name',
      title: t.keyPage.key,
      class: 'w-l',
      cell: ({ id, name }) => (
        <span class="who">
          <span>
            <b class="clip">
              <bdi>{name}</bdi>
            </b>
            <small class="clip">
              <code>{id}</code>
            </small>
          </span>
        </span>
      ),
    },
    {
      name: 'scopes',
      title: t.keyPage.scopes,
      cell: ({ scopes }) => <Scopes t={t} scopes={scopes} />,
    },
    {
      name: 'state',
      title: t.keyPage.state,
      class: 'w-s',
      cell: (key) => <KeyPill t={t} of={key} />,
    },
    {
      name: 'used',
      title: t.keyPage.lastUsed,
      class: 'w-s',
      cell: ({ lastUsedAt }) => <Time at={lastUsedAt} />,
    },
    {
      name: 'created',
      title: t.keyPage.created,
      class: 'w-s',
      isWide: true,
      cell: ({ createdAt }) => <Time at={createdAt} />,
    },
    {
      name: 'ends',
      title: t.keyPage.ends,
      class: 'w-m',
      cell: (key) => (
        <span>
          <Time at={key.expiresAt} />
          {earlier
            .filter(({ replacedBy }) => replacedBy === key.id)
            .map(({ id, expiresAt }) => (
              <small key={id}>
                <br />
                {t.keyPage.earlierUntil} <Time at={expiresAt} />
              </small>
            ))}
        </span>
      ),
    },
    ...(acts ? [actsColumn(t, acts)] : []),
  ];
}

function actsColumn(t: Texts, { rotate, revoke }: Acts): Column<Key> {
  return {
    name: 'acts',
    title: t.general.acts,
    class: 'c-acts',
    isEnd: true,
    cell: (key) => (
      <Menu
        label={t.general.actsOn(key.name)}
        buttonClass="btn quiet icon sm"
        buttonName={t.general.actsOn(key.name)}
        align="end"
        button={<Icon name="more" />}
        items={[
          ...(stateOf(key) === 'ended'
            ? []
            : [{ label: t.keyPage.rotate, icon: 'refresh' as const, run: () => rotate(key) }]),
          { label: t.keyPage.revoke, icon: 'remove', isDanger: true, run: () => revoke(key) },
        ]}
      />
    ),
  };
}

function MadeSecret({ made, onDone }: { readonly made: KeyWithSecret; readonly onDone: () => void }) {
  const t = useTexts();
  const { key, secret, previous } = made;
  return (
    <SecretOnce secret={secret} name={t.keyPage.secret} onDone={onDone}>
      <b>
        <bdi>{key.name}</bdi>
      </b>
      {': '}
      {t.keyPage.secretOnce}{' '}
      {previous && (
        <>
          {t.keyPage.earlierUntil} <Time at={previous.expiresAt} />.
        </>
      )}
    </SecretOnce>
  );
}

function Tools({
  search,
  onSearch,
}: {
  readonly search: string;
  readonly onSearch: (words: string) => void;
}) {
  const t = useTexts();
  return (
    <search class="tools">
      <div class="search">
        <Icon name="search" small />
        <input
          class="input"
          type="search"
          aria-label={t.keyPage.search}
          placeholder={t.keyPage.searchHint}
          value={search}
          onInput={(event) => onSearch(event.currentTarget.value)}
        />
      </div>
    </search>
  );
}

/** What to look after: keys that end soon, and keys that are not used. */
function Advice({ keys }: { readonly keys: readonly Key[] }) {
  const t = useTexts();
  const format = useFormat();
  const namesIn = (state: string) => keys.filter((key) => stateOf(key) === state).map(({ name }) => name);
  const parts = (['ending', 'unused'] as const)
    .map((state) => [state, namesIn(state)] as const)
    .filter(([, names]) => names.length > 0);
  if (parts.length === 0) return null;
  return (
    <Note>
      {parts.map(([state, names]) => (
        <p key={state}>
          <b>
            <bdi>{format.list(names)}</bdi>
          </b>
          {': '}
          {t.keyPage.advice[state]}
        </p>
      ))}
    </Note>
  );
}

function NoKeys({ project }: { readonly project: string }) {
  const t = useTexts();
  return (
    <Empty icon="keys" title={t.keyPage.none}>
      <p>{t.keyPage.noneHint}</p>
      <Copy
        value={`denizen keys create server --scopes users.read --project ${project}`}
        name={t.general.command}
      />
    </Empty>
  );
}
