import type { Refuse } from './errors.ts';

/** Rejects a missing required parameter. */
export function demand(name: string, value: unknown, refuse: Refuse): void {
  if (value !== undefined && value !== null) return;
  throw refuse(`Missing required parameter: "${name}"`, { type: 'sdk_parameter_missing', parameter: name });
}

/** Encodes a path segment. Rejects empty and dot segments, which would reach another endpoint, such as `DELETE /users/..`. */
export function segment(name: string, value: unknown, refuse: Refuse): string {
  const text = `${value}`;
  if (!/^\.{0,2}$/.test(text)) return encodeURIComponent(text);
  throw refuse(`The parameter "${name}" cannot be "${text}"`, {
    type: 'sdk_parameter_invalid',
    parameter: name,
  });
}
