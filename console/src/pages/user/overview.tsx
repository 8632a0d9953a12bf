import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { ApiError } from '../../api/client.ts';
import { useAct, useRead } from '../../api/queries.ts';
import { hrefOf } from '../../routes.tsx';
import { useMay } from '../../state/session.ts';
import { useFormat, useTexts } from '../../texts/texts.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { Dialog, FormEnds } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Facts } from '../../ui/page.tsx';
import { adviceFor, fieldAdvice } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';
import { Badge, Copy, Time } from '../../ui/words.tsx';
import { Entries, entryHref } from './entries.tsx';
import { LabelEditor } from './labels.tsx';
import type { TabProps } from './tab.ts';

const LATEST = 5;

export function Overview(props: TabProps) {
  const may = useMay();
  return (
    <div class="cols">
      <div>
        <div class="two">
          <Identity {...props} />
          <Safety {...props} />
        </div>
        {may('history.read') && <Latest {...props} />}
      </div>
      <aside>
        <Targets {...props} />
        <TeamsOf {...props} />
      </aside>
    </div>
  );
}

function Part({
  title,
  act,
  children,
}: {
  readonly title: string;
  readonly act?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <section class="part" aria-label={title}>
      <div class="head">
        <h3>{title}</h3>
        {act && <div class="push">{act}</div>}
      </div>
      {children}
    </section>
  );
}

function Identity(props: TabProps) {
  const t = useTexts();
  const may = useMay();
  const { user } = props;
  const [isEdited, setEdited] = useState(false);
  const address = (value: string | null, verifiedAt: string | null) =>
    value === null ? (
      <span class="muted">{t.general.none}</span>
    ) : (
      <span class="row wrap">
        <bdi class="break">{value}</bdi>
        <Badge kind={verifiedAt === null ? 'warn' : 'ok'}>
          {verifiedAt === null ? t.users.notVerified : t.users.verified}
        </Badge>
      </span>
    );
  return (
    <Part
      title={t.user.identity}
      act={
        may('users.write') && (
          <Button kind="quiet" small onClick={() => setEdited(true)}>
            {t.user.edit}
          </Button>
        )
      }
    >
      <Facts
        facts={[
          [
            t.user.fields.name,
            user.name ? <bdi class="break">{user.name}</bdi> : <span class="muted">{t.general.none}</span>,
          ],
          [t.user.fields.email, address(user.email, user.emailVerifiedAt)],
          [t.user.fields.phone, address(user.phone, user.phoneVerifiedAt)],
          [t.user.fields.labels, <LabelEditor key="labels" {...props} />],
          [t.users.columns.created, <Time key="created" at={user.createdAt} />],
          [t.users.columns.updated, <Time key="updated" at={user.updatedAt} />],
        ]}
      />
      {isEdited && <EditIdentity {...props} onClose={() => setEdited(false)} />}
    </Part>
  );
}

type Draft = { readonly name: string; readonly email: string; readonly phone: string };

function EditIdentity({ user, edits, onClose }: TabProps & { readonly onClose: () => void }) {
  const t = useTexts();
  const before: Draft = { name: user.name, email: user.email ?? '', phone: user.phone ?? '' };
  const [draft, setDraft] = useState(before);
  const [error, setError] = useState<ApiError>();
  const [isBusy, setBusy] = useState(false);
  const fields = (['name', 'email', 'phone'] as const).filter((name) => draft[name] !== before[name]);
  const pick = (from: Draft) => Object.fromEntries(fields.map((name) => [name, from[name]]));
  const submit = async () => {
    if (fields.length === 0) return onClose();
    setError(undefined);
    setBusy(true);
    const failed = await edits.save({
      changes: pick(draft),
      undo: pick(before),
      text: t.user.done.saved,
      // The server may refuse an address that another user has.
      isOptimistic: fields.every((name) => name === 'name'),
    });
    setBusy(false);
    if (failed && failed.code !== 'changed_meanwhile') setError(failed);
    else onClose();
  };
  const field = (name: keyof Draft) => ({
    label: t.user.fields[name],
    value: draft[name],
    onInput: (value: string) => setDraft({ ...draft, [name]: value }),
    error: error?.field === name ? fieldAdvice(t, error) : undefined,
  });
  return (
    <Dialog title={t.user.editTitle} onClose={onClose} onSubmit={() => void submit()}>
      <TextField {...field('name')} autoFocus />
      <TextField {...field('email')} type="email" hint={t.user.addressHint} />
      <TextField {...field('phone')} type="tel" hint={t.users.phoneHint} />
      {error && error.field === undefined && (
        <p class="wrong" role="alert">
          <Icon name="alert" small />
          {adviceFor(t, error)}
        </p>
      )}
      <FormEnds onClose={onClose} isBusy={isBusy}>
        {t.general.save}
      </FormEnds>
    </Dialog>
  );
}

function Safety({ project, user }: TabProps) {
  const t = useTexts();
  const format = useFormat();
  const sessions = useRead('listUserSessions', { project, user: user.id });
  const base = hrefOf('/projects/:project/users/:user', { project, user: user.id });
  const none = <span class="muted">{t.general.none}</span>;
  const factors = user.factors.map((factor) => t.user.factors[factor]);
  return (
    <Part
      title={t.user.safety}
      act={
        <Link class="btn quiet sm" href={`${base}?tab=credentials`}>
          {t.user.details}
        </Link>
      }
    >
      <Facts
        facts={[
          [
            t.user.passwordName,
            user.hasPassword ? (
              <span key="password">
                {t.user.changedAt} <Time at={user.passwordUpdatedAt} />
              </span>
            ) : (
              none
            ),
          ],
          [t.user.factorsName, factors.length > 0 ? format.list(factors) : none],
          [t.user.mfa, user.mfaEnabledAt === null ? t.user.mfaOff : t.user.mfaOn],
          [
            t.user.tabs.sessions,
            <Link key="sessions" href={`${base}?tab=sessions`}>
              {sessions.data ? t.user.sessions.count(sessions.data.rows.length) : '…'}
            </Link>,
          ],
          [t.user.impersonator, user.impersonatorAt === null ? t.filters.no : t.filters.yes],
        ]}
      />
    </Part>
  );
}

function Latest({ project, user }: TabProps) {
  const t = useTexts();
  const { data } = useRead('listUserHistory', { project, user: user.id, limit: `${LATEST}` });
  const base = hrefOf('/projects/:project/users/:user', { project, user: user.id });
  return (
    <section class="sect latest" aria-label={t.user.latest}>
      <div class="head">
        <h3>{t.user.latest}</h3>
        <Link class="push" href={`${base}?tab=history`}>
          {t.user.allHistory}
        </Link>
      </div>
      {data && <Entries entries={data.rows} hrefOf={entryHref({ project, user: user.id })} />}
    </section>
  );
}

const targetIcons = { email: 'messages', sms: 'phone', push: 'live' } as const;

function Targets({ project, user }: TabProps) {
  const t = useTexts();
  const may = useMay();
  const remove = useAct('deleteUserTarget', ['getUser']);
  const end = async (target: string, identifier: string) => {
    const isSure = await confirm({
      title: t.user.targets.removeTitle(identifier),
      text: t.user.targets.removeText,
      answer: t.user.targets.remove,
      isDestroying: true,
    });
    if (!isSure) return;
    const result = await remove.run({ project, user: user.id, target });
    toast(result.ok ? t.user.targets.removed : { text: adviceFor(t, result.error), isBad: true });
  };
  return (
    <section class="part" aria-label={t.user.targets.title}>
      <div class="head">
        <h3>{t.user.targets.title}</h3>
      </div>
      {user.targets.length === 0 && <p class="hint">{t.user.targets.none}</p>}
      {user.targets.map(({ id, kind, identifier, name, expiredAt }) => (
        <div class="line" key={id}>
          <Icon name={targetIcons[kind]} />
          <span class="grow">
            {name ? <bdi>{name}</bdi> : t.user.targets.kinds[kind]}
            <small class="clip">
              <bdi>{identifier}</bdi>
            </small>
          </span>
          {expiredAt !== null && <Badge kind="warn">{t.user.targets.expired}</Badge>}
          {may('users.write') && (
            <IconButton
              name={t.user.targets.removeOne(identifier)}
              icon="close"
              small
              onClick={() => void end(id, identifier)}
            />
          )}
        </div>
      ))}
    </section>
  );
}

function TeamsOf({ project, user }: TabProps) {
  const t = useTexts();
  const { data } = useRead('listUserMemberships', { project, user: user.id });
  return (
    <section class="part" aria-label={t.user.tabs.teams}>
      <div class="head">
        <h3>{t.user.tabs.teams}</h3>
      </div>
      {data?.rows.length === 0 && <p class="hint">{t.user.teams.none}</p>}
      {data?.rows.map(({ id, team, roles, joinedAt }) => (
        <div class="line" key={id}>
          <span class="grow">
            {team.name ? <bdi>{team.name}</bdi> : <Copy value={team.id} name={t.user.tabs.teams} />}
            <small>
              <bdi>{joinedAt === null ? t.user.teams.invited : roles.join(', ')}</bdi>
            </small>
          </span>
        </div>
      ))}
    </section>
  );
}
