import '../styles/settings.css';
import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../api/client.ts';
import { useAct, useRead } from '../api/queries.ts';
import { json, oneOf, useSearchState } from '../state/search-params.ts';
import { useMay } from '../state/session.ts';
import { useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { useKeys } from '../ui/keys.tsx';
import { announce } from '../ui/live.tsx';
import { Page as Frame } from '../ui/page.tsx';
import { Empty, ErrorState, FormError, Skeleton } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import { Badge, Copy, Note } from '../ui/words.tsx';
import {
  type Change,
  changesOf,
  commandFor,
  type Drafts,
  formatValue,
  GROUPS,
  type Policy,
  parseDrafts,
  policiesIn,
} from './policies/drafts.ts';
import { Setting } from './policies/setting.tsx';

const VIEWS = ['all', 'set'] as const;
const shape = { show: oneOf(VIEWS, 'all'), changes: json<Drafts>({}, parseDrafts) };

export function Page({ params: { project = '' } }: { readonly params: Readonly<Record<string, string>> }) {
  const t = useTexts();
  const may = useMay();
  const [{ show, changes: drafts }, set] = useSearchState(shape);
  const { data, error, refetch } = useRead('listPolicies', { project });
  const mayWrite = may('policies.write');
  const rows = data?.rows;
  const changes = rows && mayWrite ? changesOf(rows, drafts) : [];
  const changed = new Set(changes.map(({ policy }) => policy.name));
  const setHere = rows?.filter(({ isSet, name }) => isSet || changed.has(name)) ?? [];
  const shown = show === 'set' ? setHere : rows;
  const change = (next: Drafts) => set({ changes: next }, { replace: true });
  return (
    <Frame
      title={t.nav.pages.policies}
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
                {t.policies.views[view]((view === 'all' ? rows : setHere).length)}
              </button>
            ))}
          </div>
        )
      }
    >
      {error && (
        <ErrorState
          title={t.errors.load(t.nav.pages.policies)}
          error={error.error}
          onRetry={() => void refetch()}
        />
      )}
      {!error && !shown && <Skeleton lines={8} />}
      {shown && (
        <>
          {!mayWrite && <Note>{t.policies.readOnly}</Note>}
          {shown.length === 0 ? (
            <Empty icon="policies" title={t.policies.noneSet}>
              <p>{t.policies.noneSetHint}</p>
            </Empty>
          ) : (
            <Groups
              {...{ shown, drafts, changed }}
              onChange={mayWrite ? (name, draft) => change({ ...drafts, [name]: draft }) : undefined}
            />
          )}
          {changes.length > 0 && <Pending {...{ project, changes }} onDone={() => change({})} />}
        </>
      )}
    </Frame>
  );
}

type GroupsProps = {
  readonly shown: readonly Policy[];
  readonly drafts: Drafts;
  readonly changed: ReadonlySet<string>;
  readonly onChange: ((name: Policy['name'], draft: NonNullable<Drafts[Policy['name']]>) => void) | undefined;
};

function Groups({ shown, drafts, changed, onChange }: GroupsProps) {
  const t = useTexts();
  const groups = GROUPS.map((group) => [group, policiesIn(group, shown)] as const).filter(
    ([, own]) => own.length > 0,
  );
  return (
    <div class="pol">
      <nav class="toc" aria-label={t.policies.groupsLabel}>
        {groups.map(([group, own]) => {
          const count = own.filter(({ name }) => changed.has(name)).length;
          return (
            <a key={group} href={`#${group}`}>
              {t.policies.groups[group]}
              {count > 0 && <Badge kind="acc">{count}</Badge>}
            </a>
          );
        })}
      </nav>
      <div>
        {groups.map(([group, own]) => (
          <section key={group} class="grp" id={group} aria-labelledby={`${group}-title`}>
            <h2 id={`${group}-title`}>{t.policies.groups[group]}</h2>
            {own.map((policy) => (
              <Setting
                key={policy.name}
                policy={policy}
                draft={drafts[policy.name]}
                onChange={onChange && ((draft) => onChange(policy.name, draft))}
              />
            ))}
          </section>
        ))}
      </div>
    </div>
  );
}

type PendingProps = {
  readonly project: string;
  readonly changes: readonly Change[];
  readonly onDone: () => void;
};

/** The changes that are not saved: what they do, the same as a command, and one request for all. */
function Pending({ project, changes, onDone }: PendingProps) {
  const t = useTexts();
  const update = useAct('updatePolicies', ['listPolicies', 'listPlatforms']);
  const [error, setError] = useState<ApiError>();
  const isValid = changes.every(({ after }) => after !== undefined);
  const label = t.policies.pending(changes.length);
  useEffect(() => announce(label), [label]);
  const save = async () => {
    if (!isValid || update.isBusy) return;
    setError(undefined);
    const values = Object.fromEntries(changes.map(({ policy, after }) => [policy.name, after]));
    const result = await update.run({ project, changes: values });
    if (result.ok) {
      toast(t.policies.saved(result.value.changes.length));
      onDone();
    } else if (result.error.code !== 'proof_needed') setError(result.error);
  };
  useKeys([{ key: 'mod+s', label: t.policies.saveKey, run: () => void save() }]);
  return (
    <section class="pending" aria-label={label}>
      <div class="diff">
        {changes.map(({ policy, after }) => (
          <span key={policy.name}>
            {policy.name} <del>{formatValue(policy.value) || '∅'}</del> →{' '}
            <ins>{after === undefined ? '?' : formatValue(after) || '∅'}</ins>
          </span>
        ))}
      </div>
      <div class="row">
        <Button kind="quiet" onClick={onDone}>
          {t.policies.undoAll}
        </Button>
        <Button kind="primary" onClick={() => void save()} isDisabled={!isValid} isBusy={update.isBusy}>
          {t.policies.save(changes.length)}
        </Button>
      </div>
      <FormError error={error} />
      {isValid && (
        <div class="as-command">
          <Copy value={commandFor(project, changes)} name={t.general.command} />
        </div>
      )}
    </section>
  );
}
