import { useRead } from '../../api/queries.ts';
import type { MembershipList } from '../../generated/admin.ts';
import { useTexts } from '../../texts/texts.ts';
import { Empty, ErrorState } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { Pill, Tags, Time } from '../../ui/words.tsx';
import { calledBy } from '../users/words.tsx';
import type { TabProps } from './tab.ts';

type Membership = MembershipList['rows'][number];

export function Teams({ project, user }: TabProps) {
  const t = useTexts();
  const { data, error, refetch } = useRead('listUserMemberships', { project, user: user.id });
  const columns: readonly Column<Membership>[] = [
    { name: 'team', title: t.nav.pages.team, cell: ({ team }) => <bdi>{team.name || team.id}</bdi> },
    { name: 'roles', title: t.user.teams.roles, cell: ({ roles }) => <Tags values={roles} most={4} /> },
    {
      name: 'state',
      title: t.users.columns.state,
      cell: ({ joinedAt }) => (
        <Pill kind={joinedAt === null ? 'hollow' : 'ok'}>
          {joinedAt === null ? t.user.teams.invited : t.user.teams.member}
        </Pill>
      ),
    },
    { name: 'invited', title: t.user.teams.invitedAt, cell: ({ invitedAt }) => <Time at={invitedAt} /> },
    {
      name: 'joined',
      title: t.user.teams.joinedAt,
      isGone: ({ joinedAt }) => joinedAt === null,
      cell: ({ joinedAt }) => (joinedAt === null ? '–' : <Time at={joinedAt} />),
    },
  ];
  if (error)
    return (
      <ErrorState
        title={t.errors.load(t.user.tabs.teams)}
        error={error.error}
        onRetry={() => void refetch()}
      />
    );
  if (data?.rows.length === 0)
    return (
      <Empty icon="teams" title={t.user.teams.none}>
        <p>{t.user.teams.noneHint}</p>
      </Empty>
    );
  return (
    <Table
      caption={t.user.teams.caption(calledBy(t, user))}
      class="inset"
      columns={columns}
      rows={data?.rows}
      idOf={({ id }) => id}
    />
  );
}
