import { useAct, useRead } from '../../api/queries.ts';
import type { SessionList } from '../../generated/admin.ts';
import { useMay } from '../../state/session.ts';
import { type Texts, useFormat, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { adviceFor, Empty, ErrorState } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { toast } from '../../ui/toasts.tsx';
import { Time } from '../../ui/words.tsx';
import { calledBy } from '../users/words.tsx';
import type { TabProps } from './tab.ts';

type Session = SessionList['rows'][number];

function deviceOf(t: Texts, { device, browser, os }: Session): string {
  return [device, browser, os].filter(Boolean).join(', ') || t.account.unknownDevice;
}

export function Sessions({ project, user, open }: TabProps) {
  const t = useTexts();
  const format = useFormat();
  const may = useMay();
  const { data, error, refetch } = useRead('listUserSessions', { project, user: user.id });
  const end = useAct('deleteUserSession', ['listUserSessions', 'listUserHistory']);
  const endOne = async (session: Session) => {
    const result = await end.run({ project, user: user.id, session: session.id });
    toast(result.ok ? t.account.ended : { text: adviceFor(t, result.error), isBad: true });
  };
  const columns: readonly Column<Session>[] = [
    {
      name: 'device',
      title: t.account.device,
      cell: (session) => (
        <span class="row">
          <Icon name="system" />
          <bdi class="clip">{deviceOf(t, session)}</bdi>
        </span>
      ),
    },
    {
      name: 'from',
      title: t.account.ip,
      cell: ({ ip, country }) => <bdi>{[ip, country].filter(Boolean).join(' · ') || '–'}</bdi>,
    },
    {
      name: 'way',
      title: t.user.sessions.way,
      cell: ({ provider, factors }) => (
        <bdi>{format.list([provider, ...factors.filter((factor) => factor !== provider)])}</bdi>
      ),
    },
    {
      name: 'began',
      title: t.account.signedIn,
      isWide: true,
      cell: ({ createdAt }) => <Time at={createdAt} />,
    },
    { name: 'used', title: t.account.used, cell: ({ usedAt }) => <Time at={usedAt} /> },
    { name: 'ends', title: t.user.sessions.ends, cell: ({ expiresAt }) => <Time at={expiresAt} /> },
  ];
  const acts: Column<Session> = {
    ...{ name: 'end', title: t.account.end, isEnd: true, class: 'c-act' },
    cell: (session) => (
      <Button
        small
        kind="danger"
        aria-label={t.account.endSession(deviceOf(t, session))}
        onClick={() => void endOne(session)}
      >
        {t.account.end}
      </Button>
    ),
  };
  if (error)
    return (
      <ErrorState
        title={t.errors.load(t.user.tabs.sessions)}
        error={error.error}
        onRetry={() => void refetch()}
      />
    );
  if (data?.rows.length === 0)
    return (
      <Empty icon="sessions" title={t.user.sessions.none}>
        <p>{t.user.sessions.noneHint}</p>
      </Empty>
    );
  const mayEnd = may('sessions.write');
  return (
    <>
      <div class="head">
        <h3>{t.user.sessions.count(data?.rows.length ?? 0)}</h3>
        {mayEnd && (
          <div class="push">
            <Button kind="danger" small onClick={() => open('sessions')}>
              {t.user.acts.endSessions}
            </Button>
          </div>
        )}
      </div>
      <Table
        caption={t.user.sessions.caption(calledBy(t, user))}
        class="inset"
        columns={mayEnd ? [...columns, acts] : columns}
        rows={data?.rows}
        idOf={({ id }) => id}
        nameOf={(session) => deviceOf(t, session)}
      />
    </>
  );
}
