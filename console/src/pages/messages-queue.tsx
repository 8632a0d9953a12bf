import type { OutputOf } from '../api/client.ts';
import { useAct, useRead } from '../api/queries.ts';
import { useMay } from '../state/session.ts';
import { type Texts, useTexts } from '../texts/texts.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { confirm } from '../ui/confirm.tsx';
import { adviceFor, Empty, ErrorState } from '../ui/states.tsx';
import { type Column, Pager, Table } from '../ui/table.tsx';
import { toast } from '../ui/toasts.tsx';
import { Time } from '../ui/words.tsx';

type Message = OutputOf<'listMessages'>['rows'][number];

const REFRESH_MS = 10_000;

type QueueProps = {
  readonly project: string;
  readonly state: 'waiting' | 'failed';
  readonly cursor: string;
  readonly onCursor: (cursor: string) => void;
};

/** Messages that wait, or those that were given up. */
export function Queue({ project, state, cursor, onCursor }: QueueProps) {
  const t = useTexts();
  const may = useMay();
  const list = useRead(
    'listMessages',
    { project, state, ...(cursor && { cursor }) },
    // Waiting messages leave by themselves.
    { keepsPrevious: true, ...(state === 'waiting' && { refetchMs: REFRESH_MS }) },
  );
  if (list.error)
    return (
      <ErrorState
        title={t.errors.load(t.messages.tabs[state])}
        error={list.error.error}
        onRetry={() => void list.refetch()}
      />
    );
  if (list.data?.rows.length === 0 && cursor === '')
    return (
      <Empty title={t.messages[state].none}>
        <p>{t.messages[state].noneHint}</p>
      </Empty>
    );
  const columns = may('messages.write') ? [...columnsOf(t, state), actsOf(t, project)] : columnsOf(t, state);
  return (
    <>
      <p class="soft tools">{t.messages[state].lede}</p>
      <Table
        class="ob"
        caption={t.messages.tabs[state]}
        columns={columns}
        rows={list.data?.rows}
        idOf={({ id }) => id}
        isStale={list.isPlaceholderData}
      />
      {(cursor !== '' || list.data?.next) && (
        <Pager
          onNewer={cursor ? () => history.back() : undefined}
          onOlder={list.data?.next ? () => onCursor(list.data?.next ?? '') : undefined}
        />
      )}
    </>
  );
}

function columnsOf(t: Texts, state: 'waiting' | 'failed'): readonly Column<Message>[] {
  return [
    {
      name: 'to',
      title: t.messages.to,
      cell: ({ to }) => <bdi class="clip">{to ?? t.messages.unreadable}</bdi>,
    },
    {
      name: 'what',
      title: t.messages.what,
      cell: ({ purpose, kind }) =>
        `${t.messages.kinds[kind]}${purpose === null ? '' : `: ${purposeName(t, purpose)}`}`,
    },
    {
      name: 'why',
      title: t.messages.why,
      class: 'w-why',
      isGone: ({ error }) => error === null,
      cell: ({ error, tries }) =>
        error === null ? (
          <span class="muted">–</span>
        ) : (
          <span>
            <bdi>{error}</bdi> <span class="muted">{t.messages.tries(tries)}</span>
          </span>
        ),
    },
    state === 'waiting'
      ? { name: 'next', title: t.messages.next, cell: ({ nextAt }) => <Time at={nextAt} /> }
      : { name: 'failed', title: t.messages.failedAt, cell: ({ failedAt }) => <Time at={failedAt} /> },
  ];
}

function actsOf(t: Texts, project: string): Column<Message> {
  return {
    name: 'acts',
    title: t.messages.acts,
    isEnd: true,
    class: 'w-acts',
    cell: (message) => <Acts project={project} message={message} />,
  };
}

function Acts({ project, message }: { readonly project: string; readonly message: Message }) {
  const t = useTexts();
  const again = useAct('retryMessage', ['listMessages', 'getOverview']);
  const remove = useAct('deleteMessage', ['listMessages', 'getOverview']);
  const { id, state, to } = message;
  const name = to ?? id;
  const retry = async () => {
    const result = await again.run({ project, message: id });
    toast(result.ok ? t.messages.retried : { text: adviceFor(t, result.error), isBad: true });
  };
  const ask = async () => {
    const isYes = await confirm({
      title: t.messages.deleteTitle(name),
      text: t.messages.deleteText,
      answer: t.messages.delete,
      isDestroying: true,
    });
    if (!isYes) return;
    const result = await remove.run({ project, message: id });
    toast(result.ok ? t.messages.deleted : { text: adviceFor(t, result.error), isBad: true });
  };
  return (
    <span class="row">
      {state === 'failed' && (
        <Button small isBusy={again.isBusy} onClick={() => void retry()} aria-label={t.messages.retry(name)}>
          {t.general.retry}
        </Button>
      )}
      <IconButton name={t.messages.deleteOf(name)} icon="remove" small onClick={() => void ask()} />
    </span>
  );
}

export function purposeName(t: Texts, purpose: string): string {
  const names: Readonly<Record<string, string>> = t.messages.purposes;
  return names[purpose] ?? purpose;
}
