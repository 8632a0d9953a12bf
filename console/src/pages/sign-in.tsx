import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ApiError } from '../api/client.ts';
import { useAct, useRead } from '../api/queries.ts';
import { useSetSession } from '../state/session.ts';
import { type Texts, useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { PasswordField, TextField } from '../ui/field.tsx';
import { GateFrame } from '../ui/gate.tsx';
import { adviceFor, FormError } from '../ui/states.tsx';
import { Copy, Note } from '../ui/words.tsx';

/** Email and password, then the code of an authenticator if the admin has one. */
export function SignInPage({ hasEnded }: { readonly hasEnded: boolean }) {
  const t = useTexts();
  const setSession = useSetSession();
  const state = useRead('getState', {});
  const signIn = useAct('createSession');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string>();
  const [error, setError] = useState<ApiError>();
  const submit = async () => {
    setError(undefined);
    const result = await signIn.run({ email, password, ...(code && { code: code.replaceAll(' ', '') }) });
    if (result.ok) return setSession(result.value);
    if (result.error.code === 'code_needed') return setCode('');
    setError(result.error);
  };
  if (code !== undefined) {
    return (
      <GateFrame title={t.signIn.codeTitle} lede={t.signIn.codeLede}>
        <SignInForm onSubmit={submit}>
          <TextField
            label={t.signIn.code}
            value={code}
            onInput={setCode}
            error={error && textOf(t, error)}
            autoComplete="one-time-code"
            isRequired
            autoFocus
            isMono
          />
          <Button kind="primary" type="submit" isBusy={signIn.isBusy}>
            {t.signIn.codeSubmit}
          </Button>
          <Button
            kind="quiet"
            onClick={() => {
              setCode(undefined);
              setPassword('');
              setError(undefined);
            }}
          >
            {t.signIn.back}
          </Button>
        </SignInForm>
      </GateFrame>
    );
  }
  return (
    <GateFrame title={t.signIn.title} lede={t.signIn.lede(location.host)}>
      {hasEnded && <Note>{t.signIn.ended}</Note>}
      <SignInForm onSubmit={submit}>
        <TextField
          label={t.signIn.email}
          type="email"
          value={email}
          onInput={setEmail}
          autoComplete="username"
          isRequired
          autoFocus
        />
        <PasswordField
          label={t.password.label}
          value={password}
          onInput={setPassword}
          error={error?.status === 401 ? textOf(t, error) : undefined}
        />
        {error?.status !== 401 && <FormError error={error} />}
        <Button kind="primary" type="submit" isBusy={signIn.isBusy}>
          {t.signIn.submit}
        </Button>
      </SignInForm>
      <div class="hint">
        {state.data?.setupNeeded ? (
          <>
            <p>{t.signIn.setupHint}</p>
            <Copy value="denizen admins create" name={t.general.command} />
          </>
        ) : (
          <>
            <p>{t.signIn.hint}</p>
            <p>{t.signIn.forgotten}</p>
            <Copy value="denizen admins reset EMAIL" name={t.general.command} />
          </>
        )}
      </div>
    </GateFrame>
  );
}

export function SignInForm({
  onSubmit,
  children,
}: {
  readonly onSubmit: () => void | Promise<void>;
  readonly children: ComponentChildren;
}) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit();
      }}
    >
      {children}
    </form>
  );
}

function textOf(t: Texts, error: ApiError): string {
  if (error.code === 'credentials_wrong') return t.signIn.wrong;
  if (error.code === 'token_invalid') return t.signIn.codeWrong;
  return adviceFor(t, error);
}
