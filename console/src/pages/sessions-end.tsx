import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import type { ApiError, InputOf, OutputOf } from '../api/client.ts';
import { useAct } from '../api/queries.ts';
import { useFormat, useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { ErrorState, FormError, Skeleton } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';
import { Avatar } from '../ui/words.tsx';
import type { SessionQuery } from './sessions-filters.ts';

type JobPreview = OutputOf<'previewJob'>;

const ACT = 'endSessions';

type Target = InputOf<'createJob'>['target'];

type EndProps = { readonly project: string; readonly query: SessionQuery; readonly onClose: () => void };

/** Ends all sessions that meet the filter, as a job: first a preview, then the typed number. */
export function EndByFilter({ project, query, onClose }: EndProps) {
  const t = useTexts();
  const format = useFormat();
  const preview = useAct('previewJob');
  const [seen, setSeen] = useState<JobPreview>();
  const [error, setError] = useState<ApiError>();
  const target: Target = { sessions: query };
  const look = async () => {
    setError(undefined);
    const result = await preview.run({ project, act: ACT, target });
    if (result.ok) setSeen(result.value);
    else setError(result.error);
  };
  useEffect(() => void look(), []);
  const title = seen
    ? t.sessions.endAllTitle(format.count(seen.count, seen.countIsExact))
    : t.sessions.endAllLooking;
  if (seen && seen.count > 0)
    return <Confirm {...{ title, project, seen, target, onClose }} onOutdated={() => void look()} />;
  return (
    <Dialog title={title} onClose={onClose}>
      {error && (
        <ErrorState title={t.errors.title(t.sessions.endAll)} error={error} onRetry={() => void look()} />
      )}
      {!error && !seen && <Skeleton lines={3} />}
      {seen && <p class="soft">{t.sessions.endAllNone}</p>}
      <div class="ends">
        <Button onClick={onClose} autoFocus>
          {t.general.close}
        </Button>
      </div>
    </Dialog>
  );
}

type ConfirmProps = {
  readonly title: string;
  readonly project: string;
  readonly seen: JobPreview;
  readonly target: Target;
  readonly onClose: () => void;
  readonly onOutdated: () => void;
};

function Confirm({ title, project, seen, target, onClose, onOutdated }: ConfirmProps) {
  const t = useTexts();
  const format = useFormat();
  const [, navigate] = useLocation();
  const create = useAct('createJob', ['searchSessions', 'countSessions']);
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<ApiError>();
  const isTyped = !seen.confirm || typed.trim() === String(seen.count);
  const start = async () => {
    setError(undefined);
    const result = await create.run({
      ...{ project, act: ACT, target, digest: seen.digest },
      ...(seen.confirm && { confirm: String(seen.count) }),
    });
    if (!result.ok) return setError(result.error);
    onClose();
    toast(t.sessions.endAllStarted);
    navigate(`/projects/${encodeURIComponent(project)}/jobs`);
  };
  return (
    <Dialog title={title} onClose={onClose} onSubmit={() => isTyped && void start()}>
      <p class="soft">{t.sessions.endAllText}</p>
      <Samples seen={seen} />
      {seen.confirm && (
        <TextField
          label={t.general.typeToContinue(String(seen.count))}
          value={typed}
          onInput={setTyped}
          inputMode="numeric"
          isMono
        />
      )}
      <FormError error={error} />
      <div class="ends">
        {error && (
          <Button kind="quiet" icon="refresh" onClick={onOutdated}>
            {t.sessions.lookAgain}
          </Button>
        )}
        <Button onClick={onClose} autoFocus={!seen.confirm}>
          {t.general.cancel}
        </Button>
        <Button kind="destroy" type="submit" isBusy={create.isBusy} isDisabled={!isTyped}>
          {t.sessions.endAllAnswer(format.count(seen.count, seen.countIsExact))}
        </Button>
      </div>
    </Dialog>
  );
}

function Samples({ seen: { samples, skipped } }: { readonly seen: JobPreview }) {
  const t = useTexts();
  const format = useFormat();
  const reasons: Readonly<Record<string, string>> = t.sessions.skipReasons;
  return (
    <>
      {samples.length > 0 && (
        <section aria-label={t.sessions.samples}>
          <h3>{t.sessions.samples}</h3>
          <ul class="samples">
            {samples.map(({ id, name, email }) => (
              <li key={id} class="row">
                <Avatar id={id} name={name || email || ''} />
                <bdi class="clip">{name || email || id}</bdi>
              </li>
            ))}
          </ul>
        </section>
      )}
      {skipped.map(({ reason, count }) => (
        <p key={reason} class="hint">
          {t.sessions.skipped(format.number(count), reasons[reason] ?? reason)}
        </p>
      ))}
    </>
  );
}
