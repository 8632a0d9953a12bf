import { useId } from 'preact/hooks';
import type { Format } from '../../texts/format.ts';
import { type Texts, useFormat, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Badge } from '../../ui/words.tsx';
import { type Draft, draftOf, formatValue, isSame, type Policy, parsedFrom } from './drafts.ts';

type SettingProps = {
  readonly policy: Policy;
  readonly draft: Draft | undefined;
  /** Without it, the policy is only shown. */
  readonly onChange: ((draft: Draft) => void) | undefined;
};

/** One policy: what it does, its control, and whether it has its default. */
export function Setting({ policy, draft, onChange }: SettingProps) {
  const t = useTexts();
  const format = useFormat();
  const id = useId();
  const shown = draft ?? draftOf(policy, policy.value);
  const value = parsedFrom(policy, shown);
  const isChanged = value === undefined || !isSame(value, policy.value);
  const title = t.policies.names[policy.name] ?? policy.name;
  const isLong = policy.kind === 'choices' || policy.kind === 'hosts' || policy.kind === 'rateLimits';
  return (
    <div class={isChanged ? 'set edit' : 'set'}>
      <div class="what">
        {policy.kind === 'choices' ? <b id={id}>{title}</b> : <label for={id}>{title}</label>}
        <p id={`${id}-about`}>{policy.description}</p>
      </div>
      <div class={isLong ? 'ctl long' : 'ctl'}>
        <Control
          {...{ id, policy, shown }}
          isInvalid={value === undefined}
          onChange={onChange ?? (() => {})}
          isDisabled={onChange === undefined}
        />
        {value === undefined && (
          <p class="wrong" role="alert" id={`${id}-error`}>
            <Icon name="alert" small />
            {takesOf(t, format, policy)}
          </p>
        )}
      </div>
      <Standing {...{ policy, isChanged, value }} onChange={onChange} />
    </div>
  );
}

function takesOf(t: Texts, format: Format, { kind, least = 0, most = 0, also, takes }: Policy): string {
  if (kind !== 'number') return takes;
  const { number } = format;
  return t.policies.bounds(number(least), number(most), also === undefined ? undefined : number(also));
}

type ControlProps = {
  readonly id: string;
  readonly policy: Policy;
  readonly shown: Draft;
  readonly isInvalid: boolean;
  readonly isDisabled: boolean;
  readonly onChange: (draft: Draft) => void;
};

function Control({ id, policy, shown, isInvalid, isDisabled, onChange }: ControlProps) {
  const shared = {
    id,
    disabled: isDisabled,
    'aria-describedby': isInvalid ? `${id}-error ${id}-about` : `${id}-about`,
    'aria-invalid': isInvalid || undefined,
  };
  switch (policy.kind) {
    case 'switch':
      return (
        <input
          {...shared}
          class="switch"
          type="checkbox"
          {...{ role: 'switch' as const }}
          checked={shown === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'number':
      return <NumberControl {...{ shared, policy, onChange }} shown={String(shown)} />;
    case 'choices':
      return <ChoicesControl {...{ id, policy, isDisabled, onChange }} shown={shown} />;
    default:
      return (
        <textarea
          {...shared}
          class="area mono"
          rows={Math.min(6, String(shown).split('\n').length + 1)}
          spellcheck={false}
          value={String(shown)}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}

type NumberControlProps = {
  readonly shared: object;
  readonly policy: Policy;
  readonly shown: string;
  readonly onChange: (draft: string) => void;
};

function NumberControl({ shared, policy, shown, onChange }: NumberControlProps) {
  const t = useTexts();
  const format = useFormat();
  const { name } = policy;
  const value = parsedFrom(policy, shown);
  const isSpan = name.endsWith('Seconds');
  return (
    <>
      <input
        {...shared}
        class="input n"
        inputMode="numeric"
        autocomplete="off"
        value={shown}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      {value !== undefined && (
        <small>
          {isSpan && typeof value === 'number' && value > 0 ? format.span(value) : takesOf(t, format, policy)}
        </small>
      )}
    </>
  );
}

type ChoicesControlProps = {
  readonly id: string;
  readonly policy: Policy;
  readonly shown: Draft;
  readonly isDisabled: boolean;
  readonly onChange: (draft: readonly string[]) => void;
};

function ChoicesControl({ id, policy, shown, isDisabled, onChange }: ChoicesControlProps) {
  const chosen = Array.isArray(shown) ? (shown as readonly string[]) : [];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div role="group" aria-labelledby={id} aria-describedby={`${id}-about`}>
      {(policy.choices ?? []).map((choice) => (
        <label key={choice} class="tick">
          <input
            class="check"
            type="checkbox"
            disabled={isDisabled}
            checked={chosen.includes(choice)}
            onChange={(event) =>
              onChange(
                event.currentTarget.checked ? [...chosen, choice] : chosen.filter((each) => each !== choice),
              )
            }
          />
          <code>{choice}</code>
        </label>
      ))}
    </div>
  );
}

type StandingProps = {
  readonly policy: Policy;
  readonly isChanged: boolean;
  readonly value: Policy['value'] | undefined;
  readonly onChange: ((draft: Draft) => void) | undefined;
};

/** Whether the policy is changed, set, or has its default; and the way back to it. */
function Standing({ policy, isChanged, value, onChange }: StandingProps) {
  const t = useTexts();
  const { name, isSet } = policy;
  const shownOf = (each: Policy['value']) =>
    (Array.isArray(each) && each.length === 0 ? t.policies.nothing : formatValue(each)) || '0';
  const isDefault = value !== undefined && isSame(value, policy.default);
  return (
    <div class="def">
      {isChanged ? (
        <>
          <Badge kind="acc">{t.policies.changed}</Badge>
          <small>{t.policies.was(shownOf(policy.value))}</small>
        </>
      ) : isSet ? (
        <>
          <Badge>{t.policies.set}</Badge>
          <small>{t.policies.defaultIs(shownOf(policy.default))}</small>
        </>
      ) : (
        <small>{t.policies.default}</small>
      )}
      <code>{name}</code>
      {onChange && (isChanged || !isDefault) && (
        <Button
          kind="quiet"
          small
          aria-label={t.policies.resetNamed(t.policies.names[name] ?? name, isChanged)}
          onClick={() => onChange(draftOf(policy, isChanged ? policy.value : policy.default))}
        >
          {isChanged ? t.general.undo : t.policies.reset}
        </Button>
      )}
    </div>
  );
}
