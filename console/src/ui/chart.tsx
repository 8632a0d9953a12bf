import { useFormat, useTexts } from '../texts/texts.ts';

/** One value a day or an hour; `at` is a day as `2026-11-29`, or an hour as `2026-11-29T14:00Z`. */
export type Point = { readonly at: string; readonly value: number };
export type Series = { readonly name: string; readonly points: readonly Point[] };

const WIDTH = 560;
const HEIGHT = 168;
const LEFT = 34;
const TOP = 10;
const BOTTOM = 144;
const LABELS_AT_MOST = 5;
const STEPS = 3;

type ChartProps = {
  readonly title: string;
  /** One or two; the second is what was refused. */
  readonly series: readonly Series[];
  readonly kind: 'columns' | 'lines';
  readonly isByHour?: boolean;
};

/** A chart as SVG, with a sentence for screen readers and the same as a table. The last period is not over: it is paler. */
export function Chart({ title, series, kind, isByHour = false }: ChartProps) {
  const t = useTexts();
  const format = useFormat();
  const [first] = series;
  if (!first || first.points.length === 0) return null;
  const highest = Math.max(1, ...series.flatMap(({ points }) => points.map(({ value }) => value)));
  const top = niceTop(highest);
  const y = (value: number) => BOTTOM - (value / top) * (BOTTOM - TOP);
  const step = (WIDTH - LEFT) / first.points.length;
  const x = (at: number) => LEFT + step * (at + 0.5);
  const label = useLabel(isByHour);
  const values = first.points.map(({ value }) => value);
  const summary = t.overview.chartSummary(
    title,
    format.number(Math.min(...values)),
    format.number(Math.max(...values)),
  );
  return (
    <figure>
      <figcaption class="head">
        <h2>{title}</h2>
        {series.length > 1 && (
          <span class="push legend">
            {series.map(({ name }, at) => (
              <span key={name}>
                <i class={at === 1 ? 'r' : ''} />
                {name}
              </span>
            ))}
          </span>
        )}
      </figcaption>
      <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={summary}>
        <Grid top={top} y={y} />
        <Labels points={first.points} {...{ x, label }} />
        {kind === 'columns' ? (
          <Columns series={first} {...{ x, y, step, label }} />
        ) : (
          series.map((each, at) => (
            <Line key={each.name} points={each.points} isSecond={at === 1} {...{ x, y }} />
          ))
        )}
      </svg>
      <ChartTable {...{ title, series, label, isByHour }} />
    </figure>
  );
}

type Scale = { readonly x: (at: number) => number; readonly y: (value: number) => number };

function Grid({ top, y }: { readonly top: number } & Pick<Scale, 'y'>) {
  const format = useFormat();
  return (
    <>
      {Array.from({ length: STEPS + 1 }, (_, at) => (top / STEPS) * at).map((value) => (
        <>
          <line class="grid" x1={LEFT} x2={WIDTH} y1={y(value)} y2={y(value)} />
          <text x={LEFT - 8} y={y(value) + 4} text-anchor="end">
            {format.number(value)}
          </text>
        </>
      ))}
    </>
  );
}

/** Names a day, or an hour by when it begins. */
type Label = (at: string) => string;

function useLabel(isByHour: boolean): Label {
  const format = useFormat();
  return (at) => (isByHour ? format.clock(new Date(at)) : format.day(new Date(at)));
}

type LabelsProps = { readonly points: readonly Point[]; readonly label: Label } & Pick<Scale, 'x'>;

function Labels({ points, x, label }: LabelsProps) {
  const every = Math.max(1, Math.ceil(points.length / LABELS_AT_MOST));
  return (
    <>
      {points.map(({ at }, index) =>
        (points.length - 1 - index) % every === 0 ? (
          <text
            key={at}
            x={x(index)}
            y={BOTTOM + 18}
            text-anchor={index === points.length - 1 ? 'end' : 'middle'}
          >
            {label(at)}
          </text>
        ) : null,
      )}
    </>
  );
}

type ColumnsProps = { readonly series: Series; readonly step: number; readonly label: Label } & Scale;

function Columns({ series, x, y, step, label }: ColumnsProps) {
  const t = useTexts();
  const format = useFormat();
  const width = Math.min(24, step * 0.55);
  return (
    <>
      {series.points.map(({ at, value }, index) => {
        const isLast = index === series.points.length - 1;
        const shown = `${label(at)}: ${format.number(value)}`;
        return (
          <rect
            key={at}
            class={isLast ? 'col now' : 'col'}
            x={x(index) - width / 2}
            y={y(value)}
            width={width}
            height={BOTTOM - y(value)}
            rx="1.5"
            data-tip={isLast ? t.chart.soFar(shown) : shown}
          />
        );
      })}
    </>
  );
}

function Line({
  points,
  isSecond,
  x,
  y,
}: { readonly points: readonly Point[]; readonly isSecond: boolean } & Scale) {
  const path = points
    .map(({ value }, at) => `${at === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`)
    .join(' ');
  if (isSecond) return <path class="line2" d={path} />;
  return (
    <>
      <path
        class="area"
        d={`M${x(0)} ${BOTTOM} ${path.replace('M', 'L')} L${x(points.length - 1)} ${BOTTOM}Z`}
      />
      <path class="line" d={path} />
    </>
  );
}

type ChartTableProps = Required<Pick<ChartProps, 'title' | 'series' | 'isByHour'>> & {
  readonly label: Label;
};

function ChartTable({ title, series, label, isByHour }: ChartTableProps) {
  const t = useTexts();
  const format = useFormat();
  const [first] = series;
  if (!first) return null;
  return (
    <details class="astable">
      <summary>{t.chart.asTable}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section tabIndex={0} aria-label={title}>
        <table class="table inset free">
          <caption class="vh">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{isByHour ? t.chart.hour : t.chart.day}</th>
              {series.map(({ name }) => (
                <th key={name} scope="col" class="end">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {first.points
              .map(({ at }, index) => (
                <tr key={at}>
                  <td>{label(at)}</td>
                  {series.map(({ name, points }) => (
                    <td key={name} class="end">
                      {format.number(points[index]?.value ?? 0)}
                    </td>
                  ))}
                </tr>
              ))
              .toReversed()}
          </tbody>
        </table>
      </section>
    </details>
  );
}

/** The next number above that three steps divide into round ones. */
function niceTop(value: number): number {
  const size = 10 ** Math.floor(Math.log10(value));
  const top = [3, 6, 9, 15, 30]
    .map((factor) => (factor * size) / (value < 10 ? 1 : 3))
    .find((each) => each >= value);
  return Math.max(3, Math.ceil((top ?? value) / 3) * 3);
}
