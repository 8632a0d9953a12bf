import '../styles/settings.css';
import { useState } from 'preact/hooks';
import { useAct, useRead } from '../api/queries.ts';
import type { Migrations } from '../generated/admin.ts';
import { jobForMatches } from '../state/chosen-users.ts';
import { oneOf, useSearchState } from '../state/search-params.ts';
import { useMay } from '../state/session.ts';
import { useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { confirm } from '../ui/confirm.tsx';
import { Icon } from '../ui/icon.tsx';
import { Facts, Page as Frame, Section } from '../ui/page.tsx';
import { PlainLink } from '../ui/plain-link.tsx';
import { SecretOnce } from '../ui/secret.tsx';
import { adviceFor, Empty, ErrorState, Skeleton } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import { Time } from '../ui/words.tsx';
import { Contracts } from './migrations/contracts.tsx';
import { ALLOW_PRIVATE, optionWords } from './migrations/option-words.ts';
import { SetOldSystem } from './migrations/set-dialog.tsx';
import { TestOldSystem } from './migrations/test-dialog.tsx';

const shape = { do: oneOf(['', 'set', 'test'] as const, '') };

/** The old system that is asked at first sign-ins, and by which contracts other systems may ask here. */
export function Page({ params: { project = '' } }: { readonly params: Readonly<Record<string, string>> }) {
  const t = useTexts();
  const mayWrite = useMay()('migrations.write');
  const [{ do: opened }, set] = useSearchState(shape);
  const [madeSecret, setMadeSecret] = useState<string>();
  const { data, error, refetch } = useRead('getMigrations', { project });
  const close = () => set({ do: '' }, { replace: true });
  return (
    <Frame title={t.nav.pages.migrations}>
      {error ? (
        <ErrorState
          title={t.errors.load(t.nav.pages.migrations)}
          error={error.error}
          onRetry={() => void refetch()}
        />
      ) : data ? (
        <div class="narrow stack">
          {madeSecret !== undefined && (
            <SecretOnce
              secret={madeSecret}
              name={t.migrations.secret}
              onDone={() => setMadeSecret(undefined)}
            >
              {t.migrations.madeSecret}
            </SecretOnce>
          )}
          <Asked
            project={project}
            asked={data.asked}
            mayWrite={mayWrite}
            onOpen={(dialog) => set({ do: dialog })}
          />
          <Contracts project={project} contracts={data.contracts} mayWrite={mayWrite} />
        </div>
      ) : (
        <Skeleton />
      )}
      {mayWrite && data && opened === 'set' && (
        <SetOldSystem project={project} migrations={data} onClose={close} onMadeSecret={setMadeSecret} />
      )}
      {mayWrite && data?.asked && opened === 'test' && <TestOldSystem project={project} onClose={close} />}
    </Frame>
  );
}

/** A new job, whose filter can be changed there. */
const MARK_THOSE_WITHOUT_PASSWORD = {
  act: 'markPending',
  queries: JSON.stringify([{ attribute: 'passwordUpdatedAt', is: 'isNull', values: [] }]),
  search: '',
} as const;

type AskedProps = {
  readonly project: string;
  readonly asked: Migrations['asked'];
  readonly mayWrite: boolean;
  readonly onOpen: (dialog: 'set' | 'test') => void;
};

function Asked({ project, asked, mayWrite, onOpen }: AskedProps) {
  const t = useTexts();
  const mayMark = useMay()('jobs.write');
  const remove = useRemoval(project);
  if (!asked)
    return (
      <Section title={t.migrations.asks} hint={t.migrations.asksHint}>
        <Empty
          icon="migrations"
          title={t.migrations.none}
          act={
            mayWrite && (
              <Button kind="primary" icon="add" onClick={() => onOpen('set')}>
                {t.migrations.setUp}
              </Button>
            )
          }
        >
          <p>{t.migrations.noneHint}</p>
        </Empty>
      </Section>
    );
  const { [ALLOW_PRIVATE]: allowPrivate, ...options } = asked.options;
  return (
    <Section title={t.migrations.asks} hint={t.migrations.asksHint}>
      <Facts
        facts={[
          [t.migrations.system, t.migrations.systems[asked.system]],
          [t.migrations.url, <code key="url">{asked.url}</code>],
          [t.migrations.about, <About key="about" asks={asked.asks} />],
          ...Object.entries(options).map(
            ([name, value]) => [optionWords(t, name).label, <bdi key={name}>{String(value)}</bdi>] as const,
          ),
          ...(allowPrivate === 'on'
            ? [[optionWords(t, ALLOW_PRIVATE).label, t.migrations.allowed] as const]
            : []),
          [t.migrations.updatedAt, <Time key="at" at={asked.updatedAt} />],
        ]}
      />
      <div class="row wrap">
        {mayMark && asked.asks.includes('pending') && (
          <PlainLink class="btn sm" href={jobForMatches(project, MARK_THOSE_WITHOUT_PASSWORD)}>
            <Icon name="users" small />
            {t.migrations.mark}
          </PlainLink>
        )}
        {mayWrite && (
          <>
            <Button small icon="play" onClick={() => onOpen('test')}>
              {t.migrations.test}
            </Button>
            <Button small icon="edit" onClick={() => onOpen('set')}>
              {t.migrations.change}
            </Button>
            <Button small kind="danger" onClick={() => void remove(asked.system)}>
              {t.migrations.remove}
            </Button>
          </>
        )}
      </div>
    </Section>
  );
}

function About({ asks }: { readonly asks: readonly string[] }) {
  const t = useTexts();
  return (
    <>
      {asks.includes('pending') && <div>{t.migrations.pending}</div>}
      {asks.includes('unknown') && <div>{t.migrations.unknown}</div>}
    </>
  );
}

function useRemoval(project: string): (system: string) => Promise<void> {
  const t = useTexts();
  const removal = useAct('deleteOldSystem', ['getMigrations']);
  return async (system) => {
    const isSure = await confirm({
      title: t.migrations.removeTitle,
      text: t.migrations.removeText,
      answer: t.migrations.remove,
      isDestroying: true,
      typed: system,
    });
    if (!isSure) return;
    const result = await removal.run({ project });
    if (result.ok) toast(t.migrations.removed);
    else if (result.error.code !== 'proof_needed') toast({ text: adviceFor(t, result.error), isBad: true });
  };
}
