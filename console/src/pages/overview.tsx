import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { OutputOf } from '../api/client.ts';
import { useTail } from '../api/events.ts';
import { useRead } from '../api/queries.ts';
import { oneOf, useSearchState } from '../state/search-params.ts';
import { useMay, useMayIn } from '../state/session.ts';
import { createKeptStore, useStore } from '../state/store.ts';
import { useFormat, useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Chart } from '../ui/chart.tsx';
import { Icon } from '../ui/icon.tsx';
import { Facts, Page as Frame, Section } from '../ui/page.tsx';
import { ErrorState, Skeleton } from '../ui/states.tsx';
import { NewRows } from '../ui/table.tsx';
import { Pill, Time } from '../ui/words.tsx';
import { actName, detailsText } from './history-filters.ts';
import { providerName } from './sessions-filters.ts';

type Overview = OutputOf<'getOverview'>;

const REFRESH_MS = 60_000;
const COUNTED_AT_MOST = 5_000;
const LATEST = 8;
const SPANS = ['24h', '7d', '30d', '90d'] as const;
type Span = (typeof SPANS)[number];
const params = { span: oneOf(SPANS, '30d') };

export function Page({ params: { project = '' } }: { readonly params: Readonly<Record<string, string>> }) {
  const t = useTexts();
  const may = useMay();
  const [{ span }, set] = useSearchState(params);
  const { data, error, refetch, isPlaceholderData } = useRead(
    'getOverview',
    { project, span },
    { refetchMs: REFRESH_MS, keepsPrevious: true },
  );
  return (
    <Frame
      title={t.nav.pages.overview}
      acts={
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
        <div class="seg keep" role="group" aria-label={t.overview.span}>
          {SPANS.map((each) => (
            <button key={each} type="button" aria-pressed={each === span} onClick={() => set({ span: each })}>
              <span class="desk">{t.overview.spans[each]}</span>
              <span class="phone">{t.overview.shortSpans[each]}</span>
            </button>
          ))}
        </div>
      }
    >
      {error && !data && (
        <ErrorState
          title={t.errors.load(t.nav.pages.overview)}
          error={error.error}
          onRetry={() => void refetch()}
        />
      )}
      {!error && !data && <Skeleton />}
      {data && (
        <>
          <FirstSteps project={project} overview={data} />
          <div aria-busy={isPlaceholderData} class={isPlaceholderData ? 'periods stale' : 'periods'}>
            <Figures project={project} overview={data} span={span} />
            <Charts overview={data} span={span} />
          </div>
          <div class="trio">
            <Health />
            <Outbox project={project} outbox={data.outbox} />
            <Chain project={project} chain={data.chain} />
          </div>
        </>
      )}
      {may('history.read') && <Latest project={project} />}
    </Frame>
  );
}

type PartProps = { readonly project: string; readonly overview: Overview };

const hiddenSteps = createKeptStore<boolean>(
  'steps',
  (stored) => stored === 'hidden',
  (isHidden) => (isHidden ? 'hidden' : null),
);

/** The steps tick themselves. Gone when all are done, or hidden. */
function FirstSteps({ overview: { steps } }: PartProps) {
  const t = useTexts();
  const isHidden = useStore(hiddenSteps);
  const done = steps.filter(({ isDone }) => isDone).length;
  if (isHidden || done === steps.length) return null;
  return (
    <section class="steps" aria-label={t.overview.firstSteps}>
      <div>
        <h2>{t.overview.firstSteps}</h2>
        <p class="hint">{t.overview.stepsDone(done, steps.length)}</p>
        <span
          class="meter"
          role="progressbar"
          aria-label={t.overview.firstSteps}
          aria-valuemin={0}
          aria-valuemax={steps.length}
          aria-valuenow={done}
        >
          <span style={{ inlineSize: `${(100 * done) / steps.length}%` }} />
        </span>
        <Button kind="quiet" small onClick={() => hiddenSteps.set(true)}>
          {t.overview.hideSteps}
        </Button>
      </div>
      <ol>
        {steps.map(({ name, isDone }) => (
          <li key={name} class={isDone ? 'ok' : ''}>
            <Icon name={isDone ? 'done' : 'circle'} />
            <span>
              {isDone && <span class="vh">{t.overview.stepDone} </span>}
              <b>{t.overview.steps[name][0]}</b>
              <small>{t.overview.steps[name][1]}</small>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Figures({ project, overview, span }: PartProps & { readonly span: Span }) {
  const t = useTexts();
  const format = useFormat();
  const may = useMay();
  const { figures } = t.overview;
  const inSpan = t.overview.inSpan[span];
  const refused = totalOf(overview.refusals);
  const signedIn = totalOf(overview.signIns);
  const created = sum(overview.created);
  const sessions = overview.activeSessions.findLast((count) => count !== null) ?? null;
  const base = `/projects/${encodeURIComponent(project)}`;
  const method = overview.signIns
    .map((each) => ({ method: each.method, count: sum(each.totals) }))
    .toSorted((one, other) => other.count - one.count)[0];
  return (
    <dl class="figures">
      <div>
        <dt>{figures.users}</dt>
        <dd class="v">{format.number(overview.users)}</dd>
        {sessions !== null && (
          <dd class="d">
            {may('sessions.read') ? (
              <Link href={`${base}/sessions`}>{t.overview.sessions(format.number(sessions))}</Link>
            ) : (
              t.overview.sessions(format.number(sessions))
            )}
          </dd>
        )}
      </div>
      <div>
        <dt>{figures.signUps}</dt>
        <dd class="v">{format.number(sum(overview.signUps))}</dd>
        <dd class="d">{created > 0 ? t.overview.andCreated(format.number(created)) : inSpan}</dd>
      </div>
      <div>
        <dt>{figures.signIns}</dt>
        <dd class="v">{format.number(signedIn)}</dd>
        <dd class="d">
          {method && signedIn > 0
            ? t.overview.mostly(format.percent(method.count / signedIn), providerName(t, method.method))
            : inSpan}
        </dd>
      </div>
      <div>
        <dt>{figures.refused}</dt>
        <dd class="v">{format.number(refused)}</dd>
        <dd class="d">
          <Link href={`${base}/history?act=${encodeURIComponent('session.refuse')}`}>
            {signedIn + refused > 0
              ? t.overview.ofAll(format.percent(refused / (signedIn + refused)))
              : inSpan}
          </Link>
        </dd>
      </div>
    </dl>
  );
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);

function totalOf(series: readonly { readonly totals: readonly number[] }[]): number {
  return sum(series.map(({ totals }) => sum(totals)));
}

function Charts({ overview, span }: { readonly overview: Overview; readonly span: Span }) {
  const t = useTexts();
  const pointsOf = (totals: readonly number[]) =>
    overview.periods.map((at, index) => ({ at, value: totals[index] ?? 0 }));
  const isByHour = span === '24h';
  const added = (series: readonly { readonly totals: readonly number[] }[]) =>
    overview.periods.map((_, day) => sum(series.map(({ totals }) => totals[day] ?? 0)));
  return (
    <>
      <div class="charts">
        <Chart
          title={isByHour ? t.overview.signUpsByHour : t.overview.signUpsChart}
          isByHour={isByHour}
          kind="columns"
          series={[{ name: t.overview.figures.signUps, points: pointsOf(overview.signUps) }]}
        />
        <Chart
          title={isByHour ? t.overview.signInsByHour : t.overview.signInsChart}
          isByHour={isByHour}
          kind="lines"
          series={[
            { name: t.overview.succeeded, points: pointsOf(added(overview.signIns)) },
            { name: t.overview.refused, points: pointsOf(added(overview.refusals)) },
          ]}
        />
      </div>
      <Methods overview={overview} />
    </>
  );
}

/** Sign-ins by method, and refusals by method and reason: the charts in numbers. */
function Methods({ overview }: { readonly overview: Overview }) {
  const t = useTexts();
  const format = useFormat();
  const reasons: Readonly<Record<string, string>> = t.overview.reasons;
  const methods = new Set([...overview.signIns, ...overview.refusals].map(({ method }) => method));
  if (methods.size === 0) return null;
  const rows = [...methods].map((method) => ({
    method,
    signIns: totalOf(overview.signIns.filter((each) => each.method === method)),
    refusals: overview.refusals
      .filter((each) => each.method === method)
      .map(({ reason, totals }) => ({ reason, count: sum(totals) }))
      .filter(({ count }) => count > 0),
  }));
  return (
    <details class="astable methods">
      <summary>{t.overview.methods}</summary>
      <table class="table inset free">
        <caption class="vh">{t.overview.methods}</caption>
        <thead>
          <tr>
            <th scope="col">{t.overview.method}</th>
            <th scope="col" class="end">
              {t.overview.succeeded}
            </th>
            <th scope="col">{t.overview.refused}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ method, signIns, refusals }) => (
            <tr key={method}>
              <td>
                <bdi>{providerName(t, method)}</bdi>
              </td>
              <td class="end">{format.number(signIns)}</td>
              <td>
                {refusals
                  .map(({ reason, count }) => `${reasons[reason] ?? reason} ${format.number(count)}`)
                  .join(', ') || '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** Only for those who may read the system. */
function Health() {
  const t = useTexts();
  const format = useFormat();
  const isAllowed = useMayIn()('system.read', undefined);
  const state = useRead('getState', {});
  const { data } = useRead('getSystem', {}, { enabled: isAllowed, refetchMs: REFRESH_MS });
  const failed = data?.health.checks.filter(({ isPassed }) => !isPassed) ?? [];
  return (
    <section aria-label={t.overview.health}>
      <div class="head">
        <h2>{t.overview.health}</h2>
        {data && (
          <span class="push">
            <Pill kind={data.health.isReady ? 'ok' : 'off'}>
              {data.health.isReady ? t.overview.well : t.overview.notWell(failed.length)}
            </Pill>
          </span>
        )}
      </div>
      <Facts
        facts={[
          [t.overview.version, data?.version ?? state.data?.version ?? ''],
          ...(data
            ? ([
                [t.overview.processes, format.number(data.processes)],
                [
                  t.overview.database,
                  `${t.overview.engines[data.database.engine]} ${data.database.version}, ${format.bytes(data.database.bytes)}`,
                ],
                ...failed.map(
                  ({ name, text }) =>
                    [
                      name,
                      <span key={name} class="bad">
                        {text ?? t.overview.failedCheck}
                      </span>,
                    ] as const,
                ),
              ] as const)
            : []),
        ]}
      />
    </section>
  );
}

function Outbox({ project, outbox }: { readonly project: string; readonly outbox: Overview['outbox'] }) {
  const t = useTexts();
  const format = useFormat();
  const may = useMay();
  const { waiting, failed, oldestWaitingAt } = outbox;
  const count = (value: number) => format.count(value, value < COUNTED_AT_MOST);
  const href = (tab: string) => `/projects/${encodeURIComponent(project)}/messages?tab=${tab}`;
  const shown = (tab: string, value: number) =>
    may('messages.read') && value > 0 ? <Link href={href(tab)}>{count(value)}</Link> : count(value);
  return (
    <section aria-label={t.overview.outbox}>
      <div class="head">
        <h2>{t.overview.outbox}</h2>
        <span class="push">
          <Pill kind={failed > 0 ? 'hollow' : 'ok'}>
            {failed > 0
              ? t.overview.needsYou(count(failed))
              : waiting > 0
                ? t.overview.sending
                : t.overview.allSent}
          </Pill>
        </span>
      </div>
      <Facts
        facts={[
          [t.overview.waiting, shown('waiting', waiting)],
          [t.overview.failed, shown('failed', failed)],
          ...(oldestWaitingAt
            ? [[t.overview.oldest, <Time key="oldest" at={oldestWaitingAt} />] as const]
            : []),
        ]}
      />
    </section>
  );
}

/** What is verified on the page of the history, not here: a whole history takes seconds. */
function Chain({ project, chain }: { readonly project: string; readonly chain: Overview['chain'] }) {
  const t = useTexts();
  const format = useFormat();
  const { chained, signed, signedAt, waiting } = chain;
  return (
    <section aria-label={t.overview.chain}>
      <div class="head">
        <h2>{t.overview.chain}</h2>
        <span class="push">
          <Pill kind={signed >= chained && waiting === 0 ? 'ok' : 'run'}>
            {signed >= chained && waiting === 0 ? t.overview.allSigned : t.overview.chained}
          </Pill>
        </span>
      </div>
      <Facts
        facts={[
          [t.overview.entries, format.number(chained)],
          [t.overview.signed, format.number(signed)],
          [t.overview.checkpoint, <Time key="at" at={signedAt} />],
          [
            t.overview.verified,
            <Link key="verify" href={`/projects/${encodeURIComponent(project)}/history?open=verify`}>
              {t.history.verify}
            </Link>,
          ],
        ]}
      />
    </section>
  );
}

/** The latest entries of the history. Newer ones wait above. */
function Latest({ project }: { readonly project: string }) {
  const t = useTexts();
  const format = useFormat();
  const list = useRead('searchHistory', { project, limit: `${LATEST}` });
  const [newer, setNewer] = useState(0);
  const shown = new Set(list.data?.rows.map(({ id }) => id));
  useTail({
    project,
    isOn: true,
    onEntry: ({ id }) => !shown.has(id) && setNewer((before) => before + 1),
  });
  const base = `/projects/${encodeURIComponent(project)}`;
  return (
    <Section title={t.overview.latest} acts={<Link href={`${base}/history`}>{t.overview.whole}</Link>}>
      {newer > 0 && (
        <NewRows
          text={t.table.newRows(format.number(newer))}
          onShow={() => {
            setNewer(0);
            void list.refetch();
          }}
        />
      )}
      {list.data?.rows.length === 0 && <p class="hint">{t.history.none}</p>}
      <ol class="latest">
        {list.data?.rows.map((entry) => (
          <li key={entry.id}>
            <Time at={entry.at} />
            <p class="clip">
              {entry.user && (
                <>
                  <bdi>{entry.user.name || entry.user.id}</bdi>{' '}
                </>
              )}
              <Link
                href={`${base}/history?entry=${entry.id}`}
                class={entry.act.endsWith('.refuse') ? 'bad' : undefined}
              >
                {actName(t, entry.act)}
              </Link>{' '}
              <span class="muted">
                <bdi>{detailsText(entry)}</bdi>
              </span>
            </p>
            <span class="muted clip">
              <bdi>{entry.ip ?? entry.actor.name ?? ''}</bdi>
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
