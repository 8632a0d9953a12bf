import { createStore, useStore } from '../state/store.ts';

const said = createStore('');

/** Says a text to screen readers, politely. */
export function announce(text: string): void {
  // The same text twice is said twice: a no-break space makes it another one.
  said.set(said.get() === text ? `${text}\u00a0` : text);
}

export function LiveRegion() {
  return (
    <div class="vh" role="status" aria-live="polite">
      {useStore(said)}
    </div>
  );
}
