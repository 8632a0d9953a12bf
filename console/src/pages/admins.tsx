import '../styles/settings.css';
import { useState } from 'preact/hooks';
import { useAct, useRead } from '../api/queries.ts';
import type { Admin, AdminWithLink } from '../generated/admin.ts';
import { oneOf, text, useSearchState } from '../state/search-params.ts';
import { useMay, useSession } from '../state/session.ts';
import { isolated } from '../texts/isolated.ts';
import { type Texts, useFormat, useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { confirm } from '../ui/confirm.tsx';
import { Icon } from '../ui/icon.tsx';
import { Page as Frame } from '../ui/page.tsx';
import { Menu } from '../ui/popover.tsx';
import { SecretOnce } from '../ui/secret.tsx';
import { adviceFor, ErrorState } from '../ui/states.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { toast } from '../ui/toasts.tsx';
import { Avatar, Badge, Note, Pill, Time } from '../ui/words.tsx';
import { ChangeRoles, Invite } from './admins/dialogs.tsx';

const shape = { open: oneOf(['', 'invite'] as const, ''), roles: text() };

export function Page() {
  const t = useTexts();
  const format = useFormat();
  const may = useMay();
  const [{ open, roles }, set] = useSearchState(shape);
  const [made, setMade] = useState<AdminWithLink>();
  const { data, error, refetch } = useRead('listAdmins', {});
  const close = () => set({ open: '', roles: '' }, { replace: true });
  const mayWrite = may('admins.write');
  const lastOwner = lastOwnerOf(data?.rows ?? []);
  const reset = useReset(setMade);
  const remove = useRemove();
  const changed = mayWrite ? data?.rows.find(({ id }) => id === roles) : undefined;
  const columns = useColumns({
    lastOwner,
    acts: mayWrite ? { changeRoles: ({ id }) => set({ roles: id }), reset, remove } : undefined,
  });
  return (
    <Frame
      title={t.nav.pages.admins}
      count={data && format.count(data.rows.length)}
      isFlush
      acts={
        mayWrite && (
          <Button kind="primary" icon="add" class="keep" onClick={() => set({ open: 'invite' })}>
            {t.admins.invite}
          </Button>
        )
      }
    >
      {made && (
        <SecretOnce secret={made.link} name={t.admins.link} onDone={() => setMade(undefined)}>
          <b>
            <bdi>{made.admin.email}</bdi>
          </b>
          {': '}
          {made.admin.joinedAt ? t.admins.resetOnce : t.admins.inviteOnce}
        </SecretOnce>
      )}
      {error ? (
        <ErrorState
          title={t.errors.load(t.nav.pages.admins)}
          error={error.error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Table
          class="set-table"
          caption={t.nav.pages.admins}
          columns={columns}
          rows={data?.rows}
          idOf={({ id }) => id}
          nameOf={({ email }) => email}
        />
      )}
      {lastOwner && (
        <Note>
          <b>
            <bdi>{lastOwner.name || lastOwner.email}</bdi>
          </b>
          {': '}
          {t.admins.lastOwner}
        </Note>
      )}
      {mayWrite && open === 'invite' && (
        <Invite
          onClose={close}
          onLink={(given) => {
            setMade(given);
            close();
          }}
        />
      )}
      {changed && <ChangeRoles admin={changed} isLastOwner={changed.id === lastOwner?.id} onClose={close} />}
    </Frame>
  );
}

/** The only owner of the installation, who has to remain. */
function lastOwnerOf(admins: readonly Admin[]): Admin | undefined {
  const owners = admins.filter(({ grants }) =>
    grants.some(({ project, role }) => project === null && role === 'owner'),
  );
  return owners.length === 1 ? owners[0] : undefined;
}

function useReset(onLink: (made: AdminWithLink) => void): (admin: Admin) => void {
  const t = useTexts();
  const act = useAct('resetAdmin');
  const reset = async ({ id, email, joinedAt }: Admin) => {
    const words = joinedAt ? t.admins.reset : t.admins.reinvite;
    const isSure = await confirm({
      title: words.title(isolated(email)),
      text: words.text,
      answer: words.act,
    });
    if (!isSure) return;
    const result = await act.run({ admin: id });
    if (result.ok) onLink(result.value);
    else sayWhyNot(t, result.error);
  };
  return (admin) => void reset(admin);
}

function useRemove(): (admin: Admin) => void {
  const t = useTexts();
  const act = useAct('deleteAdmin', ['listAdmins']);
  const remove = async ({ id, email }: Admin) => {
    const isSure = await confirm({
      title: t.admins.removeTitle(isolated(email)),
      text: t.admins.removeText,
      answer: t.admins.remove,
      isDestroying: true,
      typed: email,
    });
    if (!isSure) return;
    const result = await act.run({ admin: id });
    if (result.ok) toast(t.admins.removed(isolated(email)));
    else sayWhyNot(t, result.error);
  };
  return (admin) => void remove(admin);
}

function sayWhyNot(t: Texts, error: { readonly code: string; readonly message: string }): void {
  if (error.code !== 'proof_needed') toast({ text: adviceFor(t, error), isBad: true });
}

type Acts = {
  readonly changeRoles: (admin: Admin) => void;
  readonly reset: (admin: Admin) => void;
  readonly remove: (admin: Admin) => void;
};

type ColumnsOptions = { readonly lastOwner: Admin | undefined; readonly acts: Acts | undefined };

function useColumns({ lastOwner, acts }: ColumnsOptions): readonly Column<Admin>[] {
  const t = useTexts();
  const { admin: self } = useSession();
  return [
    {
      name: 'admin',
      title: t.admins.admin,
      cell: ({ id, name, email }) => (
        <span class="who with-avatar">
          <Avatar id={id} name={name || email} />
          <span>
            <b class="clip">
              <bdi>{name || email}</bdi>
              {id === self.id && <span class="muted"> · {t.admins.you}</span>}
            </b>
            {name && (
              <small class="clip">
                <bdi>{email}</bdi>
              </small>
            )}
          </span>
        </span>
      ),
    },
    {
      name: 'roles',
      title: t.admins.roles,
      cell: ({ grants }) => (
        <span class="tags wrap">
          {grants.map(({ project, role }) => (
            <Badge key={project ?? ''} {...(role === 'owner' && { kind: 'acc' })}>
              {t.nav.roles[role]} · <bdi>{project ?? t.account.wholeInstallation}</bdi>
            </Badge>
          ))}
        </span>
      ),
    },
    {
      name: 'state',
      title: t.admins.state,
      class: 'w-s',
      cell: ({ joinedAt }) => (
        <Pill kind={joinedAt ? 'ok' : 'hollow'}>{joinedAt ? t.admins.joined : t.admins.invited}</Pill>
      ),
    },
    {
      name: 'code',
      title: t.admins.code,
      class: 'w-s',
      cell: ({ hasTotp }) => (
        <Pill kind={hasTotp ? 'ok' : 'none'}>{hasTotp ? t.account.totpOn : t.account.totpOff}</Pill>
      ),
    },
    {
      name: 'seen',
      title: t.admins.seen,
      class: 'w-s',
      cell: ({ accessedAt }) => <Time at={accessedAt} />,
    },
    ...(acts ? [actsColumn(t, lastOwner, acts)] : []),
  ];
}

function actsColumn(t: Texts, lastOwner: Admin | undefined, acts: Acts): Column<Admin> {
  return {
    name: 'acts',
    title: t.general.acts,
    class: 'c-acts',
    isEnd: true,
    cell: (admin) => (
      <Menu
        label={t.general.actsOn(admin.email)}
        buttonClass="btn quiet icon sm"
        buttonName={t.general.actsOn(admin.email)}
        align="end"
        button={<Icon name="more" />}
        items={[
          { label: t.admins.changeRoles, icon: 'admins', run: () => acts.changeRoles(admin) },
          {
            label: admin.joinedAt ? t.admins.reset.act : t.admins.reinvite.act,
            icon: 'keys',
            run: () => acts.reset(admin),
          },
          ...(admin.id === lastOwner?.id
            ? []
            : ([
                'line',
                {
                  label: t.admins.remove,
                  icon: 'remove',
                  isDanger: true,
                  run: () => acts.remove(admin),
                },
              ] as const)),
        ]}
      />
    ),
  };
}
