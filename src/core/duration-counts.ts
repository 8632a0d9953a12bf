/** Upper bounds in seconds: from what is at once to what a caller gives up. */
export const DURATION_BOUNDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** A histogram of durations in seconds. */
export class DurationCounts {
  /** By the first bound that is not exceeded; the last is beyond all bounds. */
  readonly counts: number[] = Array.from({ length: DURATION_BOUNDS.length + 1 }, () => 0);
  sum = 0;
  count = 0;

  add(seconds: number): void {
    let at = 0;
    while (at < DURATION_BOUNDS.length && seconds > (DURATION_BOUNDS[at] as number)) at++;
    this.counts[at] = (this.counts[at] as number) + 1;
    this.sum += seconds;
    this.count++;
  }
}
