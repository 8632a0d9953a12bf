import { useEffect, useState } from 'preact/hooks';
import { type ApiError, call, fetched } from '../api/client.ts';
import { useAct } from '../api/queries.ts';
import type { Link } from '../generated/admin.ts';
import type { SecretLink } from '../secret-link.ts';
import { useSetSession } from '../state/session.ts';
import { useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { HiddenUsername, PasswordField, TextField } from '../ui/field.tsx';
import { GateFrame } from '../ui/gate.tsx';
import { FormError, fieldAdvice, Skeleton } from '../ui/states.tsx';
import { Copy } from '../ui/words.tsx';
import { SignInForm } from './sign-in.tsx';

type LinkPageProps = { readonly link: SecretLink; readonly onDone: () => void };

/** Sets the password by a link: of the first admin, of an invited one, or a new one. */
export function LinkPage({ link, onDone }: LinkPageProps) {
  const t = useTexts();
  const [shown, setShown] = useState<Link>();
  const [error, setError] = useState<ApiError>();
  useEffect(() => {
    let isThere = true;
    void call('showLink', { secret: link.secret }).then((result) => {
      if (!isThere) return;
      if (result.ok) setShown(result.value);
      else setError(result.error);
    });
    return () => {
      isThere = false;
    };
  }, [link]);
  if (error) {
    return (
      <GateFrame title={t.link.invalidTitle} lede={t.link.invalid}>
        <Copy
          value={`denizen admins ${link.kind === 'reset' ? 'reset EMAIL' : 'create'}`}
          name={t.general.command}
        />
        {error.code !== 'link_invalid' && <FormError error={error} />}
        <Button onClick={onDone}>{t.link.toSignIn}</Button>
      </GateFrame>
    );
  }
  if (!shown) {
    return (
      <GateFrame title={t.link.checking}>
        <Skeleton lines={3} />
      </GateFrame>
    );
  }
  return <AcceptForm link={link} shown={shown} onDone={onDone} onInvalid={setError} />;
}

type AcceptProps = LinkPageProps & { readonly shown: Link; readonly onInvalid: (error: ApiError) => void };

function AcceptForm({ link, shown, onDone, onInvalid }: AcceptProps) {
  const t = useTexts();
  const setSession = useSetSession();
  const accept = useAct('acceptLink');
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<ApiError>();
  const words = t.link[shown.kind];
  const isFirst = shown.kind === 'setup';
  const submit = async () => {
    setError(undefined);
    const result = await accept.run({
      secret: link.secret,
      password,
      ...(isFirst && { email }),
      ...(shown.kind !== 'reset' && name !== '' && { name }),
    });
    if (!result.ok) {
      if (result.error.code === 'link_invalid') onInvalid(result.error);
      else setError(result.error);
      return;
    }
    setSession(result.value.isSignedIn ? await fetched('getSession', {}) : null);
    onDone();
  };
  const errorOf = (field: string) => (error?.field === field ? fieldAdvice(t, error) : undefined);
  return (
    <GateFrame
      title={words.title}
      lede={typeof words.lede === 'string' ? words.lede : words.lede(shown.email ?? '')}
    >
      <SignInForm onSubmit={submit}>
        {shown.kind !== 'reset' && (
          <TextField
            label={t.link.name}
            value={name}
            onInput={setName}
            autoComplete="name"
            autoFocus
            error={errorOf('name')}
          />
        )}
        {isFirst ? (
          <TextField
            label={t.signIn.email}
            type="email"
            value={email}
            onInput={setEmail}
            autoComplete="username"
            isRequired
            error={errorOf('email')}
          />
        ) : (
          <HiddenUsername email={shown.email ?? ''} />
        )}
        <PasswordField
          label={shown.kind === 'reset' ? t.password.new : t.password.label}
          value={password}
          onInput={setPassword}
          autoComplete="new-password"
          hint={t.password.rule}
          error={errorOf('password')}
        />
        {error?.field === undefined && <FormError error={error} />}
        <Button kind="primary" type="submit" isBusy={accept.isBusy}>
          {words.submit}
        </Button>
      </SignInForm>
    </GateFrame>
  );
}
