import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { useTexts } from '../texts/texts.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

type FieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: ComponentChildren;
  /** What is wrong with the value. */
  readonly error?: string | undefined;
  readonly isRequired?: boolean;
  readonly autoFocus?: boolean;
  readonly autoComplete?: string;
};

type TextFieldProps = FieldProps & {
  readonly type?: 'text' | 'email' | 'tel' | 'url' | 'number' | 'date' | 'datetime-local' | 'search';
  readonly isMono?: boolean;
  readonly inputMode?: 'numeric' | 'email' | 'text';
  readonly placeholder?: string;
  readonly maxLength?: number;
};

export function TextField({ label, value, onInput, ...rest }: TextFieldProps) {
  const id = useId();
  const { type = 'text', isMono = false, autoFocus = false, isRequired = false } = rest;
  return (
    <Field id={id} label={label} hint={rest.hint} error={rest.error}>
      <input
        class={isMono ? 'input mono' : 'input'}
        id={id}
        // Cast: these attributes are the same for all of the types.
        type={type as 'text'}
        value={value}
        required={isRequired}
        autofocus={autoFocus}
        autocomplete={rest.autoComplete ?? 'off'}
        inputMode={rest.inputMode}
        placeholder={rest.placeholder}
        maxLength={rest.maxLength}
        aria-invalid={rest.error !== undefined || undefined}
        aria-describedby={describedBy(id, rest)}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </Field>
  );
}

export function PasswordField({ label, value, onInput, ...rest }: FieldProps) {
  const t = useTexts();
  const id = useId();
  const [isShown, setShown] = useState(false);
  const { autoFocus = false, isRequired = true } = rest;
  return (
    <Field id={id} label={label} hint={rest.hint} error={rest.error}>
      <div class="pass">
        <input
          class="input"
          id={id}
          // Cast: as above.
          type={(isShown ? 'text' : 'password') as 'password'}
          value={value}
          required={isRequired}
          autofocus={autoFocus}
          autocomplete={rest.autoComplete ?? 'current-password'}
          spellcheck={false}
          aria-invalid={rest.error !== undefined || undefined}
          aria-describedby={describedBy(id, rest)}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
        <Button kind="quiet" small onClick={() => setShown(!isShown)} aria-pressed={isShown}>
          {isShown ? t.password.hide : t.password.show}
        </Button>
      </div>
    </Field>
  );
}

/** Tells password managers whose password the form is about. */
export function HiddenUsername({ email }: { readonly email: string }) {
  return (
    <input
      class="vh"
      type="text"
      autocomplete="username"
      value={email}
      readOnly
      tabIndex={-1}
      aria-hidden="true"
    />
  );
}

export function TextArea({
  label,
  value,
  onInput,
  ...rest
}: FieldProps & { readonly rows?: number; readonly isMono?: boolean; readonly isLabelHidden?: boolean }) {
  const id = useId();
  return (
    <Field
      id={id}
      label={label}
      isLabelHidden={rest.isLabelHidden ?? false}
      hint={rest.hint}
      error={rest.error}
    >
      <textarea
        class={rest.isMono ? 'area mono' : 'area'}
        id={id}
        rows={rest.rows ?? 4}
        value={value}
        required={rest.isRequired ?? false}
        spellcheck={!rest.isMono}
        aria-invalid={rest.error !== undefined || undefined}
        aria-describedby={describedBy(id, rest)}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </Field>
  );
}

export type Choice<T extends string> = { readonly value: T; readonly label: string };

export function SelectField<T extends string>({
  label,
  value,
  choices,
  onChange,
  ...rest
}: {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onChange: (value: T) => void;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
  readonly isLabelHidden?: boolean;
}) {
  const id = useId();
  return (
    <Field
      id={id}
      label={label}
      hint={rest.hint}
      error={rest.error}
      isLabelHidden={rest.isLabelHidden ?? false}
    >
      <select
        class="select"
        id={id}
        value={value}
        aria-describedby={describedBy(id, rest)}
        onChange={(event) => {
          const chosen = choices[event.currentTarget.selectedIndex];
          if (chosen) onChange(chosen.value);
        }}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value} selected={choice.value === value}>
            {choice.label}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** A box to tick, or a switch that takes effect at once. */
export function Tick({
  label,
  hint,
  isOn,
  onChange,
  isSwitch = false,
  isDisabled = false,
}: {
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly isSwitch?: boolean;
  readonly isDisabled?: boolean;
}) {
  return (
    <label class="tick">
      <input
        class={isSwitch ? 'switch' : 'check'}
        type="checkbox"
        {...(isSwitch && { role: 'switch' as const })}
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>
        {label}
        {hint !== undefined && <small>{hint}</small>}
      </span>
    </label>
  );
}

type Described = { readonly hint?: ComponentChildren; readonly error?: string | undefined };

function describedBy(id: string, { hint, error }: Described): string | undefined {
  if (error !== undefined) return `${id}-error`;
  return hint === undefined ? undefined : `${id}-hint`;
}

function Field({
  id,
  label,
  hint,
  error,
  isLabelHidden = false,
  children,
}: Described & {
  readonly id: string;
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly children: ComponentChildren;
}) {
  return (
    <div class="field">
      <label for={id} class={isLabelHidden ? 'vh' : ''}>
        {label}
      </label>
      {children}
      {error !== undefined ? (
        <p class="wrong" id={`${id}-error`} role="alert">
          <Icon name="alert" small />
          {error}
        </p>
      ) : (
        hint !== undefined && (
          <p class="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}
