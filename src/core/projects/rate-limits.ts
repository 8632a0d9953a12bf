import type { Policies } from './project.ts';

const MOST = 1_000_000;
const FORM = /^([A-Za-z][A-Za-z0-9]{0,63}):(off|[1-9]\d{0,6})$/;

/** A limit of a project: requests in the window that the operation has by itself. */
export type OwnRateLimit = { readonly operation: string; readonly most: number | 'off' };

/** Parses `accountCreate:100` or `accountCreate:off`. */
export function rateLimitOf(text: string): OwnRateLimit | undefined {
  const [, operation, amount] = FORM.exec(text) ?? [];
  if (operation === undefined || amount === undefined) return undefined;
  if (amount === 'off') return { operation, most: 'off' };
  return Number(amount) <= MOST ? { operation, most: Number(amount) } : undefined;
}

/** Returns the project's own limit of an operation; `undefined` if the protocol's applies. */
export function rateLimitIn(
  { rateLimits }: Pick<Policies, 'rateLimits'>,
  operation: string,
): number | 'off' | undefined {
  if (rateLimits.length === 0) return undefined;
  if (rateLimits.includes('off')) return 'off';
  return rateLimits.map(rateLimitOf).find((limit) => limit?.operation === operation)?.most;
}
