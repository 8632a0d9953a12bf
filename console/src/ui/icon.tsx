import { h, type VNode } from 'preact';
import { type IconName, icons } from './icons.ts';

type Shape = { readonly tag: string; readonly attributes: Readonly<Record<string, string>> };

const known = new Map<IconName, readonly Shape[]>();
const MIRRORED = new Set<IconName>(['left', 'right', 'external', 'signOut', 'undo']);

/** An icon beside a word, hidden from screen readers. `small` is 14 px instead of 16. */
export function Icon({ name, small = false }: { readonly name: IconName; readonly small?: boolean }): VNode {
  const classes = ['i', small && 's', MIRRORED.has(name) && 'mirrored'].filter(Boolean).join(' ');
  return (
    <svg class={classes} viewBox="0 0 24 24" aria-hidden="true">
      {shapesOf(name).map(({ tag, attributes }) => h(tag, attributes))}
    </svg>
  );
}

/** Elements instead of markup: the policy of the content lets no text become markup. */
function shapesOf(name: IconName): readonly Shape[] {
  let shapes = known.get(name);
  if (!shapes) {
    const inner = icons[name].slice(icons[name].indexOf('>', icons[name].indexOf('<svg')) + 1);
    shapes = Array.from(inner.matchAll(/<(\w+)([^>]*?)\/?>/g), ([, tag = '', rest = '']) => ({
      tag,
      attributes: Object.fromEntries(
        Array.from(rest.matchAll(/([\w-]+)="([^"]*)"/g), ([, key = '', value = '']) => [key, value]),
      ),
    }));
    known.set(name, shapes);
  }
  return shapes;
}

export function Mark(): VNode {
  return (
    <svg class="mark" viewBox="0 0 20 20" fill="currentColor" aria-hidden="true">
      <path d="M2.5 2h1.9a.8.8 0 0 1 .8.8v14.4a.8.8 0 0 1-.8.8H2.5a.8.8 0 0 1-.8-.8V2.8a.8.8 0 0 1 .8-.8ZM8.2 2h2.1a8 8 0 0 1 0 16H8.2a.8.8 0 0 1-.8-.8v-1.9a.8.8 0 0 1 .8-.8h2.1a4.5 4.5 0 0 0 0-9H8.2a.8.8 0 0 1-.8-.8V2.8a.8.8 0 0 1 .8-.8Z" />
      <circle cx="9.6" cy="10" r="2" />
    </svg>
  );
}
