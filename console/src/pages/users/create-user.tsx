import { useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import type { ApiError } from '../../api/client.ts';
import { useAct } from '../../api/queries.ts';
import { hrefOf } from '../../routes.tsx';
import { useTexts } from '../../texts/texts.ts';
import { Dialog, FormEnds } from '../../ui/dialog.tsx';
import { PasswordField, TextField } from '../../ui/field.tsx';
import { FormError, fieldAdvice } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';

const FIELDS = ['name', 'email', 'phone', 'password', 'id'] as const;
type Values = Readonly<Record<(typeof FIELDS)[number], string>>;
const NOTHING: Values = { name: '', email: '', phone: '', password: '', id: '' };

export function CreateUser({ project, onClose }: { readonly project: string; readonly onClose: () => void }) {
  const t = useTexts();
  const [, navigate] = useLocation();
  const create = useAct('createUser', ['listUsers', 'getProject']);
  const [values, setValues] = useState(NOTHING);
  const [error, setError] = useState<ApiError>();
  const field = (name: keyof Values) => ({
    label: t.users.fields[name],
    value: values[name],
    onInput: (value: string) => setValues({ ...values, [name]: value }),
    error: error?.field === name ? fieldAdvice(t, error) : undefined,
  });
  const submit = async () => {
    setError(undefined);
    const given = Object.fromEntries(FIELDS.flatMap((name) => (values[name] ? [[name, values[name]]] : [])));
    const result = await create.run({ project, ...given });
    if (!result.ok) return setError(result.error);
    toast(t.users.created);
    navigate(hrefOf('/projects/:project/users/:user', { project, user: result.value.id }));
  };
  const isElsewhere = FIELDS.some((name) => name === error?.field);
  return (
    <Dialog title={t.users.create} onClose={onClose} onSubmit={() => void submit()}>
      <p class="soft">{t.users.createHint}</p>
      <TextField {...field('name')} autoFocus />
      <TextField {...field('email')} type="email" />
      <TextField {...field('phone')} type="tel" hint={t.users.phoneHint} />
      <PasswordField
        {...field('password')}
        isRequired={false}
        autoComplete="new-password"
        hint={t.users.passwordHint}
      />
      <TextField {...field('id')} isMono hint={t.users.idHint} />
      {!isElsewhere && <FormError error={error} />}
      <FormEnds onClose={onClose} isBusy={create.isBusy}>
        {t.users.create}
      </FormEnds>
    </Dialog>
  );
}
