import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { type ApiError, call } from '../../api/client.ts';
import { useAct } from '../../api/queries.ts';
import { hrefOf } from '../../routes.tsx';
import { impersonation, SECRET_MS } from '../../state/impersonation.ts';
import { useMay, useSession } from '../../state/session.ts';
import { createKeptStore } from '../../state/store.ts';
import { useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, FormEnds } from '../../ui/dialog.tsx';
import { PasswordField, TextField } from '../../ui/field.tsx';
import { FormError, fieldAdvice } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';
import { Copy, Note, Time } from '../../ui/words.tsx';
import { calledBy } from '../users/words.tsx';
import type { DialogName, TabProps } from './tab.ts';

type DialogProps = TabProps & { readonly onClose: () => void };

/** The dialog of the address, if the role permits its act. */
export function UserDialogs({ dialog, ...props }: DialogProps & { readonly dialog: DialogName }) {
  const may = useMay();
  switch (dialog) {
    case 'block':
      return may('users.support') && props.user.blockedAt === null ? <Block {...props} /> : null;
    case 'reset':
      return may('users.support') ? <Reset {...props} /> : null;
    case 'password':
      return may('users.credentials') ? <SetPassword {...props} /> : null;
    case 'sessions':
      return may('sessions.write') ? <EndSessions {...props} /> : null;
    case 'impersonate':
      return may('users.impersonate') ? <Impersonate {...props} /> : null;
    case 'delete':
      return may('users.delete') ? <Delete {...props} act="delete" /> : null;
    case 'erase':
      return may('users.delete') ? <Delete {...props} act="erase" /> : null;
    case '':
      return null;
  }
}

function Block({ project, user, edits, onClose }: DialogProps) {
  const t = useTexts();
  const [isBusy, setBusy] = useState(false);
  const of = { project, user: user.id };
  const submit = async () => {
    setBusy(true);
    const isDone = await edits.act((ifMatch) => call('blockUser', of, { ifMatch }), {
      text: t.user.done.blocked,
      undo: () => edits.act((ifMatch) => call('unblockUser', of, { ifMatch }), { text: t.user.undone }),
    });
    setBusy(false);
    if (isDone) onClose();
  };
  return (
    <Dialog title={t.user.block.title(calledBy(t, user))} onClose={onClose} onSubmit={() => void submit()}>
      <p class="soft">{t.user.block.text}</p>
      <FormEnds onClose={onClose} kind="destroy" isBusy={isBusy} cancels>
        {t.user.acts.block}
      </FormEnds>
    </Dialog>
  );
}

function SetPassword({ project, user, onClose }: DialogProps) {
  const t = useTexts();
  const set = useAct('setUserPassword', ['getUser', 'listUserSessions', 'listUserHistory']);
  const [password, setPassword] = useState('');
  const [error, setError] = useState<ApiError>();
  const submit = async () => {
    setError(undefined);
    const result = await set.run({ project, user: user.id, password });
    if (!result.ok) return setError(result.error);
    toast(t.user.done.password);
    onClose();
  };
  return (
    <Dialog title={t.user.password.title(calledBy(t, user))} onClose={onClose} onSubmit={() => void submit()}>
      <p class="soft">{t.user.password.text}</p>
      <PasswordField
        label={t.password.new}
        value={password}
        onInput={setPassword}
        autoComplete="new-password"
        autoFocus
        error={error?.field === 'password' ? fieldAdvice(t, error) : undefined}
      />
      {error?.field !== 'password' && <FormError error={error} />}
      <FormEnds onClose={onClose} isBusy={set.isBusy}>
        {t.user.password.submit}
      </FormEnds>
    </Dialog>
  );
}

/** The page of the app that links lead to, as it was typed last. */
const linkPage = createKeptStore<string>(
  'link-page',
  (stored) => stored ?? '',
  (page) => page || null,
);

type MadeLink = { readonly link: string; readonly expiresAt: string };

function Reset({ project, user, onClose }: DialogProps) {
  const t = useTexts();
  const may = useMay();
  const send = useAct('sendUserReset', ['listUserHistory']);
  const make = useAct('createUserResetLink', ['listUserHistory']);
  const [url, setUrl] = useState(linkPage.get());
  const [error, setError] = useState<ApiError>();
  const [made, setMade] = useState<MadeLink>();
  const of = { project, user: user.id, url };
  const mail = async () => {
    setError(undefined);
    const result = await send.run(of);
    if (!result.ok) return setError(result.error);
    linkPage.set(url);
    toast(t.user.reset.sent(result.value.to));
    onClose();
  };
  const show = async () => {
    setError(undefined);
    const result = await make.run(of);
    if (!result.ok) return setError(result.error);
    linkPage.set(url);
    setMade(result.value);
  };
  if (made) return <ShownOnce title={t.user.reset.made} value={made.link} made={made} onClose={onClose} />;
  const isUrlWrong = error?.field === 'url';
  return (
    <Dialog title={t.user.reset.title} onClose={onClose} onSubmit={() => void mail()}>
      <p class="soft">{t.user.reset.text}</p>
      <TextField
        label={t.user.linkPage}
        type="url"
        value={url}
        onInput={setUrl}
        isRequired
        placeholder="https://app.example.com/reset"
        hint={t.user.linkPageHint}
        error={isUrlWrong ? fieldAdvice(t, error) : undefined}
      />
      {!isUrlWrong && <FormError error={error} />}
      {user.email === null && <Note kind="warn">{t.user.reset.withoutEmail}</Note>}
      <div class="ends">
        <Button onClick={onClose}>{t.general.cancel}</Button>
        {may('users.credentials') && (
          <Button onClick={() => void show()} isBusy={make.isBusy} isDisabled={url === ''}>
            {t.user.reset.make}
          </Button>
        )}
        <Button kind="primary" type="submit" isBusy={send.isBusy} isDisabled={user.email === null}>
          {t.user.reset.send}
        </Button>
      </div>
    </Dialog>
  );
}

type ShownOnceProps = {
  readonly title: string;
  readonly value: string;
  readonly made: { readonly expiresAt: string };
  readonly onClose: () => void;
};

/** A secret that is shown once, in the page. */
function ShownOnce({ title, value, made, onClose }: ShownOnceProps) {
  const t = useTexts();
  return (
    <Dialog title={title} onClose={onClose}>
      <Note kind="warn">
        {t.user.shownOnce} <Time at={made.expiresAt} />
      </Note>
      <p class="secret">
        <Copy value={value} name={title} />
      </p>
      <div class="ends">
        <Button kind="primary" onClick={onClose} autoFocus>
          {t.general.close}
        </Button>
      </div>
    </Dialog>
  );
}

function EndSessions({ project, user, onClose }: DialogProps) {
  const t = useTexts();
  const end = useAct('deleteUserSessions', ['listUserSessions', 'listUserHistory']);
  const [error, setError] = useState<ApiError>();
  const submit = async () => {
    const result = await end.run({ project, user: user.id });
    if (!result.ok) return setError(result.error);
    toast(t.user.done.sessionsEnded);
    onClose();
  };
  return (
    <Dialog
      title={t.user.sessions.endAllTitle(calledBy(t, user))}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <p class="soft">{t.user.sessions.endAllText}</p>
      <FormError error={error} />
      <FormEnds onClose={onClose} kind="destroy" isBusy={end.isBusy} cancels>
        {t.user.acts.endSessions}
      </FormEnds>
    </Dialog>
  );
}

type Made = { readonly secret: string; readonly link: string | null; readonly expiresAt: string };

function Impersonate({ project, user, onClose }: DialogProps) {
  const t = useTexts();
  const { admin } = useSession();
  const name = calledBy(t, user);
  const impersonate = useAct('impersonateUser', ['listUserHistory']);
  const [url, setUrl] = useState(linkPage.get());
  const [error, setError] = useState<ApiError>();
  const [made, setMade] = useState<Made>();
  const submit = async () => {
    setError(undefined);
    const result = await impersonate.run({ project, user: user.id, ...(url !== '' && { url }) });
    if (!result.ok) return setError(result.error);
    setMade(result.value);
    const { expiresAt: until } = result.value;
    const closesAt = Date.now() + SECRET_MS;
    impersonation.set({ admin: admin.id, project, user: user.id, name, until, closesAt });
  };
  if (made)
    return (
      <ShownOnce
        title={made.link ? t.user.impersonate.link : t.user.impersonate.secret}
        value={made.link ?? made.secret}
        made={made}
        onClose={onClose}
      />
    );
  const isUrlWrong = error?.field === 'url';
  return (
    <Dialog title={t.user.impersonate.title(name)} onClose={onClose} onSubmit={() => void submit()}>
      <Note kind="warn">{t.user.impersonate.text(name)}</Note>
      <TextField
        label={t.user.linkPage}
        type="url"
        value={url}
        onInput={setUrl}
        placeholder="https://app.example.com/sign-in"
        hint={t.user.impersonate.hint}
        error={isUrlWrong ? fieldAdvice(t, error) : undefined}
      />
      {!isUrlWrong && <FormError error={error} />}
      <FormEnds onClose={onClose} kind="danger" isBusy={impersonate.isBusy}>
        {t.user.impersonate.submit}
      </FormEnds>
    </Dialog>
  );
}

function Delete({ project, user, onClose, act }: DialogProps & { readonly act: 'delete' | 'erase' }) {
  const t = useTexts();
  const [, navigate] = useLocation();
  const remove = useAct(act === 'erase' ? 'eraseUser' : 'deleteUser', ['listUsers', 'getProject']);
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<ApiError>();
  const expected = user.email ?? user.id;
  const isTyped = typed.trim() === expected;
  const submit = async () => {
    if (!isTyped) return;
    setError(undefined);
    const result = await remove.run({ project, user: user.id });
    if (!result.ok) return setError(result.error);
    toast(t.user.done.deleted);
    const next = act === 'erase' ? '/projects/:project/users/:user/erasure' : '/projects/:project/users';
    navigate(hrefOf(next, { project, user: user.id }), { replace: true });
  };
  return (
    <Dialog title={t.user[act].title(calledBy(t, user))} onClose={onClose} onSubmit={() => void submit()}>
      <p class="soft">{t.user[act].text}</p>
      <TextField
        label={t.general.typeToContinue(expected)}
        value={typed}
        onInput={setTyped}
        isMono
        autoFocus
      />
      <FormError error={error} />
      <FormEnds onClose={onClose} kind="destroy" isDisabled={!isTyped} isBusy={remove.isBusy}>
        {t.user.acts[act]}
      </FormEnds>
    </Dialog>
  );
}
