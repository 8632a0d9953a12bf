import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';
import type { IconName } from './icons.ts';

const GAP_PX = 6;
const EDGE_PX = 8;

/** Puts a floating element under its anchor, or above it if there is no room below. */
export function placeAt(floating: HTMLElement, anchor: Element, align: 'start' | 'end' = 'start'): void {
  const { style } = floating;
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = floating;
  const isMirrored = document.dir === 'rtl';
  const isLeft = (align === 'start') !== isMirrored;
  const left = isLeft ? at.left : at.right - width;
  const below = at.bottom + GAP_PX;
  const top = below + height > innerHeight - EDGE_PX ? Math.max(EDGE_PX, at.top - GAP_PX - height) : below;
  style.setProperty('left', `${Math.max(EDGE_PX, Math.min(left, innerWidth - width - EDGE_PX))}px`);
  style.setProperty('top', `${top}px`);
}

type PopoverProps = {
  /** The contents of the button that opens it. */
  readonly button: ComponentChildren;
  readonly buttonClass?: string;
  readonly buttonName?: string;
  readonly buttonTip?: string;
  readonly align?: 'start' | 'end';
  /** What it is, if it is no menu. */
  readonly label: string;
  readonly class?: string;
  /** Rendered while it is open. */
  readonly children: (close: () => void) => ComponentChildren;
};

/** A button and what it opens, in the top layer. A click outside and Esc close it. */
export function Popover({ button, label, align = 'start', children, ...rest }: PopoverProps) {
  const id = useId();
  const anchor = useRef<HTMLButtonElement>(null);
  const floating = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const element = floating.current;
    if (!isOpen || !element || !anchor.current) return;
    placeAt(element, anchor.current, align);
    element.querySelector<HTMLElement>('[autofocus], input, select, button, a')?.focus();
    const place = () => anchor.current && placeAt(element, anchor.current, align);
    addEventListener('resize', place);
    addEventListener('scroll', place, true);
    return () => {
      removeEventListener('resize', place);
      removeEventListener('scroll', place, true);
    };
  }, [isOpen, align]);
  const close = () => {
    floating.current?.hidePopover();
    anchor.current?.focus();
  };
  return (
    <>
      <button
        ref={anchor}
        type="button"
        class={rest.buttonClass ?? 'btn'}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        popovertarget={id}
        {...(rest.buttonName !== undefined && { 'aria-label': rest.buttonName })}
        {...(rest.buttonTip !== undefined && { 'data-tip': rest.buttonTip })}
      >
        {button}
      </button>
      <div
        ref={floating}
        id={id}
        popover="auto"
        class={`pop floating ${rest.class ?? ''}`}
        role="dialog"
        aria-label={label}
        onToggle={(event) => setOpen(event.newState === 'open')}
      >
        {isOpen && children(close)}
      </div>
    </>
  );
}

export type MenuItem =
  | {
      readonly label: string;
      readonly icon?: IconName;
      readonly isDanger?: boolean;
      readonly isChosen?: boolean;
      readonly run: () => void;
    }
  | 'line';

/** A button that opens a menu of acts. Arrow keys move. */
export function Menu({
  items,
  ...rest
}: Omit<PopoverProps, 'children'> & { readonly items: readonly MenuItem[] }) {
  return (
    <Popover {...rest}>
      {(close) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the buttons in it
        <div onKeyDown={moveByArrows}>
          {items.map((item, at) =>
            item === 'line' ? (
              <hr key={at} />
            ) : (
              <button
                key={item.label}
                type="button"
                class={item.isDanger ? 'item danger' : 'item'}
                aria-pressed={item.isChosen}
                onClick={() => {
                  close();
                  item.run();
                }}
              >
                {item.icon && <Icon name={item.icon} small />}
                <span class="clip">{item.label}</span>
                {item.isChosen && <Icon name="check" small />}
              </button>
            ),
          )}
        </div>
      )}
    </Popover>
  );
}

function moveByArrows(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const items = Array.from((event.currentTarget as HTMLElement).querySelectorAll('button'));
  const at = items.indexOf(document.activeElement as HTMLButtonElement);
  items.at((at + step) % items.length)?.focus();
}

/** Shows the text of `data-tip` while its element is hovered or focused. There is one for the whole page. */
export function TipHost() {
  const tip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = tip.current;
    if (!element) return;
    let shownFor: Element | undefined;
    const hide = () => {
      shownFor = undefined;
      if (element.matches(':popover-open')) element.hidePopover();
    };
    const show = ({ target }: Event) => {
      const anchor = target instanceof Element ? target.closest('[data-tip]') : null;
      if (anchor === (shownFor ?? null)) return;
      hide();
      if (!anchor) return;
      shownFor = anchor;
      element.textContent = anchor.getAttribute('data-tip');
      element.showPopover();
      placeAt(element, anchor);
    };
    const onKey = ({ key }: KeyboardEvent) => key === 'Escape' && hide();
    document.addEventListener('pointerover', show);
    document.addEventListener('focusin', show);
    document.addEventListener('pointerdown', hide);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerover', show);
      document.removeEventListener('focusin', show);
      document.removeEventListener('pointerdown', hide);
      document.removeEventListener('keydown', onKey);
    };
  }, []);
  return <div ref={tip} class="tip" popover="manual" role="tooltip" />;
}
