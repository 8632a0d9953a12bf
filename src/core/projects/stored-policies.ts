import { isPolicyName, policyNames } from './policies.ts';
import { defaultPolicies, type Policies } from './project.ts';

/** Returns the stored policies over the defaults. Unknown names are ignored. */
export function policiesOf(stored: string): Policies {
  if (stored === '{}') return defaultPolicies;
  const known = Object.entries(objectOf(stored)).filter(
    ([name, value]) => isPolicyName(name) && isAlike(value, defaultPolicies[name]),
  );
  return { ...defaultPolicies, ...Object.fromEntries(known) };
}

/** Returns what to store after a change: everything that differs from the defaults, and unknown names. */
export function storedAfter(stored: string, changes: Partial<Policies>): string {
  const all: Readonly<Record<string, unknown>> = { ...objectOf(stored), ...changes };
  const usual = new Set<string>(policyNames.filter((name) => isSame(all[name], defaultPolicies[name])));
  return JSON.stringify(Object.fromEntries(Object.entries(all).filter(([name]) => !usual.has(name))));
}

/** Cast: the column holds objects only. */
function objectOf(stored: string): Readonly<Record<string, unknown>> {
  return JSON.parse(stored) as Record<string, unknown>;
}

function isAlike(value: unknown, usual: unknown): boolean {
  return typeof value === typeof usual && Array.isArray(value) === Array.isArray(usual);
}

function isSame(value: unknown, usual: unknown): boolean {
  return JSON.stringify(value) === JSON.stringify(usual);
}
