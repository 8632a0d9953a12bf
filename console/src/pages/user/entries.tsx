import type { UserHistory } from '../../generated/admin.ts';
import { type Texts, useFormat, useTexts } from '../../texts/texts.ts';
import { Copy } from '../../ui/words.tsx';

type Entry = UserHistory['rows'][number];

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

/** What was done, as a line with knots. Entries are in the order of the server. */
export function Entries({ entries }: { readonly entries: readonly Entry[] }) {
  const format = useFormat();
  return (
    <ol class="time">
      {entries.map((entry, at) => {
        const moment = new Date(entry.at);
        return (
          <li key={`${entry.at} ${at}`} class={knotOf(entry.act)}>
            <time dateTime={entry.at} data-tip={format.exact(moment)}>
              {format.clock(moment)}
            </time>
            <EntryText entry={entry} />
          </li>
        );
      })}
    </ol>
  );
}

function EntryText({ entry: { act, actor, actingAs, ip, country, browser, os } }: { readonly entry: Entry }) {
  const t = useTexts();
  const text = actText(t, act);
  const kinds: Readonly<Record<string, string>> = t.user.history.actors;
  const who = actor.name || actor.id;
  const device = [browser, os].filter(Boolean).join(', ');
  const parts = [ip, country, device].filter((part): part is string => Boolean(part));
  return (
    <div>
      {text === undefined ? <code>{act}</code> : <b>{text}</b>}
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
