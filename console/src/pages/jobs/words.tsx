import type { Job } from '../../generated/admin.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Pill, type PillKind, Tags } from '../../ui/words.tsx';

const pillOf: Readonly<Record<Job['state'], PillKind>> = {
  waiting: 'hollow',
  running: 'run',
  paused: 'hollow',
  done: 'ok',
  cancelled: 'none',
  failed: 'off',
};

export function JobState({ job: { state } }: { readonly job: Job }) {
  const t = useTexts();
  return <Pill kind={pillOf[state]}>{t.jobs.states[state]}</Pill>;
}

/** What a job does, in words. */
export function jobTitle(t: Texts, { act, undoes, retries }: Job): string {
  const title = t.jobs.titles[act];
  if (undoes !== null) return t.jobs.undoOf(title);
  return retries === null ? title : t.jobs.retryOf(title);
}

export function JobTitle({ job }: { readonly job: Job }) {
  const t = useTexts();
  const { labels } = job.parameters;
  return (
    <>
      {jobTitle(t, job)} {Array.isArray(labels) && <Tags values={labels.map(String)} most={3} />}
    </>
  );
}

/** Words for why users are skipped; a reason without any is shown as it is. */
export function reasonText(t: Texts, reason: string): string {
  const reasons: Readonly<Record<string, string>> = t.jobs.reasons;
  return Object.hasOwn(reasons, reason) ? (reasons[reason] ?? reason) : reason;
}

export const hasEnded = ({ state }: Pick<Job, 'state'>): boolean =>
  state === 'done' || state === 'cancelled' || state === 'failed';
