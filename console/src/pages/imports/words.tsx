import type { ImportList } from '../../generated/admin.ts';
import { useTexts } from '../../texts/texts.ts';
import { Pill, type PillKind } from '../../ui/words.tsx';

type State = ImportList['rows'][number]['state'] | ImportList['others'][number]['state'];

const pillOf: Readonly<Record<State, PillKind>> = {
  ...{ open: 'hollow', checking: 'run', checked: 'hollow', trying: 'run', running: 'run', paused: 'hollow' },
  ...{ done: 'ok', ended: 'ok', cancelled: 'none', failed: 'off', undoing: 'run', undone: 'none' },
};

export function ImportState({ state }: { readonly state: State }) {
  const t = useTexts();
  return <Pill kind={pillOf[state]}>{t.imports.states[state]}</Pill>;
}
