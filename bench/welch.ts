export type Compared = {
  /** Welch's t. */
  readonly t: number;
  /** Milliseconds by which the second is slower on average. */
  readonly slower: number;
  /** The least difference in milliseconds that would be seen: |t| = 4.5. */
  readonly seen: number;
};

/** Beyond this |t| two classes differ, but for one time in 100,000. */
export const LEAK = 4.5;

/** Compares two classes of times, both without what is slower than `share` of all of them together. */
export function compare(one: readonly number[], other: readonly number[], share: number): Compared {
  const all = [...one, ...other].toSorted((a, b) => a - b);
  const slowest = all[Math.min(all.length - 1, Math.floor(all.length * share))] ?? Number.POSITIVE_INFINITY;
  const [first, second] = [one, other].map((times) => momentsOf(times.filter((time) => time <= slowest)));
  if (!first || !second) throw new Error('two classes are compared');
  const deviation = Math.sqrt(first.variance / first.count + second.variance / second.count);
  const slower = second.mean - first.mean;
  return { t: slower / deviation, slower, seen: LEAK * deviation };
}

function momentsOf(times: readonly number[]) {
  const count = times.length;
  const mean = times.reduce((sum, time) => sum + time, 0) / count;
  const variance = times.reduce((sum, time) => sum + (time - mean) ** 2, 0) / (count - 1);
  return { count, mean, variance };
}
