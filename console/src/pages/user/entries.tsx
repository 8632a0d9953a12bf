import { Link } from 'wouter-preact';
import type { HistoryEntry } from '../../api/events.ts';
import { type Texts, useFormat, useTexts } from '../../texts/texts.ts';
import { Copy } from '../../ui/words.tsx';

/** Sign-ins are filled knots, refusals red ones. */
function knotOf(act: string): string {
  if (act.endsWith('.refuse')) return 'b';
  return act === 'session.create' || act === 'user.create' ? 'a' : '';
}

/** An act in words; those without any are shown by their name. */
function actText(t: Texts, act: string): string | undefined {
  const known: Readonly<Record<string, string>> = t.user.history.acts;
  return Object.hasOwn(known, act) ? known[act] : undefined;
}

type Shown = { readonly project: string; readonly user: string; readonly cursor?: string | undefined };

/** Where the entries of a page of a user's history are shown in that of the project, with all that they record. */
export function entryHref({ project, user, cursor }: Shown): (entry: HistoryEntry) => string {
  return ({ id }) => {
    const params = new URLSearchParams({ user, ...(cursor !== undefined && { cursor }), entry: id });
    return `/projects/${encodeURIComponent(project)}/history?${params}`;
  };
}

type EntriesProps = {
  readonly entries: readonly HistoryEntry[];
  readonly hrefOf: (entry: HistoryEntry) => string;
};

/** What was done, as a line with knots. Entries are in the order of the server. */
export function Entries({ entries, hrefOf }: EntriesProps) {
  const format = useFormat();
  return (
    <ol class="time">
      {entries.map((entry) => {
        const moment = new Date(entry.at);
        return (
          <li key={entry.id} class={knotOf(entry.act)}>
            <time dateTime={entry.at} data-tip={format.exact(moment)}>
              {format.clock(moment)}
            </time>
            <EntryText entry={entry} href={hrefOf(entry)} />
          </li>
        );
      })}
    </ol>
  );
}

function EntryText({ entry, href }: { readonly entry: HistoryEntry; readonly href: string }) {
  const { act, actor, actingAs, ip, country, device } = entry;
  const t = useTexts();
  const text = actText(t, act);
  const kinds: Readonly<Record<string, string>> = t.user.history.actors;
  const who = actor.name || (actor.id ?? '');
  const client = [device?.browser, device?.os].filter(Boolean).join(', ');
  const parts = [ip, country, client].filter((part): part is string => Boolean(part));
  return (
    <div>
      <Link href={href}>{text === undefined ? <code>{act}</code> : <b>{text}</b>}</Link>
      <small>
        {kinds[actor.kind] ?? actor.kind}
        {who !== '' && actor.kind !== 'user' && (
          <>
            {' '}
            <bdi>{who}</bdi>
          </>
        )}
        {parts.map((part) => (
          <span key={part}>
            {' · '}
            <bdi>{part}</bdi>
          </span>
        ))}
        {actingAs !== null && (
          <>
            {' · '}
            {t.user.history.actingAs} <Copy value={actingAs} name={t.users.columns.id} />
          </>
        )}
      </small>
    </div>
  );
}
