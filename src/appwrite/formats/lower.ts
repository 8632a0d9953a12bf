import { before150 } from './1.5.0.ts';
import { before160 } from './1.6.0.ts';
import { before190 } from './1.9.0.ts';
import { before192 } from './1.9.2.ts';
import { type Format, isBelow, type Json, versionOf } from './format.ts';

/** Newest first: an answer is lowered step by step. */
const formats: readonly Format[] = [before192, before190, before160, before150];

/** Which field of a model holds which other model. */
const parts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  userList: { users: 'user' },
  user: { targets: 'target' },
  account: { targets: 'target' },
  targetList: { targets: 'target' },
  sessionList: { sessions: 'session' },
  membershipList: { memberships: 'membership' },
  logList: { logs: 'log' },
};

/** An answer in the shape of the version that the client asks for; without one, the newest. */
export function lowered(asked: string | undefined, model: string, answer: unknown): unknown {
  const version = versionOf(asked);
  if (!version) return answer;
  const steps = formats.filter((format) => isBelow(version, format.below));
  return steps.reduce((shape, step) => apply(step, model, shape), answer);
}

function apply(format: Format, model: string, answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  const shape = format.answers[model]?.(answer as Json) ?? (answer as Json);
  const within = Object.entries(parts[model] ?? {}).filter(([field]) => Array.isArray(shape[field]));
  if (within.length === 0) return shape;
  const changed = within.map(([field, part]) => [
    field,
    (shape[field] as readonly unknown[]).map((row) => apply(format, part, row)),
  ]);
  return { ...shape, ...Object.fromEntries(changed) };
}
