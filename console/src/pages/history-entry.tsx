import { Link } from 'wouter-preact';
import type { HistoryEntry } from '../api/events.ts';
import { useTexts } from '../texts/texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Facts } from '../ui/page.tsx';
import { Badge, Copy, Time } from '../ui/words.tsx';
import { deviceText } from './device.ts';
import { actName } from './history-filters.ts';

/** Everything that an entry records. */
export function EntryDialog({
  project,
  entry,
  onClose,
}: {
  readonly project: string;
  readonly entry: HistoryEntry;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const { fields } = t.history;
  const { user, position, requestId, details } = entry;
  const device = entry.device ? deviceText(entry.device) : '';
  const text = JSON.stringify(details, null, 2);
  return (
    <Dialog title={capitalized(actName(t, entry.act))} onClose={onClose}>
      <Facts
        facts={[
          [fields.act, <code key="act">{entry.act}</code>],
          [fields.at, <Time key="at" at={entry.at} exact />],
          [fields.by, <By key="by" entry={entry} />],
          ...(user
            ? [
                [
                  fields.user,
                  <Link
                    key="user"
                    href={`/projects/${encodeURIComponent(project)}/users/${encodeURIComponent(user.id)}`}
                  >
                    <bdi>{user.name || user.id}</bdi>
                  </Link>,
                ] as const,
              ]
            : []),
          ...(entry.actingAs ? [[fields.actingAs, <bdi key="as">{entry.actingAs}</bdi>] as const] : []),
          ...(entry.ip ? [[fields.from, <code key="ip">{entry.ip}</code>] as const] : []),
          ...(device ? [[fields.device, <bdi key="ua">{device}</bdi>] as const] : []),
          ...(requestId
            ? [[fields.request, <Copy key="request" value={requestId} name={fields.request} />] as const]
            : []),
          [
            fields.position,
            <span key="position" class="row">
              {position === null ? t.history.unchained : positionOf(entry)}
              <Badge {...(entry.isSigned && { kind: 'ok' as const })}>
                {entry.isSigned ? t.history.signed : t.history.unsigned}
              </Badge>
            </span>,
          ],
          [fields.id, <Copy key="id" value={entry.id} name={fields.id} />],
        ]}
      />
      {Object.keys(details).length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <pre class="code" tabIndex={0}>
          <bdi>{text}</bdi>
        </pre>
      )}
    </Dialog>
  );
}

function capitalized(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** The place in the chain; with several chains, the number of the chain before it. */
export function positionOf({ lane, position }: Pick<HistoryEntry, 'lane' | 'position'>): string {
  if (position === null) return '…';
  return lane === 0 ? String(position) : `${lane}:${position}`;
}

/** Who did it, or what kind of actor. */
export function By({ entry: { actor, user } }: { readonly entry: Pick<HistoryEntry, 'actor' | 'user'> }) {
  const t = useTexts();
  const kinds: Readonly<Record<string, string>> = t.history.kinds;
  const kind = kinds[actor.kind] ?? actor.kind;
  if (actor.kind === 'user' && actor.id !== null && actor.id === user?.id)
    return <span class="muted">{t.history.self}</span>;
  if (actor.id === null) return <span class="muted">{kind}</span>;
  return (
    <span class="clip">
      <bdi>{actor.name || actor.id}</bdi> <span class="muted">{kind}</span>
    </span>
  );
}
