import '../styles/settings.css';
import { useState } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import type { ApiError } from '../api/client.ts';
import { useAct, useRead } from '../api/queries.ts';
import type { Project } from '../generated/admin.ts';
import { oneOf, text, useSearchState } from '../state/search-params.ts';
import { useMay, useMayIn } from '../state/session.ts';
import { isolated } from '../texts/isolated.ts';
import { type Texts, useFormat, useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { confirm } from '../ui/confirm.tsx';
import { Dialog, FormEnds } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Page as Frame } from '../ui/page.tsx';
import { Menu, type MenuItem } from '../ui/popover.tsx';
import { adviceFor, Empty, ErrorState, FormError, fieldAdvice } from '../ui/states.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { toast } from '../ui/toasts.tsx';
import { Copy, Time } from '../ui/words.tsx';

const shape = { open: oneOf(['', 'new'] as const, ''), rename: text() };

export function Page() {
  const t = useTexts();
  const format = useFormat();
  const may = useMay();
  const mayIn = useMayIn();
  const [{ open, rename }, set] = useSearchState(shape);
  const { data, error, refetch } = useRead('listProjects', {});
  const close = () => set({ open: '', rename: '' }, { replace: true });
  const itemsFor = useItems((project) => set({ rename: project.id }));
  const renamed = data?.rows.find(({ id }) => id === rename && mayIn('projects.write', id));
  const mayCreate = may('projects.create');
  return (
    <Frame
      title={t.nav.pages.projects}
      count={data && format.count(data.rows.length)}
      isFlush
      acts={
        mayCreate && (
          <Button kind="primary" icon="add" class="keep" onClick={() => set({ open: 'new' })}>
            {t.projects.new}
          </Button>
        )
      }
    >
      {error ? (
        <ErrorState
          title={t.errors.load(t.nav.pages.projects)}
          error={error.error}
          onRetry={() => void refetch()}
        />
      ) : data?.rows.length === 0 ? (
        <Empty icon="projects" title={t.errors.noProjects}>
          <p>{t.errors.noProjectsHint}</p>
          <Copy value="denizen projects create shop" name={t.general.command} />
        </Empty>
      ) : (
        <Table
          class="set-table"
          caption={t.nav.pages.projects}
          columns={columnsOf(t, format.count, itemsFor)}
          rows={data?.rows}
          idOf={({ id }) => id}
          nameOf={({ name }) => name}
          hrefOf={overviewOf}
        />
      )}
      {mayCreate && open === 'new' && <NewProject onClose={close} />}
      {renamed && <RenameProject project={renamed} onClose={close} />}
    </Frame>
  );
}

function overviewOf({ id }: Pick<Project, 'id'>): string {
  return `/projects/${encodeURIComponent(id)}/overview`;
}

/** What the admin may do with a project. */
function useItems(onRename: (project: Project) => void): (project: Project) => readonly MenuItem[] {
  const t = useTexts();
  const mayIn = useMayIn();
  const [, navigate] = useLocation();
  const remove = useDelete();
  return (project) => [
    ...(mayIn('projects.write', project.id)
      ? [{ label: t.projects.rename, icon: 'edit' as const, run: () => onRename(project) }]
      : []),
    ...(mayIn('policies.read', project.id)
      ? [
          {
            label: t.nav.pages.platforms,
            icon: 'platforms' as const,
            run: () => navigate(`/projects/${encodeURIComponent(project.id)}/platforms`),
          },
        ]
      : []),
    ...(mayIn('projects.delete', project.id)
      ? ([
          'line',
          { label: t.projects.delete, icon: 'remove', isDanger: true, run: () => remove(project) },
        ] as const)
      : []),
  ];
}

function useDelete(): (project: Project) => void {
  const t = useTexts();
  const format = useFormat();
  const act = useAct('deleteProject', ['listProjects', 'getSession']);
  const remove = async ({ id, name, users }: Project) => {
    const isSure = await confirm({
      title: t.projects.deleteTitle(isolated(name || id), users, format.number(users)),
      text: t.projects.deleteText,
      answer: t.projects.delete,
      isDestroying: true,
      typed: id,
    });
    if (!isSure) return;
    const result = await act.run({ project: id, confirm: id });
    if (result.ok) toast(t.projects.deleted(isolated(name || id)));
    else if (result.error.code !== 'proof_needed') {
      toast({ text: adviceFor(t, result.error), isBad: true });
    }
  };
  return (project) => void remove(project);
}

function columnsOf(
  t: Texts,
  count: (value: number) => string,
  itemsFor: (project: Project) => readonly MenuItem[],
): readonly Column<Project>[] {
  return [
    {
      name: 'project',
      title: t.projects.project,
      cell: (project) => (
        <span class="who">
          <span>
            <Link class="clip" href={overviewOf(project)}>
              <bdi>{project.name || project.id}</bdi>
            </Link>
            <small class="clip">
              <code>{project.id}</code>
            </small>
          </span>
        </span>
      ),
    },
    {
      name: 'users',
      title: t.projects.users,
      class: 'w-s',
      isEnd: true,
      cell: ({ users }) => count(users),
    },
    {
      name: 'created',
      title: t.projects.created,
      class: 'w-m',
      isEnd: true,
      cell: ({ createdAt }) => <Time at={createdAt} />,
    },
    {
      name: 'acts',
      title: t.general.acts,
      class: 'c-acts',
      isEnd: true,
      cell: (project) => {
        const items = itemsFor(project);
        return (
          items.length > 0 && (
            <Menu
              label={t.general.actsOn(project.name)}
              buttonClass="btn quiet icon sm"
              buttonName={t.general.actsOn(project.name)}
              align="end"
              button={<Icon name="more" />}
              items={items}
            />
          )
        );
      },
    },
  ];
}

function NewProject({ onClose }: { readonly onClose: () => void }) {
  const t = useTexts();
  const [, navigate] = useLocation();
  const create = useAct('createProject', ['listProjects', 'getSession']);
  const [name, setName] = useState('');
  const [ownId, setOwnId] = useState<string>();
  const [error, setError] = useState<ApiError>();
  const id = ownId ?? suggestedId(name);
  const submit = async () => {
    setError(undefined);
    const result = await create.run({ id, name });
    if (result.ok) {
      toast(t.projects.createdToast(isolated(name)));
      navigate(overviewOf({ id }));
    } else setError(result.error);
  };
  const isOfId = error?.field === 'id' || error?.code === 'project_exists';
  return (
    <Dialog title={t.projects.new} onClose={onClose} onSubmit={submit}>
      <TextField
        label={t.projects.name}
        value={name}
        onInput={setName}
        maxLength={128}
        isRequired
        autoFocus
      />
      <TextField
        label={t.projects.id}
        value={id}
        onInput={setOwnId}
        hint={t.projects.idHint}
        maxLength={36}
        isRequired
        isMono
        error={isOfId ? fieldAdvice(t, error) : undefined}
      />
      {!isOfId && <FormError error={error} />}
      <FormEnds onClose={onClose} isBusy={create.isBusy}>
        {t.projects.create}
      </FormEnds>
    </Dialog>
  );
}

function suggestedId(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 36);
}

function RenameProject({ project, onClose }: { readonly project: Project; readonly onClose: () => void }) {
  const t = useTexts();
  const update = useAct('updateProject', ['listProjects', 'getProject']);
  const [name, setName] = useState(project.name);
  const [error, setError] = useState<ApiError>();
  const submit = async () => {
    setError(undefined);
    const result = await update.run({ project: project.id, name });
    if (!result.ok) return setError(result.error);
    toast(t.projects.renamed);
    onClose();
  };
  return (
    <Dialog title={t.projects.renameTitle(isolated(project.id))} onClose={onClose} onSubmit={submit}>
      <TextField
        label={t.projects.name}
        value={name}
        onInput={setName}
        maxLength={128}
        isRequired
        autoFocus
      />
      <FormError error={error} />
      <FormEnds onClose={onClose} isBusy={update.isBusy}>
        {t.projects.rename}
      </FormEnds>
    </Dialog>
  );
}
