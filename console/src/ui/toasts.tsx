import { useEffect, useState } from 'preact/hooks';
import { createStore, useStore } from '../state/store.ts';
import { useTexts } from '../texts/texts.ts';
import { IconButton } from './button.tsx';
import { useKeys } from './keys.tsx';

const SHOWN_MS = 10_000;
const TOASTS_AT_MOST = 3;

export type Toast = {
  readonly text: string;
  /** A second act that undoes the first. */
  readonly undo?: () => unknown;
  readonly isBad?: boolean;
};

type Shown = Toast & { readonly id: number };

const toasts = createStore<readonly Shown[]>([]);
let last = 0;

/** Says what has happened, for ten seconds. */
export function toast(text: string | Toast): void {
  last += 1;
  const shown = { ...(typeof text === 'string' ? { text } : text), id: last };
  toasts.set([...toasts.get(), shown].slice(-TOASTS_AT_MOST));
}

function dismiss(id: number): void {
  toasts.set(toasts.get().filter((one) => one.id !== id));
}

export function ToastHost() {
  const t = useTexts();
  const shown = useStore(toasts);
  const latest = shown.findLast(({ undo }) => undo !== undefined);
  useKeys(latest ? [{ key: 'mod+z', label: t.keys.undo, group: 'everywhere', run: () => undo(latest) }] : []);
  return (
    <div class="toasts" role="status" aria-live="polite">
      {shown.map((one) => (
        <OneToast key={one.id} toast={one} />
      ))}
    </div>
  );
}

function undo({ id, undo: run }: Shown): void {
  dismiss(id);
  void run?.();
}

function OneToast({ toast: shown }: { readonly toast: Shown }) {
  const t = useTexts();
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => dismiss(shown.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isHeld, shown.id]);
  return (
    <div
      class={shown.isBad ? 'toast bad' : 'toast'}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocusIn={() => setHeld(true)}
      onFocusOut={() => setHeld(false)}
    >
      <span>{shown.text}</span>
      {shown.undo && (
        <button type="button" onClick={() => undo(shown)}>
          {t.general.undo}
        </button>
      )}
      <IconButton name={t.general.close} icon="close" small onClick={() => dismiss(shown.id)} />
    </div>
  );
}
