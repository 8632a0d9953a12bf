import { useLayoutEffect, useRef } from 'preact/hooks';
import { createKeptStore, createStore, useStore } from '../state/store.ts';
import { useTexts } from '../texts/texts.ts';
import { Dialog } from './dialog.tsx';
import { Tick } from './field.tsx';

export type KeyGroup = 'everywhere' | 'pages' | 'page';

export type Key = {
  /** `j`, `shift+x`, `mod+k` (Ctrl, or ⌘ on a Mac), `g u` (one after the other), `Escape`. */
  readonly key: string;
  readonly label: string;
  readonly group?: KeyGroup;
  readonly run: (event: KeyboardEvent) => void;
  /** Leaves it out of the list. */
  readonly isHidden?: boolean;
};

const SEQUENCE_MS = 1_200;
const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

const registered = createStore<readonly (readonly Key[])[]>([]);
/** People whose input is dictated, need shortcuts of single keys off (WCAG 2.1.4). */
export const singleKeys = createKeptStore<boolean>(
  'keys',
  (stored) => stored !== 'off',
  (isOn) => (isOn ? null : 'off'),
);

/** Registers shortcuts while the component is there. The latest comes first. */
export function useKeys(keys: readonly Key[]): void {
  const latest = useRef(keys);
  latest.current = keys;
  const names = keys.map(({ key, label }) => `${key} ${label}`).join('\n');
  // At once: a key may follow before the page is painted.
  useLayoutEffect(() => {
    const stable = latest.current.map((key, at) => ({
      ...key,
      run: (event: KeyboardEvent) => latest.current[at]?.run(event),
    }));
    registered.set([...registered.get(), stable]);
    return () => registered.set(registered.get().filter((each) => each !== stable));
  }, [names]);
}

/** Listens for the shortcuts. Called once. */
export function listenForKeys(): () => void {
  let first: { readonly key: string; readonly at: number } | undefined;
  const listen = (event: KeyboardEvent): void => {
    if (
      event.defaultPrevented ||
      event.isComposing ||
      ['Control', 'Meta', 'Shift', 'Alt'].includes(event.key)
    )
      return;
    const pressed = nameOf(event);
    const isPlain = !pressed.startsWith('mod+');
    if (isPlain && pressed !== 'Escape' && (!singleKeys.get() || isTyping(event.target))) return;
    if (
      pressed === 'Enter' &&
      event.target instanceof Element &&
      event.target.closest('a, button, summary, label')
    )
      return;
    // What lies under a dialog does not hear.
    if (document.querySelector('dialog[open]')) return;
    const keys = registered.get().flat().toReversed();
    const sequence =
      first && event.timeStamp - first.at < SEQUENCE_MS ? `${first.key} ${pressed}` : undefined;
    first = undefined;
    const found = keys.find(({ key }) => key === sequence) ?? keys.find(({ key }) => key === pressed);
    if (found) {
      event.preventDefault();
      found.run(event);
    } else if (keys.some(({ key }) => key.startsWith(`${pressed} `))) {
      first = { key: pressed, at: event.timeStamp };
    }
  };
  document.addEventListener('keydown', listen);
  return () => document.removeEventListener('keydown', listen);
}

function nameOf({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): string {
  const isMod = isMac ? metaKey : ctrlKey;
  const letter = key.length === 1 ? key.toLowerCase() : key;
  // Shift is part of signs such as `?`.
  const isShift = shiftKey && (key.length > 1 || letter !== key.toUpperCase());
  return `${altKey ? 'alt+' : ''}${isMod ? 'mod+' : ''}${isShift ? 'shift+' : ''}${letter}`;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
    return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type);
}

const shownNames: Readonly<Record<string, string>> = {
  mod: isMac ? '⌘' : 'Ctrl',
  shift: '⇧',
  Enter: '↵',
  Escape: 'Esc',
};

/** A shortcut as keys. */
export function Keys({ of }: { readonly of: string }) {
  const t = useTexts();
  const steps = of.split(' ');
  return (
    <span class="keys">
      {steps.map((step, at) => (
        <>
          {at > 0 && <span class="muted"> {t.keys.inTurn} </span>}
          {step.split('+').map((part) => (
            <kbd key={part}>{shownNames[part] ?? (part.length === 1 ? part.toUpperCase() : part)}</kbd>
          ))}
        </>
      ))}
    </span>
  );
}

const GROUPS: readonly KeyGroup[] = ['everywhere', 'page', 'pages'];

/** The list of the shortcuts that work now. */
export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const t = useTexts();
  const keys = useStore(registered).flat();
  const isOn = useStore(singleKeys);
  return (
    <Dialog title={t.keys.title} onClose={onClose} class="key-help">
      <p class="soft">{t.keys.lede}</p>
      {GROUPS.map((group) => {
        const own = keys.filter((key) => (key.group ?? 'page') === group && !key.isHidden);
        if (own.length === 0) return null;
        return (
          <section key={group} aria-label={t.keys.groups[group]}>
            <h3>{t.keys.groups[group]}</h3>
            <dl class="facts">
              {own.map(({ key, label }) => (
                <div key={key}>
                  <dt>{label}</dt>
                  <dd>
                    <Keys of={key} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        );
      })}
      <Tick label={t.keys.enabled} isOn={isOn} onChange={singleKeys.set} isSwitch />
    </Dialog>
  );
}
