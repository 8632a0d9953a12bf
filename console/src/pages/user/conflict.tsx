import type { ShownUser } from '../../generated/admin.ts';
import { useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Time } from '../../ui/words.tsx';
import type { Changes, Conflict } from './edits.ts';

type ConflictProps = {
  readonly conflict: Conflict;
  readonly onSettle: (keepsMine: boolean) => void;
};

/** Shows both versions of what two people have changed, and lets one be chosen. */
export function ConflictDialog({ conflict: { edit, current }, onSettle }: ConflictProps) {
  const t = useTexts();
  const fields = Object.keys(edit.changes) as (keyof Changes)[];
  return (
    <Dialog title={t.user.conflict.title} class="wide" onClose={() => onSettle(false)}>
      <p class="soft">
        {t.user.conflict.text} <Time at={current.updatedAt} />
      </p>
      {fields.map((field) => (
        <section key={field} class="versions" aria-label={t.user.fields[field]}>
          <Version title={t.user.conflict.mine(t.user.fields[field])} value={edit.changes[field]} />
          <Version
            title={t.user.conflict.theirs(t.user.fields[field])}
            value={current[field as keyof ShownUser]}
          />
        </section>
      ))}
      <div class="ends">
        <Button onClick={() => onSettle(false)} autoFocus>
          {t.user.conflict.keepTheirs}
        </Button>
        <Button kind="danger" onClick={() => onSettle(true)}>
          {t.user.conflict.keepMine}
        </Button>
      </div>
    </Dialog>
  );
}

function Version({ title, value }: { readonly title: string; readonly value: unknown }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null, null, 2);
  return (
    <div>
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre class="code" tabIndex={0}>
        <bdi>{text}</bdi>
      </pre>
    </div>
  );
}
