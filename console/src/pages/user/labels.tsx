import { useState } from 'preact/hooks';
import { useMay } from '../../state/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useKeys } from '../../ui/keys.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Tags } from '../../ui/words.tsx';
import type { TabProps } from './tab.ts';

const LABEL = /^[A-Za-z0-9]{1,36}$/;
const ADD = 'add-label';

/** Labels that change at once: each change is one act, which can be undone. */
export function LabelEditor({ user: { labels }, edits }: TabProps) {
  const t = useTexts();
  const may = useMay();
  const mayWrite = may('users.write');
  useKeys(
    mayWrite
      ? [
          {
            key: 'l',
            label: t.user.labels.add,
            run: () => document.querySelector<HTMLButtonElement>(`.${ADD}`)?.click(),
          },
        ]
      : [],
  );
  if (!mayWrite)
    return labels.length > 0 ? <Tags values={labels} /> : <span class="muted">{t.general.none}</span>;
  const change = (next: readonly string[], text: string) =>
    void edits.save({ changes: { labels: next }, undo: { labels }, text, isOptimistic: true });
  return (
    <span class="tags wrap">
      {labels.map((label) => (
        <span class="tag" key={label}>
          <bdi>{label}</bdi>
          <button
            type="button"
            class="x"
            aria-label={t.user.labels.remove(label)}
            onClick={() =>
              change(
                labels.filter((each) => each !== label),
                t.user.labels.removed(label),
              )
            }
          >
            <Icon name="close" small />
          </button>
        </span>
      ))}
      <Popover
        label={t.user.labels.add}
        buttonClass={`chip add ${ADD}`}
        button={
          <>
            <Icon name="add" small />
            {t.user.labels.one}
          </>
        }
      >
        {(close) => (
          <AddLabel
            labels={labels}
            onAdd={(label) => {
              close();
              change([...labels, label], t.user.labels.added(label));
            }}
          />
        )}
      </Popover>
    </span>
  );
}

function AddLabel({
  labels,
  onAdd,
}: {
  readonly labels: readonly string[];
  readonly onAdd: (label: string) => void;
}) {
  const t = useTexts();
  const [typed, setTyped] = useState('');
  const label = typed.trim();
  const isKnown = labels.includes(label);
  const isValid = LABEL.test(label) && !isKnown;
  return (
    <form
      class="filter-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isValid) onAdd(label);
      }}
    >
      <TextField
        label={t.user.labels.one}
        value={typed}
        onInput={setTyped}
        hint={isKnown ? t.user.labels.known : t.user.labels.rule}
      />
      <Button kind="primary" type="submit" isDisabled={!isValid}>
        {t.user.labels.add}
      </Button>
    </form>
  );
}
