import { useMemo, useState } from 'preact/hooks';
import { useMay } from '../../state/session.ts';
import { useFormat, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { TextArea } from '../../ui/field.tsx';
import { Keys, useKeys } from '../../ui/keys.tsx';

/** What the server accepts. */
const BYTES_AT_MOST = 65_535;

type JsonObject = Readonly<Record<string, unknown>>;

type Editor = {
  readonly label: string;
  readonly value: JsonObject;
  readonly words: {
    readonly save: string;
    readonly tooLong: (most: string) => string;
    readonly notObject: (detail: string) => string;
  };
  /** Whether Ctrl+S saves: for the only editor of a page. */
  readonly hasKey?: boolean;
  readonly rows?: number;
  /** The label stands above it as a heading already. */
  readonly isUnderHeading?: boolean;
  /** Returns whether it was saved. */
  readonly onSave: (value: JsonObject) => Promise<boolean>;
};

/** A JSON object as text, with what was changed in it. Whoever may not write users reads it. */
export function JsonEditor({
  label,
  value,
  words,
  hasKey,
  rows = 16,
  isUnderHeading = false,
  onSave,
}: Editor) {
  const t = useTexts();
  const format = useFormat();
  const may = useMay();
  const mayWrite = may('users.write');
  const saved = useMemo(() => JSON.stringify(value, null, 2), [value]);
  const [typed, setTyped] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const shown = typed ?? saved;
  const parsed = useMemo(() => parseObject(shown), [shown]);
  const bytes = 'object' in parsed ? bytesOf(JSON.stringify(parsed.object)) : undefined;
  const isTooLong = bytes !== undefined && bytes > BYTES_AT_MOST;
  const changed = 'object' in parsed ? changesBetween(value, parsed.object) : [];
  const isDirty = typed !== undefined && (!('object' in parsed) || changed.length > 0);
  const isValid = 'object' in parsed && !isTooLong;
  const save = async () => {
    if (!('object' in parsed) || !isValid || !isDirty || isBusy) return;
    setBusy(true);
    // What was typed is kept if it is refused.
    const isSaved = await onSave(parsed.object);
    setBusy(false);
    if (isSaved) setTyped(undefined);
  };
  useKeys(mayWrite && hasKey ? [{ key: 'mod+s', label: words.save, run: () => void save() }] : []);
  const error =
    'problem' in parsed
      ? (parsed.problem === 'notObject' ? words.notObject : t.user.prefs.notJson)(parsed.detail)
      : isTooLong
        ? words.tooLong(format.number(BYTES_AT_MOST))
        : undefined;
  if (!mayWrite)
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      <pre class="code" tabIndex={0}>
        <bdi>{saved}</bdi>
      </pre>
    );
  return (
    <div class="prefs">
      <div>
        <TextArea
          label={label}
          value={shown}
          onInput={setTyped}
          rows={rows}
          isMono
          isLabelHidden={isUnderHeading}
          error={error}
          hint={
            bytes === undefined ? '' : t.user.prefs.bytes(format.number(bytes), format.number(BYTES_AT_MOST))
          }
        />
        <div class="savebar">
          <p class="soft" role="status">
            {isDirty ? t.user.prefs.changed(changed.length) : t.user.prefs.unchanged}
          </p>
          {isDirty && (
            <Button kind="quiet" onClick={() => setTyped(undefined)}>
              {t.user.prefs.discard}
            </Button>
          )}
          <Button
            kind="primary"
            isDisabled={!isDirty || !isValid}
            isBusy={isBusy}
            onClick={() => void save()}
          >
            {words.save}
          </Button>
          {hasKey && (
            <span class="desk">
              <Keys of="mod+s" />
            </span>
          )}
        </div>
      </div>
      <aside>
        <div class="head">
          <h3>{t.user.prefs.changes}</h3>
        </div>
        {changed.length === 0 ? (
          <p class="lede">{t.user.prefs.unchanged}</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
          <pre class="code" tabIndex={0}>
            {changed.map(({ name, before, after }) => (
              <span key={name}>
                <bdi>{name}</bdi>
                {'\n'}
                {before !== undefined && (
                  <span class="bad">
                    {'- '}
                    <bdi>{before}</bdi>
                    {'\n'}
                  </span>
                )}
                {after !== undefined && (
                  <span class="good">
                    {'+ '}
                    <bdi>{after}</bdi>
                    {'\n'}
                  </span>
                )}
              </span>
            ))}
          </pre>
        )}
      </aside>
    </div>
  );
}

type Parsed =
  | { readonly object: JsonObject }
  | { readonly problem: 'notJson' | 'notObject'; readonly detail: string };

function parseObject(text: string): Parsed {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      // Cast: an object of JSON.
      return { object: value as JsonObject };
    return { problem: 'notObject', detail: '' };
  } catch (error) {
    return { problem: 'notJson', detail: error instanceof Error ? error.message : '' };
  }
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

type Change = { readonly name: string; readonly before?: string; readonly after?: string };

function changesBetween(before: JsonObject, after: JsonObject): readonly Change[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const textOf = (object: JsonObject, name: string) =>
    Object.hasOwn(object, name) ? JSON.stringify(object[name]) : undefined;
  return [...names].flatMap((name) => {
    const [was, is] = [textOf(before, name), textOf(after, name)];
    if (was === is) return [];
    return [{ name, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }];
  });
}
