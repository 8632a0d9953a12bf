import { useState } from 'preact/hooks';
import type { InputOf } from '../../api/client.ts';
import { useAct } from '../../api/queries.ts';
import type { Import, ImportSystemList } from '../../generated/admin.ts';
import { useFormat, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { PasswordField, SelectField, TextField, Tick } from '../../ui/field.tsx';
import { FormError } from '../../ui/states.tsx';
import { Note } from '../../ui/words.tsx';
import { type ColumnField, columnFields, guessed, keyOf, MAPPING_NAME, mappingOf } from './mapping.ts';
import { uploadFile } from './upload.ts';

type System = ImportSystemList['rows'][number];
type Options = NonNullable<InputOf<'checkImport'>['options']>;
type Secrets = NonNullable<InputOf<'checkImport'>['secrets']>;
type SecretName = keyof Secrets;
type Props = { readonly project: string; readonly shown: Import; readonly systems: readonly System[] };

const ALL_SECRETS = ['pepper', 'signerKey', 'saltSeparator', 'rounds', 'memCost', 'recipe'] as const;
const HIDDEN: ReadonlySet<SecretName> = new Set(['pepper', 'signerKey']);
const DEFAULTS: Options = {
  ...{ id: 'keep', onConflict: 'skip', mergesEmails: false, extraEmails: 'metadata', providers: {} },
  ...{ rest: 'keep', badHashes: 'refuse', hashesPlainPasswords: false, withoutPassword: 'leave' },
  ...{ history: 'batch', systemOptions: {} },
};

/** Which system the files are of, and how rows become users; then the dry run. */
export function Settings({ project, shown, systems }: Props) {
  const t = useTexts();
  const format = useFormat();
  const detected = shown.files.find((file) => file.systems.length > 0)?.systems[0] ?? '';
  const [chosen, setChosen] = useState(shown.settings?.system ?? '');
  const name = chosen || detected;
  const system = systems.find((each) => each.name === name);
  const [options, setOptions] = useState<Options>({ ...DEFAULTS, ...(shown.settings?.options as Options) });
  const [secrets, setSecrets] = useState<Readonly<Record<string, string>>>({});
  const table = shown.files.find(({ columns, name: of }) => columns.length > 0 && of !== MAPPING_NAME);
  const [fields, setFields] = useState<Readonly<Record<string, ColumnField>>>();
  const [scheme, setScheme] = useState('bcrypt');
  const check = useAct('checkImport', ['getImport']);
  const [error, setError] = useState<Parameters<typeof FormError>[0]['error']>();
  const [problem, setProblem] = useState('');
  const columns = name === 'csv' && table ? table.columns : [];
  const mapped = columns.length === 0 ? undefined : (fields ?? guessed(columns));
  const lacksKey = mapped !== undefined && keyOf(mapped) === undefined;
  const submit = async () => {
    setError(undefined);
    setProblem('');
    if (mapped && table) {
      const mapping = JSON.stringify(mappingOf(mapped, { name: table.name, scheme }));
      const file = new File([mapping], MAPPING_NAME);
      const failed = await uploadFile({ project, import: shown.id }, file, () => {});
      if (failed !== undefined) return setProblem(`${t.imports.failed(MAPPING_NAME)} ${failed}`);
    }
    const given = secretsOf(secrets);
    const result = await check.run({
      ...{ project, import: shown.id, system: name, options },
      ...(Object.keys(given).length > 0 && { secrets: given }),
    });
    if (!result.ok) return setError(result.error);
    setSecrets({});
  };
  const set = (more: Partial<Options>) => setOptions({ ...options, ...more });
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <SelectField
        label={t.imports.system}
        value={name}
        onChange={setChosen}
        choices={[
          ...(name === '' ? [{ value: '', label: t.imports.chooseSystem }] : []),
          ...systems.map((each) => ({ value: each.name, label: each.title })),
        ]}
        hint={system && t.imports.carries(format.list(system.carries))}
      />
      {system && <SystemOptions system={system} options={options} set={set} />}
      {mapped && <Columns fields={mapped} onChange={setFields} scheme={scheme} onScheme={setScheme} />}
      {system && <SecretFields system={system} shown={shown} values={secrets} onChange={setSecrets} />}
      <details>
        <summary>{t.imports.options}</summary>
        <PlanFields options={options} set={set} />
      </details>
      <Providers shown={shown} options={options} set={set} />
      <FormError error={error} />
      {problem !== '' && <Note kind="bad">{problem}</Note>}
      <div>
        <Button
          type="submit"
          kind={shown.result ? 'plain' : 'primary'}
          icon="play"
          isBusy={check.isBusy}
          isDisabled={!system || shown.files.length === 0 || lacksKey}
        >
          {shown.result ? t.imports.checkAgain : t.imports.check}
        </Button>
      </div>
    </form>
  );
}

function secretsOf(typed: Readonly<Record<string, string>>): Secrets {
  const given = Object.entries(typed).filter(([, value]) => value !== '');
  return Object.fromEntries(
    given.map(([key, value]) => [key, key === 'rounds' || key === 'memCost' ? Number(value) : value]),
  );
}

type SetOptions = { readonly options: Options; readonly set: (more: Partial<Options>) => void };

function SystemOptions({ system, options, set }: SetOptions & { readonly system: System }) {
  const values = options.systemOptions ?? {};
  return (
    <div class="pair">
      {Object.entries(system.options).map(([key, hint]) => (
        <TextField
          key={key}
          label={key}
          hint={hint}
          value={values[key] ?? ''}
          onInput={(value) => {
            const { [key]: _, ...others } = values;
            set({ systemOptions: value === '' ? others : { ...others, [key]: value } });
          }}
        />
      ))}
    </div>
  );
}

type ColumnProps = {
  readonly fields: Readonly<Record<string, ColumnField>>;
  readonly onChange: (fields: Readonly<Record<string, ColumnField>>) => void;
  readonly scheme: string;
  readonly onScheme: (scheme: string) => void;
};

function Columns({ fields, onChange, scheme, onScheme }: ColumnProps) {
  const t = useTexts();
  const key = keyOf(fields);
  const choices = columnFields.map((value) => ({ value, label: t.imports.fields[value] }));
  return (
    <fieldset class="stack">
      <legend>{t.imports.map}</legend>
      <p class="hint">{t.imports.mapHint}</p>
      <div class="pair">
        {Object.entries(fields).map(([column, field]) => (
          <SelectField
            key={column}
            label={column}
            value={field}
            choices={choices}
            onChange={(chosen) => onChange({ ...fields, [column]: chosen })}
          />
        ))}
        {Object.values(fields).includes('password') && (
          <TextField
            label={t.imports.scheme}
            hint={t.imports.schemeHint}
            value={scheme}
            onInput={onScheme}
            isMono
          />
        )}
      </div>
      {key === undefined && <Note kind="warn">{t.imports.needsId}</Note>}
      {key !== undefined && key !== 'id' && <Note>{t.imports.freshIds(t.imports.fields[key])}</Note>}
    </fieldset>
  );
}

type SecretProps = {
  readonly system: System;
  readonly shown: Import;
  readonly values: Readonly<Record<string, string>>;
  readonly onChange: (values: Readonly<Record<string, string>>) => void;
};

function SecretFields({ system, shown, values, onChange }: SecretProps) {
  const t = useTexts();
  const format = useFormat();
  const needed = ALL_SECRETS.filter((name) => system.secrets.includes(name));
  const others = ALL_SECRETS.filter((name) => !needed.includes(name));
  const given = (shown.settings?.secrets ?? []) as readonly SecretName[];
  const fieldOf = (name: SecretName) => {
    const common = {
      label: t.imports.secretNames[name],
      value: values[name] ?? '',
      onInput: (value: string) => onChange({ ...values, [name]: value }),
      autoComplete: 'off',
    };
    return HIDDEN.has(name) ? (
      <PasswordField key={name} {...common} isRequired={false} />
    ) : (
      <TextField key={name} {...common} isMono />
    );
  };
  return (
    <fieldset class="stack">
      <legend>{t.imports.secrets}</legend>
      <p class="hint">{t.imports.secretsHint}</p>
      {given.length > 0 && (
        <Note>{t.imports.given(format.list(given.map((name) => t.imports.secretNames[name] ?? name)))}</Note>
      )}
      {needed.length > 0 && <div class="pair">{needed.map(fieldOf)}</div>}
      <details>
        <summary>{t.imports.moreSecrets}</summary>
        <div class="pair">{others.map(fieldOf)}</div>
      </details>
    </fieldset>
  );
}

function PlanFields({ options, set }: SetOptions) {
  const t = useTexts();
  const of = <T extends string>(words: Readonly<Record<T, string>>) =>
    // Cast: the keys of the texts.
    (Object.entries(words) as [T, string][]).map(([value, label]) => ({ value, label }));
  return (
    <div class="stack">
      <div class="pair">
        <SelectField
          label={t.imports.onConflict}
          value={options.onConflict ?? 'skip'}
          choices={of(t.imports.onConflicts)}
          onChange={(onConflict) => set({ onConflict })}
        />
        <SelectField
          label={t.imports.ids}
          value={options.id === 'fresh' ? 'fresh' : 'keep'}
          choices={of(t.imports.idChoices)}
          onChange={(id) => set({ id })}
        />
        <SelectField
          label={t.imports.rest}
          value={options.rest ?? 'keep'}
          choices={of(t.imports.restChoices)}
          onChange={(rest) => set({ rest })}
        />
        <SelectField
          label={t.imports.badHashes}
          value={options.badHashes ?? 'refuse'}
          choices={of(t.imports.badChoices)}
          onChange={(badHashes) => set({ badHashes })}
        />
        <SelectField
          label={t.imports.without}
          value={options.withoutPassword ?? 'leave'}
          choices={of(t.imports.withoutChoices)}
          onChange={(withoutPassword) => set({ withoutPassword })}
        />
        <SelectField
          label={t.imports.extraEmails}
          value={options.extraEmails ?? 'metadata'}
          choices={of(t.imports.extraChoices)}
          onChange={(extraEmails) => set({ extraEmails })}
        />
        <SelectField
          label={t.imports.history}
          value={options.history ?? 'batch'}
          choices={of(t.imports.historyChoices)}
          onChange={(history) => set({ history })}
        />
      </div>
      <Tick
        label={t.imports.merge}
        isOn={options.mergesEmails ?? false}
        onChange={(mergesEmails) => set({ mergesEmails })}
      />
      <Tick
        label={t.imports.hashPlain}
        isOn={options.hashesPlainPasswords ?? false}
        onChange={(hashesPlainPasswords) => set({ hashesPlainPasswords })}
      />
    </div>
  );
}

function Providers({ shown, options, set }: SetOptions & { readonly shown: Import }) {
  const t = useTexts();
  const format = useFormat();
  const unknown = Object.entries(shown.result?.unknownProviders ?? {});
  const known = options.providers ?? {};
  if (unknown.length === 0) return null;
  return (
    <fieldset class="stack">
      <legend>{t.imports.providers}</legend>
      <p class="hint">{t.imports.providersHint}</p>
      <div class="pair">
        {unknown.map(([theirs, rows]) => (
          <TextField
            key={theirs}
            label={`${theirs} (${format.number(rows)})`}
            value={known[theirs] === null ? 'none' : (known[theirs] ?? '')}
            isMono
            onInput={(ours) => {
              const { [theirs]: _, ...others } = known;
              set({
                providers: ours === '' ? others : { ...others, [theirs]: ours === 'none' ? null : ours },
              });
            }}
          />
        ))}
      </div>
    </fieldset>
  );
}
