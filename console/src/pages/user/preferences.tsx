import { useTexts } from '../../texts/texts.ts';
import { JsonEditor } from './json-editor.tsx';
import type { TabProps } from './tab.ts';

/** Preferences as JSON. Saved with the version that was shown: two people cannot overwrite each other. */
export function Preferences({ user, edits }: TabProps) {
  const t = useTexts();
  const save = async (prefs: TabProps['user']['prefs']) => {
    // Shown as saved by the new preferences of the user.
    const error = await edits.save({
      changes: { prefs },
      undo: { prefs: user.prefs },
      text: t.user.prefs.saved,
      isOptimistic: true,
    });
    return !error;
  };
  return (
    <JsonEditor
      label={t.user.tabs.preferences}
      value={user.prefs}
      words={t.user.prefs}
      hasKey
      onSave={save}
    />
  );
}
