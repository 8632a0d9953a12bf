import { useState } from 'preact/hooks';
import type { ApiError } from '../../api/client.ts';
import { useAct } from '../../api/queries.ts';
import type { MigrationTest } from '../../generated/admin.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { PasswordField, TextField } from '../../ui/field.tsx';
import { Facts } from '../../ui/page.tsx';
import { FormError } from '../../ui/states.tsx';
import { Note } from '../../ui/words.tsx';

const LOGIN_LENGTH = 320;

/** Asks the old system about a login, and shows what it says. The password is forgotten with the dialog. */
export function TestOldSystem({
  project,
  onClose,
}: {
  readonly project: string;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const act = useAct('testOldSystem', []);
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [test, setTest] = useState<MigrationTest>();
  const [error, setError] = useState<ApiError>();
  const submit = async () => {
    setError(undefined);
    setTest(undefined);
    const result = await act.run({ project, login: login.trim(), password });
    if (result.ok) setTest(result.value);
    else if (result.error.code !== 'proof_needed') setError(result.error);
  };
  return (
    <Dialog title={t.migrations.test} onClose={onClose} onSubmit={submit}>
      <p class="hint">{t.migrations.testHint}</p>
      <TextField
        label={t.migrations.login}
        value={login}
        onInput={setLogin}
        isRequired
        autoFocus
        maxLength={LOGIN_LENGTH}
      />
      <PasswordField
        label={t.migrations.password}
        value={password}
        onInput={setPassword}
        autoComplete="off"
      />
      <div aria-live="polite">{test && <Result test={test} />}</div>
      <FormError error={error} />
      <div class="ends">
        <Button onClick={onClose}>{t.general.close}</Button>
        <Button kind="primary" type="submit" isBusy={act.isBusy}>
          {t.migrations.test}
        </Button>
      </div>
    </Dialog>
  );
}

/** What the old system says of a user, not why it says nothing. */
const SAYS: ReadonlySet<MigrationTest['result']> = new Set(['match', 'mismatch', 'unknown']);

function Result({ test: { result, profile } }: { readonly test: MigrationTest }) {
  const t = useTexts();
  const kind = result === 'match' ? 'good' : SAYS.has(result) ? undefined : 'warn';
  return (
    <div class="stack">
      <Note {...(kind && { kind })}>{t.migrations.results[result]}</Note>
      {profile && <Facts facts={factsOf(t, profile)} />}
    </div>
  );
}

type Profile = NonNullable<MigrationTest['profile']>;

function factsOf(t: Texts, { email, emailVerified, name, username, hasTotp }: Profile) {
  const answer = (is: boolean) => (is ? t.migrations.yes : t.migrations.no);
  const texts = [
    [t.migrations.profile.email, email],
    [t.migrations.profile.name, name],
    [t.migrations.profile.username, username],
  ] as const;
  return [
    ...texts.flatMap(([title, value]) => (value ? [[title, <bdi key={title}>{value}</bdi>] as const] : [])),
    [t.migrations.profile.emailVerified, answer(emailVerified)] as const,
    [t.migrations.profile.hasTotp, answer(hasTotp)] as const,
  ];
}
