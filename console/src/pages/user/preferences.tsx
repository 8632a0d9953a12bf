import { useMemo, useState } from 'preact/hooks';
import { useMay } from '../../state/session.ts';
import { useFormat, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { TextArea } from '../../ui/field.tsx';
import { Keys, useKeys } from '../../ui/keys.tsx';
import type { TabProps } from './tab.ts';

/** What the server accepts. */
const BYTES_AT_MOST = 65_535;

type Prefs = TabProps['user']['prefs'];

/** Preferences as JSON. Saved with the version that was shown: two people cannot overwrite each other. */
export function Preferences({ user, edits }: TabProps) {
  const t = useTexts();
  const format = useFormat();
  const may = useMay();
  const mayWrite = may('users.write');
  const saved = useMemo(() => JSON.stringify(user.prefs, null, 2), [user.prefs]);
  const [typed, setTyped] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const shown = typed ?? saved;
  const parsed = useMemo(() => parsePrefs(shown), [shown]);
  const bytes = 'prefs' in parsed ? bytesOf(JSON.stringify(parsed.prefs)) : undefined;
  const isTooLong = bytes !== undefined && bytes > BYTES_AT_MOST;
  const changed = 'prefs' in parsed ? changesBetween(user.prefs, parsed.prefs) : [];
  const isDirty = typed !== undefined && (!('prefs' in parsed) || changed.length > 0);
  const isValid = 'prefs' in parsed && !isTooLong;
  const save = async () => {
    if (!('prefs' in parsed) || !isValid || !isDirty || isBusy) return;
    setBusy(true);
    // Shown as saved by the new preferences of the user; what was typed is kept if they are refused.
    const error = await edits.save({
      changes: { prefs: parsed.prefs },
      undo: { prefs: user.prefs },
      text: t.user.prefs.saved,
      isOptimistic: true,
    });
    setBusy(false);
    if (!error) setTyped(undefined);
  };
  useKeys(mayWrite ? [{ key: 'mod+s', label: t.user.prefs.save, run: () => void save() }] : []);
  const error =
    'problem' in parsed
      ? t.user.prefs[parsed.problem](parsed.detail)
      : isTooLong
        ? t.user.prefs.tooLong(format.number(BYTES_AT_MOST))
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
          label={t.user.tabs.preferences}
          value={shown}
          onInput={setTyped}
          rows={16}
          isMono
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
            {t.user.prefs.save}
          </Button>
          <span class="desk">
            <Keys of="mod+s" />
          </span>
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
  | { readonly prefs: Prefs }
  | { readonly problem: 'notJson' | 'notObject'; readonly detail: string };

function parsePrefs(text: string): Parsed {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      // Cast: an object of JSON.
      return { prefs: value as Prefs };
    return { problem: 'notObject', detail: '' };
  } catch (error) {
    return { problem: 'notJson', detail: error instanceof Error ? error.message : '' };
  }
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

type Change = { readonly name: string; readonly before?: string; readonly after?: string };

function changesBetween(before: Prefs, after: Prefs): readonly Change[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const textOf = (prefs: Prefs, name: string) =>
    Object.hasOwn(prefs, name) ? JSON.stringify(prefs[name]) : undefined;
  return [...names].flatMap((name) => {
    const [was, is] = [textOf(before, name), textOf(after, name)];
    if (was === is) return [];
    return [{ name, ...(was !== undefined && { before: was }), ...(is !== undefined && { after: is }) }];
  });
}
