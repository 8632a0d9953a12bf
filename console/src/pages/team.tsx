import { useState } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import type { ApiError } from '../api/client.ts';
import { useAct, useRead } from '../api/queries.ts';
import type { Membership, Team } from '../generated/admin.ts';
import { oneOf, text, useSearchState } from '../state/search-params.ts';
import { useMay } from '../state/session.ts';
import { type Texts, useFormat, useTexts } from '../texts/texts.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { confirm } from '../ui/confirm.tsx';
import { Dialog, FormEnds } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Facts, Page as Frame, Section } from '../ui/page.tsx';
import { adviceFor, Empty, ErrorState, FormError, Skeleton } from '../ui/states.tsx';
import { type Column, Pager, Table } from '../ui/table.tsx';
import { toast } from '../ui/toasts.tsx';
import { Avatar, Copy, Pill, Tags, Time } from '../ui/words.tsx';
import { AddMember, ChangeRoles } from './team-member-dialogs.tsx';

const params = {
  cursor: text(),
  direction: oneOf(['next', 'previous'] as const, 'next'),
  open: oneOf(['', 'add', 'name'] as const, ''),
  member: text(),
};

export function Page({ params: of }: { readonly params: Readonly<Record<string, string>> }) {
  const { project = '', team: id = '' } = of;
  const t = useTexts();
  const may = useMay();
  const [{ open }, set] = useSearchState(params);
  const { data: team, error, refetch } = useRead('getTeam', { project, team: id });
  const close = () => set({ open: '' }, { replace: true });
  const crumb = { title: t.nav.pages.teams, href: `/projects/${encodeURIComponent(project)}/teams` };
  const remove = useRemoveTeam(project, crumb.href);
  if (error)
    return (
      <Frame title={t.nav.pages.team} crumb={crumb}>
        <ErrorState
          title={t.errors.load(t.nav.pages.team)}
          error={error.error}
          onRetry={() => void refetch()}
        />
      </Frame>
    );
  return (
    <Frame
      title={team?.name || t.nav.pages.team}
      crumb={crumb}
      acts={
        team &&
        may('teams.write') && (
          <>
            <Button icon="edit" onClick={() => set({ open: 'name' })}>
              {t.teams.rename}
            </Button>
            <Button kind="danger" icon="remove" onClick={() => void remove(team)}>
              {t.teams.delete}
            </Button>
            <Button kind="primary" icon="add" class="keep" onClick={() => set({ open: 'add' })}>
              {t.teams.addMember}
            </Button>
          </>
        )
      }
    >
      {team ? <TeamFacts team={team} /> : <Skeleton />}
      <Members project={project} team={id} />
      {team && may('teams.write') && open === 'name' && (
        <Rename project={project} team={team} onClose={close} />
      )}
      {may('teams.write') && open === 'add' && <AddMember project={project} team={id} onClose={close} />}
    </Frame>
  );
}

function TeamFacts({ team }: { readonly team: Team }) {
  const t = useTexts();
  const format = useFormat();
  const prefs = Object.keys(team.prefs).length;
  return (
    <Facts
      facts={[
        [t.teams.id, <Copy key="id" value={team.id} name={t.teams.id} />],
        [t.teams.members, format.number(team.members)],
        [t.teams.created, <Time key="created" at={team.createdAt} />],
        [t.teams.updated, <Time key="updated" at={team.updatedAt} />],
        ...(prefs > 0
          ? [
              [
                t.teams.prefs,
                <pre key="prefs" class="code">
                  <bdi>{JSON.stringify(team.prefs, null, 2)}</bdi>
                </pre>,
              ] as const,
            ]
          : []),
      ]}
    />
  );
}

/** Deletes after the name was typed: members lose what the team gives them, and nothing brings it back. */
function useRemoveTeam(project: string, listHref: string) {
  const t = useTexts();
  const [, navigate] = useLocation();
  const remove = useAct('deleteTeam', ['listTeams']);
  return async (team: Team) => {
    const name = team.name || team.id;
    const isYes = await confirm({
      title: t.teams.deleteTitle(name, team.members),
      text: t.teams.deleteText,
      answer: t.teams.delete,
      isDestroying: true,
      typed: name.trim(),
    });
    if (!isYes) return;
    const result = await remove.run({ project, team: team.id });
    if (!result.ok) return toast({ text: adviceFor(t, result.error), isBad: true });
    toast(t.teams.deleted);
    navigate(listHref);
  };
}

function Members({ project, team }: { readonly project: string; readonly team: string }) {
  const t = useTexts();
  const may = useMay();
  const [{ cursor, direction, member: chosen }, set] = useSearchState(params);
  const list = useRead(
    'listTeamMemberships',
    { project, team, counted: true, ...(cursor && { cursor, direction }) },
    { keepsPrevious: true },
  );
  const { data } = list;
  const member = data?.rows.find(({ id }) => id === chosen);
  const columns = columnsOf(t, project);
  const acts: Column<Membership> = {
    name: 'acts',
    title: t.teams.acts,
    isEnd: true,
    class: 'w-acts',
    cell: (row) => <MemberActs {...{ project, team }} member={row} onRoles={() => set({ member: row.id })} />,
  };
  return (
    <Section title={t.teams.members} hint={t.teams.membersHint}>
      {list.error ? (
        <ErrorState
          title={t.errors.load(t.teams.members)}
          error={list.error.error}
          onRetry={() => void list.refetch()}
        />
      ) : data?.rows.length === 0 ? (
        <Empty icon="users" title={t.teams.noMembers}>
          <p>{t.teams.noMembersHint}</p>
        </Empty>
      ) : (
        <Table
          class="members"
          caption={t.teams.membersCaption}
          columns={may('teams.write') ? [...columns, acts] : columns}
          rows={data?.rows}
          idOf={({ id }) => id}
          hrefOf={({ user }) => userHref(project, user.id)}
          isStale={list.isPlaceholderData}
        />
      )}
      {data && (data.next ?? data.previous) !== null && (
        <Pager
          total={data.total}
          isExact={data.totalIsExact}
          onNewer={
            data.previous ? () => set({ cursor: data.previous ?? '', direction: 'previous' }) : undefined
          }
          onOlder={data.next ? () => set({ cursor: data.next ?? '', direction: 'next' }) : undefined}
        />
      )}
      {member && may('teams.write') && (
        <ChangeRoles {...{ project, team, member }} onClose={() => set({ member: '' }, { replace: true })} />
      )}
    </Section>
  );
}

const userHref = (project: string, user: string) =>
  `/projects/${encodeURIComponent(project)}/users/${encodeURIComponent(user)}`;

function columnsOf(t: Texts, project: string): readonly Column<Membership>[] {
  return [
    {
      name: 'user',
      title: t.teams.member,
      cell: ({ user: { id, name, email, phone } }) => (
        <span class="who">
          <Avatar id={id} name={name || email} />
          <span>
            <Link class="clip" href={userHref(project, id)}>
              <bdi>{name || email || phone || id}</bdi>
            </Link>
            <small class="clip">
              <bdi>{name ? email || phone || id : id}</bdi>
            </small>
          </span>
        </span>
      ),
    },
    {
      name: 'state',
      title: t.teams.state,
      cell: ({ joinedAt }) =>
        joinedAt === null ? (
          <Pill kind="hollow">{t.teams.states.invited}</Pill>
        ) : (
          <Pill kind="none">{t.teams.states.joined}</Pill>
        ),
    },
    {
      name: 'roles',
      title: t.teams.roles,
      isGone: ({ roles }) => roles.length === 0,
      cell: ({ roles }) =>
        roles.length > 0 ? <Tags values={roles} most={3} /> : <span class="muted">–</span>,
    },
    {
      name: 'since',
      title: t.teams.since,
      cell: ({ joinedAt, invitedAt }) => <Time at={joinedAt ?? invitedAt} />,
    },
  ];
}

type ActsProps = {
  readonly project: string;
  readonly team: string;
  readonly member: Membership;
  readonly onRoles: () => void;
};

function MemberActs({ project, team, member, onRoles }: ActsProps) {
  const t = useTexts();
  const remove = useAct('deleteTeamMembership', ['listTeamMemberships', 'getTeam', 'listTeams']);
  const { user, joinedAt } = member;
  const name = user.name || user.email || user.id;
  const ask = async () => {
    const isYes = await confirm({
      title: joinedAt === null ? t.teams.withdrawTitle(name) : t.teams.removeTitle(name),
      text: joinedAt === null ? t.teams.withdrawText : t.teams.removeText,
      answer: joinedAt === null ? t.teams.withdraw : t.teams.remove,
      isDestroying: true,
    });
    if (!isYes) return;
    const result = await remove.run({ project, team, membership: member.id });
    toast(result.ok ? t.teams.removed : { text: adviceFor(t, result.error), isBad: true });
  };
  return (
    <span class="row">
      <IconButton name={t.teams.rolesOf(name)} icon="edit" small onClick={onRoles} />
      <IconButton name={t.teams.removeOf(name)} icon="remove" small onClick={() => void ask()} />
    </span>
  );
}

type RenameProps = { readonly project: string; readonly team: Team; readonly onClose: () => void };

function Rename({ project, team, onClose }: RenameProps) {
  const t = useTexts();
  const update = useAct('updateTeam', ['getTeam', 'listTeams', 'listTeamMemberships']);
  const [name, setName] = useState(team.name);
  const [error, setError] = useState<ApiError>();
  const submit = async () => {
    setError(undefined);
    const at = { project, team: team.id };
    const result = await update.run({ ...at, name: name.trim() });
    if (!result.ok) return setError(result.error);
    onClose();
    toast({ text: t.teams.renamed, undo: () => update.run({ ...at, name: team.name }) });
  };
  return (
    <Dialog title={t.teams.rename} onClose={onClose} onSubmit={() => void submit()}>
      <TextField label={t.teams.name} value={name} onInput={setName} maxLength={128} isRequired autoFocus />
      <FormError error={error} />
      <FormEnds onClose={onClose} isBusy={update.isBusy} isDisabled={name.trim() === team.name}>
        {t.general.save}
      </FormEnds>
    </Dialog>
  );
}
