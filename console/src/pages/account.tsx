import { useState } from 'preact/hooks';
import type { ApiError } from '../api/client.ts';
import { useAct, useRead } from '../api/queries.ts';
import type { AdminSessionList } from '../generated/admin.ts';
import { useSession, useSetSession } from '../state/session.ts';
import { useFormat, useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, FormEnds } from '../ui/dialog.tsx';
import { HiddenUsername, PasswordField, TextField } from '../ui/field.tsx';
import { Facts, Page as Frame, Section } from '../ui/page.tsx';
import { useCommands } from '../ui/palette.tsx';
import { QrCode } from '../ui/qr-code.tsx';
import { adviceFor, ErrorState, FormError, fieldAdvice } from '../ui/states.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { toast } from '../ui/toasts.tsx';
import { Badge, Copy, Note, Pill, Time } from '../ui/words.tsx';

export function Page() {
  const t = useTexts();
  return (
    <Frame title={t.nav.pages.account}>
      <div class="narrow">
        <Profile />
        <Password />
        <Authenticator />
      </div>
      <Sessions />
    </Frame>
  );
}

function Profile() {
  const t = useTexts();
  const format = useFormat();
  const { admin } = useSession();
  const setSession = useSetSession();
  const update = useAct('updateMe', ['listAdmins']);
  const [name, setName] = useState(admin.name);
  const [error, setError] = useState<ApiError>();
  const save = async () => {
    setError(undefined);
    const result = await update.run({ name });
    if (!result.ok) return setError(result.error);
    setSession(result.value);
    toast(t.account.saved);
  };
  const roles = admin.grants.map(
    ({ project, role }) => `${t.nav.roles[role]}, ${project ?? t.account.wholeInstallation}`,
  );
  return (
    <Section title={t.account.profile}>
      <Facts
        facts={[
          [t.account.email, <bdi key="email">{admin.email}</bdi>],
          [t.account.roles, format.list(roles)],
        ]}
      />
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField
          label={t.account.name}
          value={name}
          onInput={setName}
          autoComplete="name"
          maxLength={128}
        />
        <FormError error={error} />
        <Button type="submit" isBusy={update.isBusy} isDisabled={name === admin.name}>
          {t.general.save}
        </Button>
      </form>
    </Section>
  );
}

function Password() {
  const t = useTexts();
  const { admin } = useSession();
  const change = useAct('updatePassword', ['listMySessions']);
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<ApiError>();
  const save = async () => {
    setError(undefined);
    const result = await change.run({ current, password });
    if (!result.ok) return setError(result.error);
    setCurrent('');
    setPassword('');
    toast(t.account.passwordChanged);
  };
  const isCurrentWrong = error?.code === 'credentials_wrong';
  const isNewWrong = error?.field === 'password';
  return (
    <Section title={t.account.password}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <HiddenUsername email={admin.email} />
        <PasswordField
          label={t.password.current}
          value={current}
          onInput={setCurrent}
          error={isCurrentWrong ? t.account.passwordWrong : undefined}
        />
        <PasswordField
          label={t.password.new}
          value={password}
          onInput={setPassword}
          autoComplete="new-password"
          hint={admin.hasTotp ? t.password.ruleWithCode : t.password.rule}
          error={isNewWrong ? fieldAdvice(t, error) : undefined}
        />
        {!isCurrentWrong && !isNewWrong && <FormError error={error} />}
        <Button type="submit" isBusy={change.isBusy}>
          {t.account.changePassword}
        </Button>
      </form>
    </Section>
  );
}

type Step =
  | { readonly is: 'scan'; readonly secret: string; readonly uri: string }
  | { readonly is: 'codes'; readonly codes: readonly string[] }
  | { readonly is: 'remove' };

function Authenticator() {
  const t = useTexts();
  const { admin } = useSession();
  const begin = useAct('createTotp');
  const [step, setStep] = useState<Step>();
  const [error, setError] = useState<ApiError>();
  const start = async () => {
    setError(undefined);
    const result = await begin.run({});
    if (result.ok) setStep({ is: 'scan', ...result.value });
    else setError(result.error);
  };
  useCommands([
    {
      label: admin.hasTotp ? t.account.totpRemove : t.account.totpStart,
      detail: t.account.totp,
      icon: 'verify',
      run: () => (admin.hasTotp ? setStep({ is: 'remove' }) : void start()),
    },
  ]);
  return (
    <Section
      title={t.account.totp}
      hint={t.account.totpHint}
      acts={
        admin.hasTotp ? (
          <Button kind="danger" onClick={() => setStep({ is: 'remove' })}>
            {t.account.totpRemove}
          </Button>
        ) : (
          <Button onClick={start} isBusy={begin.isBusy}>
            {t.account.totpStart}
          </Button>
        )
      }
    >
      <Pill kind={admin.hasTotp ? 'ok' : 'none'}>{admin.hasTotp ? t.account.totpOn : t.account.totpOff}</Pill>
      {error?.code !== 'proof_needed' && <FormError error={error} />}
      {step?.is === 'scan' && <ScanDialog {...step} onStep={setStep} />}
      {step?.is === 'codes' && <CodesDialog codes={step.codes} onClose={() => setStep(undefined)} />}
      {step?.is === 'remove' && <RemoveDialog onClose={() => setStep(undefined)} />}
    </Section>
  );
}

type ScanProps = {
  readonly secret: string;
  readonly uri: string;
  readonly onStep: (step: Step | undefined) => void;
};

function ScanDialog({ secret, uri, onStep }: ScanProps) {
  const t = useTexts();
  const verify = useAct('verifyTotp', ['getSession', 'listAdmins']);
  const [code, setCode] = useState('');
  const [error, setError] = useState<ApiError>();
  const submit = async () => {
    setError(undefined);
    const result = await verify.run({ code: code.replaceAll(' ', '') });
    if (!result.ok) return setError(result.error);
    toast(t.account.totpAdded);
    onStep({ is: 'codes', codes: result.value.recoveryCodes });
  };
  return (
    <Dialog title={t.account.totp} onClose={() => onStep(undefined)} onSubmit={submit}>
      <p class="soft">{t.account.totpSteps}</p>
      <div class="scan">
        <QrCode text={uri} name={t.account.totpCode} />
        <div class="stack">
          <Facts
            facts={[[t.account.totpKey, <Copy key="secret" value={secret} name={t.account.totpKey} />]]}
          />
          <p>
            <a href={uri}>{t.account.totpOpen}</a>
          </p>
        </div>
      </div>
      <TextField
        label={t.signIn.code}
        value={code}
        onInput={setCode}
        autoComplete="one-time-code"
        inputMode="numeric"
        isRequired
        isMono
        autoFocus
        error={error && (error.status === 401 ? t.signIn.codeWrong : adviceFor(t, error))}
      />
      <FormEnds onClose={() => onStep(undefined)} isBusy={verify.isBusy}>
        {t.account.totpConfirm}
      </FormEnds>
    </Dialog>
  );
}

function CodesDialog({
  codes,
  onClose,
}: {
  readonly codes: readonly string[];
  readonly onClose: () => void;
}) {
  const t = useTexts();
  return (
    <Dialog title={t.account.recoveryTitle} onClose={onClose}>
      <Note kind="warn">{t.account.recoveryText}</Note>
      <ul class="recovery mono">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Copy value={codes.join('\n')} name={t.account.recoveryTitle} short={t.general.copyAll} />
      <div class="ends">
        <Button kind="primary" onClick={onClose} autoFocus>
          {t.account.recoveryKept}
        </Button>
      </div>
    </Dialog>
  );
}

function RemoveDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useTexts();
  const remove = useAct('deleteTotp', ['getSession', 'listAdmins']);
  const [password, setPassword] = useState('');
  const [error, setError] = useState<ApiError>();
  const submit = async () => {
    setError(undefined);
    const result = await remove.run({ password });
    if (!result.ok) return setError(result.error);
    toast(t.account.totpRemoved);
    onClose();
  };
  return (
    <Dialog title={t.account.totpRemoveTitle} onClose={onClose} onSubmit={submit}>
      <p class="soft">{t.account.totpRemoveText}</p>
      <PasswordField
        label={t.password.label}
        value={password}
        onInput={setPassword}
        autoFocus
        error={error && (error.status === 401 ? t.account.passwordWrong : adviceFor(t, error))}
      />
      <FormEnds onClose={onClose} kind="destroy" isBusy={remove.isBusy}>
        {t.account.totpRemove}
      </FormEnds>
    </Dialog>
  );
}

type Session = AdminSessionList['rows'][number];

function Sessions() {
  const t = useTexts();
  const sessions = useRead('listMySessions', {});
  const end = useAct('deleteMySession', ['listMySessions']);
  const deviceOf = ({ browser, os }: Session) =>
    [browser, os].filter(Boolean).join(', ') || t.account.unknownDevice;
  const endOne = async (session: Session) => {
    const result = await end.run({ session: session.id });
    toast(result.ok ? t.account.ended : { text: adviceFor(t, result.error), isBad: true });
  };
  const columns: readonly Column<Session>[] = [
    {
      name: 'device',
      title: t.account.device,
      cell: (session) => (
        <span class="row">
          <bdi>{deviceOf(session)}</bdi>
          {session.isCurrent && <Badge kind="acc">{t.account.thisSession}</Badge>}
        </span>
      ),
    },
    { name: 'ip', title: t.account.ip, cell: ({ ip, country }) => [ip, country].filter(Boolean).join(' · ') },
    { name: 'signedIn', title: t.account.signedIn, cell: ({ createdAt }) => <Time at={createdAt} /> },
    { name: 'used', title: t.account.used, cell: ({ usedAt }) => <Time at={usedAt} /> },
    {
      name: 'end',
      title: t.account.end,
      isEnd: true,
      isGone: ({ isCurrent }) => isCurrent,
      cell: (session) =>
        !session.isCurrent && (
          <Button
            small
            kind="danger"
            aria-label={t.account.endSession(deviceOf(session))}
            onClick={() => void endOne(session)}
          >
            {t.account.end}
          </Button>
        ),
    },
  ];
  return (
    <Section title={t.account.sessions}>
      {sessions.error ? (
        <ErrorState
          title={t.errors.load(t.account.sessions)}
          error={sessions.error.error}
          onRetry={() => void sessions.refetch()}
        />
      ) : (
        <Table
          caption={t.account.sessionsCaption}
          columns={columns}
          rows={sessions.data?.rows}
          idOf={({ id }) => id}
          nameOf={deviceOf}
        />
      )}
    </Section>
  );
}
