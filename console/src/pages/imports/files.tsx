import { useQueryClient } from '@tanstack/preact-query';
import { useId, useState } from 'preact/hooks';
import { useAct } from '../../api/queries.ts';
import type { Import, ImportSystemList } from '../../generated/admin.ts';
import { useFormat, useTexts } from '../../texts/texts.ts';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { adviceFor } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';
import { Badge, Note } from '../../ui/words.tsx';
import { keptName, uploadFile } from './upload.ts';

type Systems = ImportSystemList['rows'];
type Props = {
  readonly project: string;
  readonly shown: Import;
  readonly systems: Systems;
  readonly mayChange: boolean;
};

/** The files of an import, and where more are dropped. */
export function Files({ project, shown, systems, mayChange }: Props) {
  const t = useTexts();
  const format = useFormat();
  const remove = useAct('deleteImportFile', ['getImport']);
  const take = async (name: string) => {
    const result = await remove.run({ project, import: shown.id, file: name });
    if (!result.ok) toast({ text: adviceFor(t, result.error) || result.error.code, isBad: true });
  };
  return (
    <>
      {shown.files.map((file) => (
        <div class="upfile" key={file.name}>
          <Icon name="imports" />
          <span>
            <bdi>{file.name}</bdi>
            <small>{format.bytes(file.bytes)}</small>
          </span>
          <Recognised file={file} systems={systems} />
          {mayChange && (
            <IconButton
              name={t.imports.removeFile(file.name)}
              icon="remove"
              small
              onClick={() => void take(file.name)}
            />
          )}
          {file.problem !== null && <Note kind="bad">{file.problem}</Note>}
        </div>
      ))}
      {mayChange && <Dropzone project={project} shown={shown} />}
    </>
  );
}

function Recognised({
  file,
  systems,
}: {
  readonly file: Import['files'][number];
  readonly systems: Systems;
}) {
  const t = useTexts();
  const [first] = file.systems;
  if (first === undefined) return <Badge>{t.imports.unknownFile}</Badge>;
  const title = systems.find(({ name }) => name === first)?.title ?? first;
  return (
    <Badge kind={file.isCertain ? 'ok' : 'acc'}>
      {file.isCertain ? t.imports.certain(title) : t.imports.likely(title)}
    </Badge>
  );
}

function Dropzone({ project, shown }: { readonly project: string; readonly shown: Import }) {
  const t = useTexts();
  const format = useFormat();
  const client = useQueryClient();
  const id = useId();
  const [isOver, setOver] = useState(false);
  const [sent, setSent] = useState<{ readonly name: string; readonly share: number }>();
  const [problem, setProblem] = useState('');
  const send = async (files: readonly File[]) => {
    setProblem('');
    for (const file of files) {
      const others = shown.files.filter(({ name }) => name !== keptName(file.name));
      const bytes = others.reduce((sum, each) => sum + each.bytes, file.size);
      if (bytes > shown.mostBytes) {
        setProblem(t.imports.tooLarge(file.name));
        break;
      }
      setSent({ name: file.name, share: 0 });
      const failed = await uploadFile({ project, import: shown.id }, file, (share) =>
        setSent({ name: file.name, share }),
      );
      if (failed !== undefined) {
        setProblem(`${t.imports.failed(file.name)} ${failed}`);
        break;
      }
    }
    setSent(undefined);
    await client.invalidateQueries({ queryKey: ['getImport'] });
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button within does the same by keyboard
    <div
      class={isOver ? 'dropzone over' : 'dropzone'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void send([...(event.dataTransfer?.files ?? [])]);
      }}
    >
      <Icon name="upload" />
      <b>{t.imports.drop}</b>
      <label class="btn" for={id}>
        {t.imports.choose}
      </label>
      <input
        class="vh"
        id={id}
        type="file"
        multiple
        disabled={sent !== undefined}
        onChange={(event) => {
          const input = event.currentTarget;
          void send([...(input.files ?? [])]);
          input.value = '';
        }}
      />
      <span class="hint">{t.imports.dropHint(format.bytes(shown.mostBytes))}</span>
      <div aria-live="polite">
        {sent && (
          <>
            <span>{t.imports.uploading(sent.name)}</span>
            <progress class="meter" aria-label={t.imports.uploading(sent.name)} max={1} value={sent.share} />
          </>
        )}
        {problem !== '' && <Note kind="bad">{problem}</Note>}
      </div>
    </div>
  );
}
