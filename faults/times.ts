import type { Client } from './memory.ts';

/** Gets a small user one time after the other, and returns how long each took in milliseconds. */
export async function timesOf({ send }: Client, seconds: number): Promise<readonly number[]> {
  const times: number[] = [];
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const sent = performance.now();
    await send('GET', '/users/small');
    times.push(performance.now() - sent);
  }
  return times;
}

/** Returns the time that a share of all stays below. */
export function percentile(times: readonly number[], share: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length * share)] ?? 0;
}
