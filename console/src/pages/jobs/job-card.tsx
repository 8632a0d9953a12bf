import { useEffect, useState } from 'preact/hooks';
import type { EndpointName } from '../../api/client.ts';
import { addressOf } from '../../api/client.ts';
import { type Act, useAct } from '../../api/queries.ts';
import type { Job } from '../../generated/admin.ts';
import { useMay, useSession } from '../../state/session.ts';
import { useFormat, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { adviceFor } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';
import { Note, Time } from '../../ui/words.tsx';
import { hasEnded, JobState, JobTitle, jobTitle, reasonText } from './words.tsx';

/** How long a server takes at most to erase what is due. */
const ERASED_WITHIN_MS = 5_000;
const CHANGED = ['listJobs'] as const satisfies readonly EndpointName[];

type CardProps = { readonly project: string; readonly job: Job; readonly isNew: boolean };

/** A job with its progress, and what can be done with it. */
export function JobCard({ project, job, isNew }: CardProps) {
  const t = useTexts();
  const format = useFormat();
  const met = job.done + job.skipped + job.failed;
  const share = job.total === 0 ? 1 : Math.min(1, met / job.total);
  const isOver = hasEnded(job);
  const { admin } = useSession();
  const kinds: Readonly<Record<string, string>> = t.user.history.actors;
  const { kind, id } = job.createdBy;
  const by = id === admin.id ? t.jobs.byYou : (kinds[kind] ?? kind);
  return (
    <article class={isNew ? 'job new' : 'job'} aria-label={jobTitle(t, job)}>
      <div class="row spread">
        <h3>
          <JobTitle job={job} />
        </h3>
        <JobState job={job} />
      </div>
      {!isOver && (
        <>
          <div class="row spread">
            <span>
              <span class="v n">{format.number(met)}</span>{' '}
              <span class="muted">{t.jobs.of(format.count(job.total, job.totalIsExact))}</span>
            </span>
            <span class="muted">{format.percent(Math.round(share * 100) / 100)}</span>
          </div>
          <span
            class={job.state === 'paused' ? 'meter paused' : 'meter'}
            role="progressbar"
            aria-label={jobTitle(t, job)}
            aria-valuemin={0}
            aria-valuemax={job.total}
            aria-valuenow={Math.min(met, job.total)}
          >
            <span style={{ inlineSize: `${share * 100}%` }} />
          </span>
        </>
      )}
      <div class="sums">
        {isOver && <span>{t.jobs.sum.done(format.number(job.done))}</span>}
        {job.skipped > 0 && <span>{t.jobs.sum.skipped(format.number(job.skipped))}</span>}
        {job.failed > 0 && <span class="bad">{t.jobs.sum.failed(format.number(job.failed))}</span>}
        <span>{by}</span>
        <Time at={job.endedAt ?? job.createdAt} />
      </div>
      {job.reason !== null && <Note kind="bad">{reasonText(t, job.reason)}</Note>}
      <Skips job={job} />
      <JobActs project={project} job={job} />
    </article>
  );
}

function Skips({ job: { skips } }: { readonly job: Job }) {
  const t = useTexts();
  const format = useFormat();
  const reasons = Object.entries(skips);
  if (reasons.length === 0) return null;
  return (
    <details>
      <summary>{t.jobs.whySkipped}</summary>
      <ul class="why">
        {reasons.map(([reason, count]) => (
          <li key={reason}>
            <b>{format.number(count)}</b>
            <span class="soft">{reasonText(t, reason)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

type JobName = 'pauseJob' | 'resumeJob' | 'cancelJob' | 'retryJob' | 'undoJob';

function JobActs({ project, job }: { readonly project: string; readonly job: Job }) {
  const t = useTexts();
  const format = useFormat();
  const may = useMay();
  const of = { project, job: job.id };
  const acts = {
    pauseJob: useAct('pauseJob', CHANGED),
    resumeJob: useAct('resumeJob', CHANGED),
    cancelJob: useAct('cancelJob', CHANGED),
    retryJob: useAct('retryJob', CHANGED),
    undoJob: useAct('undoJob', CHANGED),
  } as const satisfies { readonly [N in JobName]: Act<N> };
  const run = async (name: JobName) => {
    const result = await acts[name].run(of);
    if (!result.ok) toast({ text: adviceFor(t, result.error) || result.error.code, isBad: true });
    else toast(t.jobs.told[name]);
  };
  const ask = async (name: 'cancelJob' | 'undoJob') => {
    const count = format.number(name === 'undoJob' ? job.done : job.done + job.skipped + job.failed);
    const isSure = await confirm({
      title: t.jobs.ask[name].title(count),
      text: t.jobs.ask[name].text,
      answer: t.jobs.do[name],
      isDestroying: name === 'cancelJob',
    });
    if (isSure) await run(name);
  };
  const mayWrite = may('jobs.write');
  const isOver = hasEnded(job);
  return (
    <div class="row wrap acts3">
      {mayWrite && (job.state === 'waiting' || job.state === 'running') && (
        <Button small icon="pause" isBusy={acts.pauseJob.isBusy} onClick={() => void run('pauseJob')}>
          {t.jobs.do.pauseJob}
        </Button>
      )}
      {mayWrite && job.state === 'paused' && (
        <Button small icon="play" isBusy={acts.resumeJob.isBusy} onClick={() => void run('resumeJob')}>
          {t.jobs.do.resumeJob}
        </Button>
      )}
      {mayWrite && !isOver && (
        <Button small kind="danger" onClick={() => void ask('cancelJob')}>
          {t.jobs.do.cancelJob}
        </Button>
      )}
      {mayWrite && isOver && job.failed > 0 && job.retriedBy === null && (
        <Button small icon="refresh" isBusy={acts.retryJob.isBusy} onClick={() => void run('retryJob')}>
          {t.jobs.do.retryJob}
        </Button>
      )}
      {job.failed > 0 && (
        <a class="btn sm" href={addressOf('listJobFailures', of)} download={`failures-${job.id}.ndjson`}>
          {t.jobs.failuresFile}
        </a>
      )}
      {job.act === 'export' && isOver && may('users.export') && (
        <a class="btn sm" href={addressOf('getJobResult', of)} download={`users-${job.id}.ndjson`}>
          {t.jobs.resultFile}
        </a>
      )}
      {job.receiptsAt !== null && job.done > 0 && may('users.delete') && (
        <Receipts href={addressOf('getJobReceipts', of)} job={job} />
      )}
      {mayWrite && job.isUndoable && (
        <Button small icon="undo" isBusy={acts.undoJob.isBusy} onClick={() => void ask('undoJob')}>
          {t.jobs.do.undoJob}
        </Button>
      )}
      {job.undoneBy !== null && <span class="muted">{t.jobs.undone}</span>}
    </div>
  );
}

/** A link to the receipts, once they are due. */
function Receipts({ href, job: { id, receiptsAt } }: { readonly href: string; readonly job: Job }) {
  const t = useTexts();
  const dueAt = receiptsAt === null ? Number.POSITIVE_INFINITY : Date.parse(receiptsAt) + ERASED_WITHIN_MS;
  const [isDue, setDue] = useState(dueAt <= Date.now());
  useEffect(() => {
    if (isDue || dueAt === Number.POSITIVE_INFINITY) return;
    const timer = setTimeout(() => setDue(true), Math.max(0, dueAt - Date.now()));
    return () => clearTimeout(timer);
  }, [isDue, dueAt]);
  if (!isDue) return <span class="muted">{t.jobs.receiptsSoon}</span>;
  return (
    <a class="btn sm" href={href} download={`receipts-${id}.ndjson`}>
      {t.jobs.receiptsFile}
    </a>
  );
}
