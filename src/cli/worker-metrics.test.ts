import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Counter, Gauge, Registry } from 'prom-client';
import { RequestDurations } from '../http/durations.ts';
import { type Snapshot, WorkerMetrics } from './worker-metrics.ts';

/** The metrics of a process that has answered so many requests. */
function registryAt(requests: number): Registry {
  const registry = new Registry();
  const durations = new RequestDurations('durations', 'help', registry);
  for (let at = 0; at < requests; at++) durations.observe({ method: 'GET', route: '/', status: 200 }, 0.002);
  new Counter({ name: 'shed', help: 'help', registers: [registry] }).inc(requests);
  new Gauge({ name: 'memory', help: 'help', registers: [registry] }).set(requests);
  new Gauge({ name: 'findings', help: 'help', aggregator: 'max', registers: [registry] }).set(requests);
  return registry;
}

/** As another process sends it. */
async function snapshotAt(requests: number): Promise<Snapshot> {
  return JSON.parse(JSON.stringify(await registryAt(requests).getMetricsAsJSON())) as Snapshot;
}

it('sums the metrics of processes, and goes on from those that have ended', async () => {
  const metrics = new WorkerMetrics();
  const shown = async () => {
    const text = await metrics.text(registryAt(1));
    const names = [
      'durations_count\\{.*\\}',
      'durations_bucket\\{le="0.0025".*\\}',
      'shed',
      'memory',
      'findings',
    ];
    return names.map((name) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]));
  };
  metrics.note(1, await snapshotAt(10));
  metrics.note(2, await snapshotAt(100));
  const running = await shown();
  await metrics.end(2);
  const ended = await shown();
  metrics.note(2, await snapshotAt(3));
  const again = await shown();
  await metrics.end(2);
  await metrics.end(2);
  assert.deepEqual(
    { running, ended, again, endedAgain: await shown() },
    {
      running: [111, 111, 111, 111, 100],
      ended: [111, 111, 111, 11, 10],
      again: [114, 114, 114, 14, 10],
      endedAgain: [114, 114, 114, 11, 10],
    },
  );
});
