import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import { connection } from '../state/connection.ts';
import { useProject } from '../state/project.ts';
import { useStore } from '../state/store.ts';
import { useFormat, useTexts } from '../texts/texts.ts';
import { IconButton } from './button.tsx';
import { ImpersonationBanner } from './impersonation-banner.tsx';

type PageProps = {
  readonly title: string;
  /** One level up. */
  readonly crumb?: { readonly title: string; readonly href: string };
  /** A bounded count beside the title. */
  readonly count?: string | undefined;
  /** At most three, one of them primary. */
  readonly acts?: ComponentChildren;
  /** The content begins right under the bar, such as with tools of a table. */
  readonly isFlush?: boolean;
  readonly children: ComponentChildren;
};

/** The path of the page that is shown. */
let shown: string | undefined;
/** Whether another page was shown before: the first one leaves the focus to the browser. */
let hasMoved = false;

/** A page: the bar with title and acts, and the content, which gets the focus after a change of the page. */
export function Page({ title, crumb, count, acts, isFlush = false, children }: PageProps) {
  const t = useTexts();
  const project = useProject();
  const [path] = useLocation();
  const content = useRef<HTMLDivElement>(null);
  useEffect(() => {
    document.title = t.general.pageTitle(title, project);
  }, [t, title, project]);
  useLayoutEffect(() => {
    const isOther = shown !== undefined && shown !== path;
    shown = path;
    if (isOther) {
      hasMoved = true;
      scrollTo(0, 0);
    }
    // A page also takes the place of its skeleton, which had the focus.
    const isLost = hasMoved && document.activeElement === document.body;
    if (isOther || isLost) content.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <main class="page">
      <div class="bar">
        <IconButton name={t.general.menu} icon="menu" class="burger" popovertarget="side" />
        {crumb && (
          <span class="crumb desk">
            <Link href={crumb.href}>{crumb.title}</Link> /
          </span>
        )}
        <h1>
          <span class="clip">
            <bdi>{title}</bdi>
          </span>
          {count !== undefined && <span class="n">{count}</span>}
          <AsOf />
        </h1>
        {acts && <div class="acts">{acts}</div>}
      </div>
      <ImpersonationBanner />
      <div id="content" ref={content} class={isFlush ? 'content flush' : 'content'} tabIndex={-1}>
        {children}
      </div>
    </main>
  );
}

/** While the server cannot be reached: since when the page is old. */
function AsOf() {
  const t = useTexts();
  const format = useFormat();
  const { isLost, workedAt } = useStore(connection);
  if (!isLost) return null;
  return (
    <span class="n" data-tip={t.connection.lost}>
      {t.connection.asOf(format.clock(new Date(workedAt)))}
    </span>
  );
}

/** A part of a page under a heading. */
export function Section({
  title,
  hint,
  acts,
  children,
}: {
  readonly title: string;
  readonly hint?: ComponentChildren;
  readonly acts?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <section class="sect" aria-label={title}>
      <div class="head">
        <div>
          <h2>{title}</h2>
          {hint !== undefined && <p>{hint}</p>}
        </div>
        {acts && <div class="push row">{acts}</div>}
      </div>
      {children}
    </section>
  );
}

/** Names and values. */
export function Facts({
  facts,
}: {
  readonly facts: readonly (readonly [name: string, value: ComponentChildren])[];
}) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
