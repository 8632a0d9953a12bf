import { useEffect, useState } from 'preact/hooks';
import { type ApiError, call, type OutputOf } from '../api/client.ts';
import { useRead } from '../api/queries.ts';
import { useFormat, useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Facts } from '../ui/page.tsx';
import { ErrorState, Skeleton } from '../ui/states.tsx';
import { Note, Time } from '../ui/words.tsx';

type HistoryReport = OutputOf<'verifyHistory'>;

/** A million entries take seconds; the request ends with the dialog. */
const VERIFIED_WITHIN_MS = 300_000;

export function VerifyDialog({
  project,
  onClose,
}: {
  readonly project: string;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const [report, setReport] = useState<HistoryReport>();
  const [error, setError] = useState<ApiError>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    setReport(undefined);
    setError(undefined);
    call('verifyHistory', { project }, { signal: controller.signal, within: VERIFIED_WITHIN_MS }).then(
      (result) => (result.ok ? setReport(result.value) : setError(result.error)),
      () => undefined,
    );
    return () => controller.abort();
  }, [project, tries]);
  return (
    <Dialog title={t.history.verifyTitle} onClose={onClose}>
      {error && (
        <ErrorState
          title={t.errors.title(t.history.verify)}
          error={error}
          onRetry={() => setTries(tries + 1)}
        />
      )}
      {!error && !report && (
        <>
          <p class="soft">{t.history.verifying}</p>
          <Skeleton lines={2} />
        </>
      )}
      {report && <Report project={project} report={report} />}
      <div class="ends">
        <Button onClick={onClose} autoFocus>
          {t.general.close}
        </Button>
      </div>
    </Dialog>
  );
}

function Report({ project, report }: { readonly project: string; readonly report: HistoryReport }) {
  const t = useTexts();
  const format = useFormat();
  const { entries, checkpoints, findings } = report;
  const kinds: Readonly<Record<string, string>> = t.history.findings;
  const newest = useRead('listCheckpoints', { project }).data?.rows[0];
  return (
    <>
      {findings.length === 0 ? (
        <Note kind="good">{t.history.holds}</Note>
      ) : (
        <Note kind="bad">
          <b>{t.history.broken(format.number(findings.length))}</b> {t.history.brokenHint}
        </Note>
      )}
      <Facts
        facts={[
          [t.history.entries, format.number(entries)],
          [t.history.checkpoints, format.number(checkpoints)],
          ...(newest ? [[t.history.lastCheckpoint, <Time key="at" at={newest.at} />] as const] : []),
        ]}
      />
      {findings.length > 0 && (
        <ul class="findings">
          {findings.map(({ kind, position, entry, lane = 0 }) => (
            <li key={`${kind} ${lane} ${position} ${entry}`}>
              <b>{kinds[kind] ?? kind}</b>{' '}
              {position !== null && t.history.atPosition(lane === 0 ? `${position}` : `${lane}:${position}`)}{' '}
              {entry !== null && <code>{entry}</code>}
            </li>
          ))}
        </ul>
      )}
      <p class="hint">{t.history.sameByCommand}</p>
      <code>denizen audit verify --project {project}</code>
    </>
  );
}
