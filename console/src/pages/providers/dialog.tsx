import { useState } from 'preact/hooks';
import type { ApiError, InputOf } from '../../api/client.ts';
import { useAct } from '../../api/queries.ts';
import type { Provider } from '../../generated/admin.ts';
import { useTexts } from '../../texts/texts.ts';
import { Dialog, FormEnds } from '../../ui/dialog.tsx';
import { PasswordField, TextArea, TextField, Tick } from '../../ui/field.tsx';
import { FormError } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';
import { Copy } from '../../ui/words.tsx';

type ProviderForm = Provider['forms'][number];

/** Of a provider whose secret is a private key. */
const isKeyOf = ({ key }: Provider): boolean => key === 'apple';

/** Sets a provider up: client id, secret, its own options, and whether users sign in with it. */
export function SetUpProvider({
  project,
  provider,
  onClose,
}: {
  readonly project: string;
  readonly provider: Provider;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const act = useAct('setProvider', ['listProviders']);
  const [clientId, setClientId] = useState(provider.clientId ?? '');
  const [secret, setSecret] = useState('');
  const [isEnabled, setEnabled] = useState(provider.isEnabled || !provider.isSetUp);
  const [options, setOptions] = useState(provider.options);
  const [error, setError] = useState<ApiError>();
  const submit = async () => {
    setError(undefined);
    const given = Object.entries(options).filter(([, value]) => value.trim() !== '');
    const input: InputOf<'setProvider'> = {
      ...{ project, key: provider.key, clientId: clientId.trim(), enabled: isEnabled },
      options: Object.fromEntries(given),
      ...(secret !== '' && { secret }),
    };
    const result = await act.run(input);
    if (result.ok) {
      toast(t.providers.saved(provider.name));
      onClose();
    } else if (result.error.code !== 'proof_needed') setError(result.error);
  };
  const secretHint = provider.isSetUp ? t.providers.secretKept : undefined;
  const secretProps = {
    label: t.providers.secret,
    value: secret,
    onInput: setSecret,
    isRequired: !provider.isSetUp,
    autoComplete: 'off',
    ...(secretHint !== undefined && { hint: secretHint }),
  };
  return (
    <Dialog title={provider.name} class="wide-dialog" onClose={onClose} onSubmit={submit}>
      <div class="field">
        <span class="label">{t.providers.redirect}</span>
        <Copy value={provider.callbackUrl} name={t.providers.redirect} />
        <p class="hint">{t.providers.redirectHint}</p>
      </div>
      <TextField
        label={t.providers.clientId}
        value={clientId}
        onInput={setClientId}
        isRequired
        isMono
        autoFocus
      />
      {provider.needsSecret &&
        (isKeyOf(provider) ? (
          <TextArea {...secretProps} isMono rows={4} />
        ) : (
          <PasswordField {...secretProps} />
        ))}
      {provider.forms.map((form) => (
        <OptionField
          key={form.name}
          form={form}
          value={options[form.name] ?? ''}
          onChange={(value) => setOptions({ ...options, [form.name]: value })}
        />
      ))}
      <Tick
        label={t.providers.enabled}
        hint={t.providers.enabledHint}
        isOn={isEnabled}
        onChange={setEnabled}
      />
      <FormError error={error} />
      <FormEnds onClose={onClose} isBusy={act.isBusy}>
        {t.general.save}
      </FormEnds>
    </Dialog>
  );
}

type OptionFieldProps = {
  readonly form: ProviderForm;
  readonly value: string;
  readonly onChange: (value: string) => void;
};

function OptionField({ form: { name, takes, isRequired }, value, onChange }: OptionFieldProps) {
  const t = useTexts();
  if (takes === 'switch')
    return (
      <Tick
        label={<code>{name}</code>}
        hint={t.providers.takes.switch}
        isOn={value === 'on'}
        onChange={(isOn) => onChange(isOn ? 'on' : '')}
      />
    );
  return (
    <TextField
      label={isRequired ? name : t.providers.optional(name)}
      value={value}
      onInput={onChange}
      hint={t.providers.takes[takes]}
      isRequired={isRequired}
      isMono
      {...(takes === 'url' && { type: 'url' as const })}
      {...(takes === 'seconds' && { inputMode: 'numeric' as const })}
    />
  );
}
