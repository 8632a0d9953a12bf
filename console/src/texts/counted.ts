/** Returns a formatted count with what it counts: `1 user`, `2,000 users`. */
export function counted(count: string, one: string, many: string): string {
  return `${count} ${isOne(count) ? one : many}`;
}

/** Whether a formatted count is exactly one: `1+` is not. */
export function isOne(count: string): boolean {
  return count === '1';
}
