import '../styles/imports.css';
import { addressOf, type EndpointName, type Result } from '../api/client.ts';
import { useAct, useRead } from '../api/queries.ts';
import type { Import } from '../generated/admin.ts';
import { hrefOf } from '../routes.tsx';
import { useMay } from '../state/session.ts';
import { useFormat, useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { confirm } from '../ui/confirm.tsx';
import { Page as Frame } from '../ui/page.tsx';
import { adviceFor, ErrorState, Skeleton } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import { Note } from '../ui/words.tsx';
import { Files } from './imports/files.tsx';
import { Canaries, Found, Outcomes } from './imports/result.tsx';
import { Settings } from './imports/settings.tsx';
import { ImportState } from './imports/words.tsx';

const REFRESH_MS = 1_000;
const REFRESH_IDLE_MS = 15_000;
const CHANGED = ['getImport', 'listImports'] as const satisfies readonly EndpointName[];
const WORKING: ReadonlySet<Import['state']> = new Set(['checking', 'trying', 'running', 'undoing']);
const ENDED: ReadonlySet<Import['state']> = new Set(['done', 'cancelled', 'failed', 'undone']);

export function Page({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const t = useTexts();
  const may = useMay();
  const project = params.project ?? '';
  const known = useRead(
    'getImport',
    { project, import: params.import ?? '' },
    { refetchMs: (read) => (read && WORKING.has(read.state) ? REFRESH_MS : REFRESH_IDLE_MS) },
  );
  const { data, error } = known;
  const mayWrite = may('imports.write');
  return (
    <Frame
      title={data?.files[0]?.name ?? t.nav.pages.import}
      crumb={{ title: t.nav.pages.imports, href: hrefOf('/projects/:project/imports', { project }) }}
      acts={data && <Acts project={project} shown={data} mayWrite={mayWrite} />}
    >
      {error ? (
        <ErrorState
          title={t.errors.load(t.nav.pages.import)}
          error={error.error}
          onRetry={() => void known.refetch()}
        />
      ) : data ? (
        <Stages project={project} shown={data} mayWrite={mayWrite} />
      ) : (
        <Skeleton />
      )}
    </Frame>
  );
}

type Shown = { readonly project: string; readonly shown: Import; readonly mayWrite: boolean };

function Stages({ project, shown, mayWrite }: Shown) {
  const t = useTexts();
  const systems = useRead('listImportSystems', {}).data?.rows ?? [];
  const { result, state } = shown;
  const mayChange = mayWrite && (state === 'open' || state === 'checked') && shown.isHere;
  return (
    <>
      <p class="row wrap">
        <ImportState state={state} />
      </p>
      {!shown.isHere && !ENDED.has(state) && <Note kind="warn">{t.imports.elsewhere(shown.server)}</Note>}
      {shown.problem !== null && <Note kind="bad">{shown.problem}</Note>}
      {WORKING.has(state) || state === 'paused' ? <Moving shown={shown} /> : null}
      {shown.counts && <Outcomes counts={shown.counts} />}
      {shown.undone && <Undone shown={shown} />}
      <ol class="stages">
        <Stage title={t.imports.files}>
          <Files project={project} shown={shown} systems={systems} mayChange={mayChange} />
        </Stage>
        {mayChange && shown.files.length > 0 && (
          <Stage title={t.imports.how}>
            <Settings
              key={shown.files.map(({ sha256 }) => sha256).join()}
              project={project}
              shown={shown}
              systems={systems}
            />
          </Stage>
        )}
        {result && (
          <Stage title={t.imports.dryRun} hint={t.imports.nothingWritten}>
            <Found result={result} shown={shown} />
          </Stage>
        )}
        {mayChange && result && (
          <>
            <Stage title={t.imports.canaries}>
              <Canaries project={project} shown={shown} />
            </Stage>
            <Stage title={t.imports.run} hint={t.imports.runHint}>
              <Run project={project} shown={shown} />
            </Stage>
          </>
        )}
      </ol>
    </>
  );
}

function Stage({
  title,
  hint,
  children,
}: {
  readonly title: string;
  readonly hint?: string;
  readonly children: preact.ComponentChildren;
}) {
  return (
    <li>
      <div class="head">
        <h2>{title}</h2>
        {hint !== undefined && <p>{hint}</p>}
      </div>
      {children}
    </li>
  );
}

function Undone({ shown: { undone } }: Pick<Shown, 'shown'>) {
  const t = useTexts();
  const format = useFormat();
  if (!undone) return null;
  return (
    <Note kind="good">{t.imports.undone(format.number(undone.deleted), format.number(undone.kept))}</Note>
  );
}

function Moving({ shown: { progress, state } }: Pick<Shown, 'shown'>) {
  const t = useTexts();
  const format = useFormat();
  const title = progress ? t.imports.steps[progress.step] : t.imports.steps.waiting;
  const total = progress?.total ?? null;
  const rows = progress?.rows ?? 0;
  const isMoving = state !== 'paused' && progress !== null;
  return (
    <section class="stack" aria-label={title}>
      <div class="row spread wrap">
        <span>
          {title}{' '}
          <span class="muted">
            {progress &&
              (total === null
                ? t.imports.progressOpen(format.number(rows))
                : t.imports.progress(format.number(rows), format.number(total)))}
          </span>
        </span>
        {isMoving && (
          <span class="muted">
            {progress.perSecond !== null && t.imports.rate(format.number(progress.perSecond))}
            {progress.secondsLeft !== null && ` · ${t.imports.left(format.span(progress.secondsLeft))}`}
          </span>
        )}
      </div>
      <progress
        class="meter"
        aria-label={title}
        max={total ?? 1}
        {...(total === null ? {} : { value: Math.min(rows, total) })}
      />
    </section>
  );
}

function Run({ project, shown }: Omit<Shown, 'mayWrite'>) {
  const t = useTexts();
  const format = useFormat();
  const run = useAct('runImport', CHANGED);
  const { result, blockers } = shown;
  if (!result) return null;
  const count = format.number(result.confirm);
  const begin = async () => {
    const typed = String(result.confirm);
    const isSure = await confirm({
      ...{ title: t.imports.ask(count), text: t.imports.askText, answer: t.imports.runThem(count), typed },
    });
    if (!isSure) return;
    told(t, await run.run({ project, import: shown.id, digest: result.digest, confirm: typed }));
  };
  return (
    <div class="stack">
      {blockers.map((blocker) => (
        <Note key={blocker} kind="warn">
          {t.imports.blockers[blocker]}
        </Note>
      ))}
      <div>
        <Button
          kind="primary"
          isBusy={run.isBusy}
          isDisabled={blockers.length > 0}
          onClick={() => void begin()}
        >
          {t.imports.runThem(count)}
        </Button>
      </div>
    </div>
  );
}

function Acts({ project, shown, mayWrite }: Shown) {
  const t = useTexts();
  const format = useFormat();
  const of = { project, import: shown.id };
  const pause = useAct('pauseImport', CHANGED);
  const resume = useAct('resumeImport', CHANGED);
  const cancel = useAct('cancelImport', CHANGED);
  const undo = useAct('undoImport', CHANGED);
  const { state } = shown;
  const hasEnded = ENDED.has(state);
  const askCancel = async () => {
    const { cancelTitle: title, cancelText: text, cancel: answer } = t.imports;
    if (await confirm({ title, text, answer, isDestroying: true })) told(t, await cancel.run(of));
  };
  const askUndo = async () => {
    const created = shown.counts?.new ?? 0;
    const isSure = await confirm({
      title: t.imports.undoTitle(format.number(created)),
      ...{ text: t.imports.undoText, answer: t.imports.undo, isDestroying: true, typed: String(created) },
    });
    if (isSure) told(t, await undo.run(of));
  };
  return (
    <>
      {(shown.result || shown.counts) && (
        <a class="btn" href={addressOf('getImportReport', of)} download={`import-${shown.id}.ndjson`}>
          {t.imports.report}
        </a>
      )}
      {mayWrite && state === 'running' && (
        <Button
          icon="pause"
          class="keep"
          isBusy={pause.isBusy}
          onClick={async () => told(t, await pause.run(of))}
        >
          {t.imports.pause}
        </Button>
      )}
      {mayWrite && state === 'paused' && (
        <Button
          icon="play"
          class="keep"
          isBusy={resume.isBusy}
          onClick={async () => told(t, await resume.run(of))}
        >
          {t.imports.resume}
        </Button>
      )}
      {mayWrite && !hasEnded && state !== 'undoing' && (
        <Button kind="danger" class="keep" isBusy={cancel.isBusy} onClick={() => void askCancel()}>
          {t.imports.cancel}
        </Button>
      )}
      {mayWrite && hasEnded && state !== 'undone' && shown.journal !== null && (
        <Button icon="undo" class="keep" isBusy={undo.isBusy} onClick={() => void askUndo()}>
          {t.imports.undo}
        </Button>
      )}
    </>
  );
}

function told(t: Parameters<typeof adviceFor>[0], result: Result<unknown>): void {
  if (!result.ok) toast({ text: adviceFor(t, result.error) || result.error.code, isBad: true });
}
