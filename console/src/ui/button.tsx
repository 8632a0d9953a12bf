import type { ComponentChildren, Ref } from 'preact';
import { Icon } from './icon.tsx';
import type { IconName } from './icons.ts';

/** `primary` makes (one a page), `danger` opens a question, `destroy` answers it, `quiet` undoes or closes. */
export type ButtonKind = 'plain' | 'primary' | 'danger' | 'destroy' | 'quiet';

type Shared = {
  readonly kind?: ButtonKind | undefined;
  readonly icon?: IconName | undefined;
  readonly small?: boolean | undefined;
  /** Further classes, such as `keep` (not hidden in the bar at 390 px) or `desk` (hidden at 390 px). */
  readonly class?: string | undefined;
  readonly children?: ComponentChildren;
};

type ButtonProps = Shared & {
  readonly onClick?: (event: MouseEvent) => void;
  readonly type?: 'button' | 'submit';
  readonly isDisabled?: boolean;
  /** Shows progress in place; the button keeps its width and does nothing. */
  readonly isBusy?: boolean;
  readonly form?: string;
  readonly autoFocus?: boolean;
  readonly buttonRef?: Ref<HTMLButtonElement>;
  readonly 'aria-pressed'?: boolean;
  readonly 'aria-label'?: string;
  readonly popovertarget?: string;
};

export function Button({ kind, icon, small, children, onClick, buttonRef, ...rest }: ButtonProps) {
  const { type = 'button', isDisabled = false, isBusy = false, autoFocus = false, ...more } = rest;
  return (
    <button
      {...more}
      ref={buttonRef ?? null}
      class={classesOf({ kind, small, class: rest.class }, isBusy && 'busy')}
      type={type}
      disabled={isDisabled}
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      autofocus={autoFocus}
      onClick={isBusy ? stop : onClick}
    >
      {icon && <Icon name={icon} small />}
      {children !== undefined && <span>{children}</span>}
    </button>
  );
}

function stop(event: Event): void {
  event.preventDefault();
}

/** A button of an icon alone, whose name is said and shown as a tip. */
export function IconButton({
  name,
  icon,
  small,
  hasTip = true,
  ...rest
}: Omit<ButtonProps, 'children' | 'aria-label'> & {
  readonly name: string;
  readonly icon: IconName;
  readonly hasTip?: boolean;
}) {
  const { kind = 'quiet', onClick, isDisabled = false, buttonRef } = rest;
  return (
    <button
      {...(hasTip && { 'data-tip': name })}
      ref={buttonRef ?? null}
      class={classesOf({ kind, small, class: rest.class }, 'icon')}
      type="button"
      aria-label={name}
      aria-pressed={rest['aria-pressed']}
      disabled={isDisabled}
      onClick={onClick}
      {...(rest.popovertarget !== undefined && { popovertarget: rest.popovertarget })}
    >
      <Icon name={icon} small={small ?? false} />
    </button>
  );
}

function classesOf({ kind = 'plain', small, class: more }: Shared, extra: string | false): string {
  return ['btn', kind !== 'plain' && kind, small && 'sm', extra, more].filter(Boolean).join(' ');
}
