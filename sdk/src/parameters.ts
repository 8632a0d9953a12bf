import type { Refuse } from './errors.ts';

/** Refuses a required parameter that was not given. */
export function demand(name: string, value: unknown, refuse: Refuse): void {
  if (value !== undefined && value !== null) return;
  throw refuse(`Missing required parameter: "${name}"`, { type: 'sdk_parameter_missing', parameter: name });
}

/** A value as a segment of a path; an empty one or one of dots would lead to another endpoint, as `DELETE /users/..`. */
export function segment(name: string, value: unknown, refuse: Refuse): string {
  const text = `${value}`;
  if (!/^\.{0,2}$/.test(text)) return encodeURIComponent(text);
  throw refuse(`The parameter "${name}" cannot be "${text}"`, {
    type: 'sdk_parameter_invalid',
    parameter: name,
  });
}
