import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { useTexts } from '../texts/texts.ts';
import { Button, IconButton } from './button.tsx';

type DialogProps = {
  /** A question that has its number in it, or what is asked for. */
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  /** Makes the contents a form. */
  readonly onSubmit?: () => void;
  readonly class?: string;
};

const FIRST_FIELD = 'form :is(input, select, textarea):not([disabled], [type="hidden"])';

/**
 * A dialog that is open as long as it is rendered. Esc and the backdrop close it, unless something was typed. The focus
 * goes to the element with `autoFocus`, else to the first field, and returns at the end.
 */
export function Dialog({ title, onClose, children, onSubmit, ...rest }: DialogProps) {
  const t = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const isTyped = useRef(false);
  const id = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // By itself the browser takes the button that closes.
    if (!element?.querySelector('[autofocus]')) element?.querySelector<HTMLElement>(FIRST_FIELD)?.focus();
    // Before it leaves the page: the browser then returns the focus.
    return () => element?.close();
  }, []);
  const contents = (
    <>
      <div class="row spread">
        <h2 id={id}>{title}</h2>
        <IconButton name={t.general.close} icon="close" small hasTip={false} onClick={onClose} />
      </div>
      {children}
    </>
  );
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the backdrop; Esc does the same
    <dialog
      ref={dialog}
      aria-labelledby={id}
      {...(rest.class !== undefined && { class: rest.class })}
      onInput={() => {
        isTyped.current = true;
      }}
      onCancel={(event) => {
        event.preventDefault();
        if (!isTyped.current) onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current && !isTyped.current) onClose();
      }}
    >
      {onSubmit ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          {contents}
        </form>
      ) : (
        <div class="dlg">{contents}</div>
      )}
    </dialog>
  );
}

type FormEndsProps = {
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  readonly kind?: 'primary' | 'danger' | 'destroy';
  readonly isBusy?: boolean;
  readonly isDisabled?: boolean;
  /** Puts the focus on the button that closes, so that Enter changes nothing. */
  readonly cancels?: boolean;
};

/** The buttons of a dialog with a form: the one that closes, and the one that submits, which the children name. */
export function FormEnds({ onClose, children, kind = 'primary', cancels = false, ...rest }: FormEndsProps) {
  const t = useTexts();
  return (
    <div class="ends">
      <Button onClick={onClose} autoFocus={cancels}>
        {t.general.cancel}
      </Button>
      <Button kind={kind} type="submit" {...rest}>
        {children}
      </Button>
    </div>
  );
}
