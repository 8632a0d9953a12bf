import { useState } from 'preact/hooks';
import { type ApiError, call } from '../api/client.ts';
import { useSession } from '../state/session.ts';
import { createStore, useStore } from '../state/store.ts';
import { useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { PasswordField, TextField } from '../ui/field.tsx';
import { adviceFor } from '../ui/states.tsx';

type Asked = { readonly promise: Promise<boolean>; readonly resolve: (isGiven: boolean) => void };

const asked = createStore<Asked | undefined>(undefined);

/** Asks for the password or a code. Several acts at once ask once. */
export function askForProof(): Promise<boolean> {
  const open = asked.get();
  if (open) return open.promise;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  asked.set({ promise, resolve });
  return promise;
}

/** Shows the question of `askForProof`. */
export function ProofHost() {
  const question = useStore(asked);
  if (!question) return null;
  return (
    <ProofDialog
      onEnd={(isGiven) => {
        asked.set(undefined);
        question.resolve(isGiven);
      }}
    />
  );
}

function ProofDialog({ onEnd }: { readonly onEnd: (isGiven: boolean) => void }) {
  const t = useTexts();
  const { admin } = useSession();
  const [byCode, setByCode] = useState(admin.hasTotp);
  const [value, setValue] = useState('');
  const [error, setError] = useState<ApiError>();
  const [isBusy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    setError(undefined);
    const result = await call(
      'proveSession',
      byCode ? { code: value.replaceAll(' ', '') } : { password: value },
    );
    setBusy(false);
    if (result.ok) onEnd(true);
    else setError(result.error);
  };
  const text = error && (error.status === 401 ? t.proof.wrong : adviceFor(t, error));
  const shared = { value, onInput: setValue, error: text, autoFocus: true };
  return (
    <Dialog title={t.proof.title} onClose={() => onEnd(false)} onSubmit={submit}>
      <p class="soft">{t.proof.lede}</p>
      {byCode ? (
        <TextField
          key="code"
          label={t.signIn.code}
          autoComplete="one-time-code"
          isRequired
          isMono
          {...shared}
        />
      ) : (
        <PasswordField key="password" label={t.password.label} {...shared} />
      )}
      <div class="ends">
        {admin.hasTotp && (
          <Button
            kind="quiet"
            onClick={() => {
              setByCode(!byCode);
              setValue('');
              setError(undefined);
            }}
          >
            {byCode ? t.proof.usePassword : t.proof.useCode}
          </Button>
        )}
        <Button onClick={() => onEnd(false)}>{t.general.cancel}</Button>
        <Button kind="primary" type="submit" isBusy={isBusy}>
          {t.proof.submit}
        </Button>
      </div>
    </Dialog>
  );
}
