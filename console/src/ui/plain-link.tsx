import type { ComponentChildren } from 'preact';
import { navigate } from 'wouter-preact/use-browser-location';

/** Where the console is served. */
export const BASE = '/console';

/** A link to a page of the console that watches nothing: a table has one in each row. `followLinks` follows it. */
export function PlainLink({
  href,
  children,
  ...rest
}: {
  /** Below `/console`. */
  readonly href: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}) {
  return (
    <a {...rest} href={BASE + href}>
      {children}
    </a>
  );
}

/** Follows links to pages of the console without loading it again. Called once. */
export function followLinks(): () => void {
  const follow = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const href = link?.getAttribute('href');
    if (!link || !href?.startsWith(`${BASE}/`) || link.target !== '' || link.hasAttribute('download')) return;
    event.preventDefault();
    navigate(href);
  };
  document.addEventListener('click', follow);
  return () => document.removeEventListener('click', follow);
}
