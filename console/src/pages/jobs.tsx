import '../styles/users.css';
import { useLocation } from 'wouter-preact';
import { useRead } from '../api/queries.ts';
import type { Job } from '../generated/admin.ts';
import { hrefOf } from '../routes.tsx';
import { useSearchState } from '../state/search-params.ts';
import { useMay } from '../state/session.ts';
import { useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Page as Frame } from '../ui/page.tsx';
import { Empty, ErrorState, Skeleton } from '../ui/states.tsx';
import { Pager } from '../ui/table.tsx';
import { JobCard } from './jobs/job-card.tsx';
import { NewJob } from './jobs/new-job.tsx';
import { type JobParams, jobShape, type SetJobParams } from './jobs/state.ts';
import { hasEnded } from './jobs/words.tsx';

const REFRESH_MS = 1_000;
const REFRESH_IDLE_MS = 15_000;

export function Page({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const t = useTexts();
  const may = useMay();
  const [, navigate] = useLocation();
  const project = params.project ?? '';
  const [state, set] = useSearchState(jobShape);
  const mayWrite = may('jobs.write');
  const isNew = state.act !== '' && mayWrite;
  const list = hrefOf('/projects/:project/jobs', { project });
  return (
    <Frame
      title={t.nav.pages.jobs}
      acts={
        mayWrite &&
        (isNew ? (
          <Button class="keep" onClick={() => navigate(list)}>
            {t.jobs.cancelNew}
          </Button>
        ) : (
          <Button kind="primary" icon="add" class="keep" onClick={() => set({ act: 'block', all: true })}>
            {t.jobs.new}
          </Button>
        ))
      }
    >
      {isNew ? (
        <div class="cols">
          <NewJob
            project={project}
            state={state}
            set={set}
            onCreated={(id) => navigate(`${list}?new=${encodeURIComponent(id)}`, { replace: true })}
          />
          <aside aria-labelledby="jobs">
            <div class="head">
              <h2 id="jobs">{t.nav.pages.jobs}</h2>
            </div>
            <JobList project={project} state={state} set={set} />
          </aside>
        </div>
      ) : (
        <div class="narrow jobs">
          <h2 class="vh">{t.nav.pages.jobs}</h2>
          <JobList project={project} state={state} set={set} />
        </div>
      )}
    </Frame>
  );
}

const isMoving = (job: Job) => !hasEnded(job) && job.state !== 'paused';

type ListProps = { readonly project: string; readonly state: JobParams; readonly set: SetJobParams };

function JobList({ project, state, set }: ListProps) {
  const t = useTexts();
  const { cursor } = state;
  const input = { project, ...(cursor !== '' && { cursor }) };
  // What moves is read often; what others begin is seen a little later.
  const known = useRead('listJobs', input, {
    keepsPrevious: true,
    refetchMs: (read) => (read?.rows.some(isMoving) ? REFRESH_MS : REFRESH_IDLE_MS),
  });
  const { data, error } = known;
  if (error)
    return (
      <ErrorState
        title={t.errors.load(t.nav.pages.jobs)}
        error={error.error}
        onRetry={() => void known.refetch()}
      />
    );
  if (!data) return <Skeleton />;
  const { rows, next } = data;
  if (rows.length === 0)
    return (
      <Empty icon="jobs" title={t.jobs.none}>
        <p>{t.jobs.noneHint}</p>
      </Empty>
    );
  return (
    <>
      {rows.map((job) => (
        <JobCard key={job.id} project={project} job={job} isNew={job.id === state.new} />
      ))}
      {(cursor !== '' || next !== null) && (
        <Pager
          onNewer={cursor === '' ? undefined : () => set({ cursor: '' })}
          onOlder={next === null ? undefined : () => set({ cursor: next })}
        />
      )}
    </>
  );
}
