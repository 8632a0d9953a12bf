import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Registry } from 'prom-client';
import { RequestDurations } from './durations.ts';

it('durations of requests are a histogram by method, route and status', async () => {
  const registry = new Registry();
  const durations = new RequestDurations('seconds', 'How long', registry);
  for (const seconds of [0.0005, 0.003, 9])
    durations.observe({ method: 'GET', route: '/a', status: 200 }, seconds);
  const lines = (await registry.metrics()).trim().split('\n');
  const of = (le: string, count: number) =>
    `seconds_bucket{le="${le}",method="GET",route="/a",status="200"} ${count}`;
  assert.deepEqual(lines.slice(0, 2), ['# HELP seconds How long', '# TYPE seconds histogram']);
  assert.deepEqual(
    [lines[2], lines[5], lines[14], lines[15]],
    [of('0.0005', 1), of('0.005', 2), of('5', 2), of('+Inf', 3)],
  );
  assert.deepEqual(lines.slice(16), [
    'seconds_sum{method="GET",route="/a",status="200"} 9.0035',
    'seconds_count{method="GET",route="/a",status="200"} 3',
  ]);
});
