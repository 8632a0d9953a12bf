import { useRead } from '../api/queries.ts';
import type { Overview } from '../generated/admin.ts';
import { createKeptStore, useStore } from '../state/store.ts';
import { useFormat, useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Chart, type Point } from '../ui/chart.tsx';
import { Icon } from '../ui/icon.tsx';
import { Facts, Page as Frame } from '../ui/page.tsx';
import { ErrorState, Skeleton } from '../ui/states.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { Pill, Time } from '../ui/words.tsx';

const AGAIN_MS = 60_000;
const COUNTED_AT_MOST = 5_000;

type OfOverview = { readonly overview: Overview };

/** What happens in the project, by day. */
export function Page({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const t = useTexts();
  const { project = '' } = params;
  const { data, error, refetch } = useRead('getOverview', { project }, { refetchMs: AGAIN_MS });
  return (
    <Frame title={t.nav.pages.overview}>
      {data ? (
        <>
          <Steps overview={data} />
          <Figures overview={data} />
          <Charts overview={data} />
          <div class="trio">
            <Methods overview={data} />
            <Outbox overview={data} />
            <Chain overview={data} />
          </div>
        </>
      ) : error ? (
        <ErrorState
          title={t.errors.load(t.nav.pages.overview)}
          error={error.error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Skeleton />
      )}
    </Frame>
  );
}

/** Steps that are left to the server's rules are hidden by choice, or when all are done. */
const hidesSteps = createKeptStore<boolean>(
  'steps',
  (stored) => stored === 'hidden',
  (isHidden) => (isHidden ? 'hidden' : null),
);

function Steps({ overview: { steps } }: OfOverview) {
  const t = useTexts();
  const isHidden = useStore(hidesSteps);
  const done = steps.filter(({ isDone }) => isDone).length;
  if (isHidden || done === steps.length) return null;
  return (
    <section class="steps" aria-label={t.overview.firstSteps}>
      <div>
        <h2>{t.overview.firstSteps}</h2>
        <p class="hint">{t.overview.stepsDone(done, steps.length)}</p>
        <progress class="meter" aria-label={t.overview.firstSteps} max={steps.length} value={done} />
        <Button kind="quiet" small onClick={() => hidesSteps.set(true)}>
          {t.overview.hideSteps}
        </Button>
      </div>
      <ol>
        {steps.map(({ name, isDone }) => (
          <li key={name} class={isDone ? 'ok' : ''}>
            <Icon name={isDone ? 'done' : 'circle'} />
            <span>
              {isDone && <span class="vh">{t.overview.stepDone} </span>}
              {t.overview.steps[name].title}
              <small>{t.overview.steps[name].hint}</small>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Figures({ overview }: OfOverview) {
  const t = useTexts();
  const format = useFormat();
  const days = t.overview.figures.inDays(overview.days.length);
  const sessions = overview.activeSessions.findLast((count) => count !== null);
  const figures = [
    [t.overview.figures.users, format.number(overview.users), ''],
    [t.overview.figures.signUps, format.number(sumOf(overview.signUps)), days],
    [t.overview.figures.signIns, format.number(sumOf(totalsOf(overview, overview.signIns))), days],
    [t.overview.figures.refused, format.number(sumOf(totalsOf(overview, overview.refusals))), days],
    ...(sessions === undefined
      ? []
      : [[t.overview.figures.sessions, format.number(sessions), t.overview.figures.now]]),
  ];
  return (
    <dl class="figures">
      {figures.map(([name, value, span]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="v">{value}</dd>
          {span && <dd class="d">{span}</dd>}
        </div>
      ))}
    </dl>
  );
}

function Charts({ overview }: OfOverview) {
  const t = useTexts();
  const pointsOf = (totals: readonly (number | null)[]): readonly Point[] =>
    overview.days.map((at, index) => ({ at, value: totals[index] ?? 0 }));
  const hasSessions = overview.activeSessions.some((count) => count !== null);
  return (
    <div class="charts">
      <Chart
        title={t.overview.signUpsChart}
        kind="columns"
        series={[{ name: t.overview.figures.signUps, points: pointsOf(overview.signUps) }]}
      />
      <Chart
        title={t.overview.signInsChart}
        kind="lines"
        series={[
          { name: t.overview.succeeded, points: pointsOf(totalsOf(overview, overview.signIns)) },
          { name: t.overview.refused, points: pointsOf(totalsOf(overview, overview.refusals)) },
        ]}
      />
      {hasSessions && (
        <Chart
          title={t.overview.sessionsChart}
          kind="columns"
          series={[{ name: t.overview.figures.sessions, points: pointsOf(overview.activeSessions) }]}
        />
      )}
    </div>
  );
}

type Method = { readonly method: string; readonly succeeded: number; readonly refused: number };

function Methods({ overview: { signIns, refusals } }: OfOverview) {
  const t = useTexts();
  const format = useFormat();
  const names = [...new Set([...signIns, ...refusals].map(({ method }) => method))].toSorted();
  const rows = names.map((method) => ({
    method,
    succeeded: sumOf(signIns.filter((row) => row.method === method).flatMap(({ totals }) => totals)),
    refused: sumOf(refusals.filter((row) => row.method === method).flatMap(({ totals }) => totals)),
  }));
  const columns: readonly Column<Method>[] = [
    { name: 'method', title: t.overview.method, cell: ({ method }) => method },
    {
      name: 'succeeded',
      title: t.overview.succeeded,
      isEnd: true,
      cell: ({ succeeded }) => format.number(succeeded),
    },
    {
      name: 'refused',
      title: t.overview.refused,
      isEnd: true,
      cell: ({ refused }) => format.number(refused),
    },
  ];
  return (
    <section aria-label={t.overview.methods}>
      <div class="head">
        <h2>{t.overview.methods}</h2>
      </div>
      {rows.length === 0 ? (
        <p class="muted">{t.overview.noSignIns}</p>
      ) : (
        <Table
          caption={t.overview.methods}
          columns={columns}
          rows={rows}
          idOf={({ method }) => method}
          isInset
        />
      )}
    </section>
  );
}

function Outbox({ overview: { outbox } }: OfOverview) {
  const t = useTexts();
  const format = useFormat();
  const count = (value: number) => format.count(value, value < COUNTED_AT_MOST);
  return (
    <section aria-label={t.overview.outbox}>
      <div class="head">
        <h2>{t.overview.outbox}</h2>
        <span class="push">
          {outbox.failed > 0 ? (
            <Pill kind="hollow">{t.overview.needsYou(count(outbox.failed))}</Pill>
          ) : (
            <Pill kind="ok">{outbox.waiting > 0 ? t.overview.sending : t.overview.allSent}</Pill>
          )}
        </span>
      </div>
      <Facts
        facts={[
          [t.overview.waiting, count(outbox.waiting)],
          [t.overview.failed, count(outbox.failed)],
          ...(outbox.oldestWaitingAt === null
            ? []
            : [[t.overview.oldest, <Time key="oldest" at={outbox.oldestWaitingAt} />] as const]),
        ]}
      />
    </section>
  );
}

function Chain({ overview: { chain } }: OfOverview) {
  const t = useTexts();
  const format = useFormat();
  return (
    <section aria-label={t.overview.chain}>
      <div class="head">
        <h2>{t.overview.chain}</h2>
      </div>
      <Facts
        facts={[
          [t.overview.chained, format.number(chain.chained)],
          [t.overview.signed, format.number(chain.signed)],
          [t.overview.notChained, format.count(chain.waiting, chain.waiting < COUNTED_AT_MOST)],
          [t.overview.checkpoint, <Time key="signed" at={chain.signedAt} />],
        ]}
      />
    </section>
  );
}

/** Adds rows up, day by day. */
function totalsOf(
  { days }: Overview,
  rows: readonly { readonly totals: readonly number[] }[],
): readonly number[] {
  return days.map((_, at) => sumOf(rows.map(({ totals }) => totals[at] ?? 0)));
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
