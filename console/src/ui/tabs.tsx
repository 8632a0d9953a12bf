import { Link } from 'wouter-preact';

export type Tab = {
  readonly name: string;
  readonly title: string;
  readonly href: string;
  readonly count?: string | undefined;
};

/** Parts of a page that stand in its address. */
export function Tabs({
  label,
  tabs,
  current,
}: {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly current: string;
}) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ name, title, href, count }) => (
        <Link key={name} href={href} aria-current={name === current ? 'page' : undefined}>
          {title}
          {count !== undefined && <span class="n">{count}</span>}
        </Link>
      ))}
    </nav>
  );
}
