import type { JobPreview } from '../../generated/admin.ts';
import { hrefOf } from '../../routes.tsx';
import { useTexts } from '../../texts/texts.ts';
import { type Column, Table } from '../../ui/table.tsx';
import { Pill, Tags, Time } from '../../ui/words.tsx';
import { calledBy, Who } from '../users/words.tsx';
import type { JobAct } from './state.ts';

type User = JobPreview['samples'][number];

/** Users by chance out of those that a job would meet. */
export function Samples({
  project,
  act,
  users,
}: {
  readonly project: string;
  readonly act: JobAct;
  readonly users: readonly User[];
}) {
  const t = useTexts();
  const pageOf = ({ id }: User) => hrefOf('/projects/:project/users/:user', { project, user: id });
  const columns: readonly Column<User>[] = [
    { name: 'user', title: t.users.columns.user, cell: (user) => <Who user={user} href={pageOf(user)} /> },
    {
      name: 'state',
      class: 'c-state',
      title: t.users.columns.state,
      cell: ({ blockedAt }) => (
        <Pill kind={blockedAt === null ? 'ok' : 'off'}>
          {blockedAt === null ? t.users.notBlocked : t.users.states.blocked}
        </Pill>
      ),
    },
    {
      name: 'labels',
      class: 'c-labels',
      title: t.users.columns.labels,
      isWide: true,
      cell: ({ labels }) => <Tags values={labels} most={1} />,
    },
    {
      name: 'created',
      class: 'c-moment',
      title: t.users.columns.created,
      isWide: true,
      cell: ({ createdAt }) => <Time at={createdAt} />,
    },
    {
      name: 'accessed',
      class: 'c-moment',
      title: t.users.columns.accessed,
      cell: ({ accessedAt }) => <Time at={accessedAt} />,
    },
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="sample" tabIndex={0} aria-label={t.jobs.sampleOf(users.length)}>
      <Table
        caption={`${t.jobs.titles[act]}: ${t.jobs.sampleOf(users.length)}`}
        columns={columns}
        rows={users}
        idOf={({ id }) => id}
        nameOf={(user) => calledBy(t, user)}
      />
    </section>
  );
}
