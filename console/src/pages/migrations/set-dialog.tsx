import { useState } from 'preact/hooks';
import type { ApiError, InputOf } from '../../api/client.ts';
import { useAct } from '../../api/queries.ts';
import type { Migrations } from '../../generated/admin.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Dialog, FormEnds } from '../../ui/dialog.tsx';
import { PasswordField, SelectField, TextField, Tick } from '../../ui/field.tsx';
import { FormError } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';
import { ALLOW_PRIVATE, optionWords } from './option-words.ts';

type Form = Migrations['forms'][number];
type System = Form['system'];

type Props = {
  readonly project: string;
  readonly migrations: Migrations;
  readonly onClose: () => void;
  readonly onMadeSecret: (secret: string) => void;
};

/** Sets the old system up, or changes it: which one, where, about whom, its secret and its options. */
export function SetOldSystem({ project, migrations: { asked, forms }, onClose, onMadeSecret }: Props) {
  const t = useTexts();
  const act = useAct('setOldSystem', ['getMigrations']);
  const [system, setSystem] = useState<System>(asked?.system ?? 'url');
  const [url, setUrl] = useState(asked?.url ?? '');
  const [isPending, setPending] = useState(asked?.asks.includes('pending') ?? true);
  const [isUnknown, setUnknown] = useState(asked?.asks.includes('unknown') ?? true);
  const [secret, setSecret] = useState('');
  const [options, setOptions] = useState<Readonly<Record<string, string>>>(asked?.options ?? {});
  const [error, setError] = useState<ApiError>();
  const form = forms.find((each) => each.system === system);
  const isKept = asked?.system === system;
  const asks = [...(isPending ? ['pending'] : []), ...(isUnknown ? ['unknown'] : [])];
  const submit = async () => {
    if (asks.length === 0) return;
    setError(undefined);
    const input: InputOf<'setOldSystem'> = {
      ...{ project, system, url: url.trim(), asks, options: given(form, options) },
      ...(secret !== '' && { secret }),
    };
    const result = await act.run(input);
    if (result.ok) {
      toast(t.migrations.saved);
      if (result.value.madeSecret !== null) onMadeSecret(result.value.madeSecret);
      onClose();
    } else if (result.error.code !== 'proof_needed') setError(result.error);
  };
  return (
    <Dialog title={t.nav.pages.migrations} class="wide-dialog" onClose={onClose} onSubmit={submit}>
      <SelectField
        label={t.migrations.system}
        value={system}
        onChange={setSystem}
        choices={forms.map((each) => ({ value: each.system, label: t.migrations.systems[each.system] }))}
      />
      <TextField
        label={t.migrations.url}
        type="url"
        value={url}
        onInput={setUrl}
        hint={t.migrations.urlHint}
        isRequired
        isMono
        placeholder="https://old.example.com"
      />
      <fieldset class="group one">
        <legend class="label">{t.migrations.about}</legend>
        <Tick
          label={t.migrations.pending}
          hint={t.migrations.pendingHint}
          isOn={isPending}
          onChange={setPending}
        />
        <Tick
          label={t.migrations.unknown}
          hint={t.migrations.unknownHint}
          isOn={isUnknown}
          onChange={setUnknown}
        />
        {asks.length === 0 && <p class="wrong">{t.migrations.noneChosen}</p>}
      </fieldset>
      <PasswordField
        label={t.migrations.secret}
        value={secret}
        onInput={setSecret}
        hint={secretHint(t, form, isKept)}
        isRequired={form?.secret === 'required' && !isKept}
        autoComplete="off"
      />
      <Options form={form} options={options} onChange={setOptions} />
      <FormError error={error} />
      <FormEnds onClose={onClose} isDisabled={asks.length === 0} isBusy={act.isBusy}>
        {t.general.save}
      </FormEnds>
    </Dialog>
  );
}

function secretHint(t: Texts, form: Form | undefined, isKept: boolean): string | undefined {
  if (isKept) return t.migrations.secretKept;
  if (form?.secret === 'made') return t.migrations.secretMade;
  return form?.secret === 'optional' ? t.migrations.secretOptional : undefined;
}

type OptionsProps = {
  readonly form: Form | undefined;
  readonly options: Readonly<Record<string, string>>;
  readonly onChange: (options: Readonly<Record<string, string>>) => void;
};

function Options({ form, options, onChange }: OptionsProps) {
  const t = useTexts();
  const change = (name: string, value: string) => onChange({ ...options, [name]: value });
  return (
    <>
      {form?.options.map(({ name, isRequired }) => {
        const { label, hint } = optionWords(t, name);
        return (
          <TextField
            key={name}
            label={isRequired ? label : t.migrations.optional(label)}
            hint={hint}
            value={options[name] ?? ''}
            onInput={(value) => change(name, value)}
            isRequired={isRequired}
            isMono
          />
        );
      })}
      <Tick
        {...optionWords(t, ALLOW_PRIVATE)}
        isOn={options[ALLOW_PRIVATE] === 'on'}
        onChange={(isOn) => change(ALLOW_PRIVATE, isOn ? 'on' : '')}
      />
    </>
  );
}

/** The options of the chosen system that say something; others are of one that was chosen before. */
function given(
  form: Form | undefined,
  options: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const known = new Set([...(form?.options.map(({ name }) => name) ?? []), ALLOW_PRIVATE]);
  return Object.fromEntries(
    Object.entries(options)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([name, value]) => known.has(name) && value !== ''),
  );
}
