import { availableParallelism, cpus, loadavg, platform, release } from 'node:os';
import type { Round } from './bench.ts';

export type Report = {
  readonly conditions: ReturnType<typeof conditions>;
  /** Milliseconds from the start of the process to the first good answer, the median of several. */
  readonly starts: Readonly<Record<string, number>>;
  /** MB at the end of the run. */
  readonly memory: Readonly<Record<string, { readonly now: number; readonly peak: number }>>;
  readonly rounds: readonly Round[];
};

const TARGETS = { get: 1, session: 0.8, jwt: 0.8, list: 1, create: 0.8 } as const;
const KINDS = {
  get: 'get',
  session: 'account, cookie',
  jwt: 'account, JWT',
  list: 'list',
  create: 'create',
} as const;
const MEMORY_AT_MOST = 140;
const NAMES: Readonly<Record<string, string>> = {
  denizen: 'Denizen',
  baseline: 'baseline',
  baselineEach: 'baseline, one commit each',
};

export function conditions(options: object) {
  return {
    date: new Date().toISOString(),
    node: process.versions.node,
    sqlite: process.versions.sqlite,
    system: `${platform()} ${release()}`,
    cores: availableParallelism(),
    processor: cpus()[0]?.model,
    loadAverage: loadavg()[0]?.toFixed(2),
    options,
  };
}

/** The report for people. Every figure is the median of its rounds. */
export function table({ conditions: told, starts, memory, rounds }: Report): string {
  const lines = [
    '',
    row(['', 'requests/s', 'p50 ms', 'p99 ms', 'server cpu', 'cpu us/req', 'of baseline', 'by cpu', 'aim']),
  ];
  for (const kind of ['get', 'session', 'jwt', 'list', 'create'] as const) {
    for (const side of ['baselineEach', 'baseline', 'denizen']) {
      const of = rounds.filter((round) => round.kind === kind && round.side === side);
      if (of.length === 0) continue;
      const figure = (name: 'perSecond' | 'p50' | 'p99' | 'cpuShare') =>
        median(of.map((round) => round[name]));
      const isOurs = side === 'denizen';
      lines.push(
        row([
          `${KINDS[kind]}: ${NAMES[side]}`,
          figure('perSecond').toFixed(0),
          ...(['p50', 'p99', 'cpuShare'] as const).map((name) => figure(name).toFixed(2)),
          Math.min(...of.map(cpuOf)).toFixed(0),
          isOurs ? ratio(rounds, kind, 'baseline').toFixed(2) : '',
          isOurs ? byProcessorTime(rounds, kind).toFixed(2) : '',
          isOurs ? `>= ${TARGETS[kind]}` : '',
        ]),
      );
    }
  }
  const creates = rounds.some((round) => round.kind === 'create');
  return [
    ...lines,
    '',
    ...(creates
      ? [
          `The baseline of "create" commits all creations that wait together, as Denizen does. Against the baseline that commits each by itself: ${ratio(rounds, 'create', 'baselineEach').toFixed(2)}.`,
        ]
      : []),
    `Start to first answer: Denizen ${starts.denizen?.toFixed(0)} ms, baseline ${starts.baseline?.toFixed(0)} ms.`,
    `Memory after the run (RSS): Denizen ${memory.denizen?.now.toFixed(0)} MB (at most ${memory.denizen?.peak.toFixed(0)} MB; aim <= ${MEMORY_AT_MOST}), baseline ${memory.baseline?.now.toFixed(0)} MB.`,
    `${told.date}, Node ${told.node}, SQLite ${told.sqlite}, ${told.cores} cores (${told.processor}), ${told.system}, load ${told.loadAverage}.`,
    `${JSON.stringify(told.options)}`,
    '',
  ].join('\n');
}

/** Microseconds of processor time a request; its least is what others on the machine disturb least. */
function cpuOf({ cpuShare, perSecond }: Round): number {
  return (cpuShare / perSecond) * 1e6;
}

/** Denizen's requests a second as a share of the baseline's: the median of the pairs that ran one after the other. */
function ratio(rounds: readonly Round[], kind: Round['kind'], baseline: string): number {
  const of = (side: string) => rounds.filter((round) => round.kind === kind && round.side === side);
  const baselines = of(baseline);
  return median(of('denizen').map((round, at) => round.perSecond / (baselines[at]?.perSecond ?? Number.NaN)));
}

/** The same by processor time, which others on the machine disturb less. */
function byProcessorTime(rounds: readonly Round[], kind: Round['kind']): number {
  const least = (side: string) =>
    Math.min(...rounds.filter((round) => round.kind === kind && round.side === side).map(cpuOf));
  return least('baseline') / least('denizen');
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function row(cells: readonly string[]): string {
  return cells.map((cell, at) => (at === 0 ? cell.padEnd(30) : cell.padStart(13))).join('');
}
