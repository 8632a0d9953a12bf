import type { Json } from './format.ts';

type Step = (answer: Json) => Json;

export function without(...names: readonly string[]): Step {
  const gone = new Set(names);
  return (answer) => remade(answer, (name) => (gone.has(name) ? undefined : name));
}

/** Gives fields their older names, in their places. */
export function renamed(names: Readonly<Record<string, string>>): Step {
  return (answer) => remade(answer, (name) => names[name] ?? name);
}

/** Turns moments into whole seconds since 1970, and never into 0. */
export function inSeconds(...names: readonly string[]): Step {
  return (answer) => {
    const changed: Record<string, unknown> = { ...answer };
    for (const name of names) changed[name] = secondsOf(changed[name]);
    return changed;
  };
}

function secondsOf(value: unknown): number {
  return typeof value === 'string' && value !== '' ? Math.floor(Date.parse(value) / 1_000) : 0;
}

/** One after another. */
export function compose(...steps: readonly Step[]): Step {
  return (answer) => steps.reduce((shape, step) => step(shape), answer);
}

/** By a loop, since a page has thousands of rows and lists of pairs take twice as long. */
function remade(answer: Json, nameOf: (name: string) => string | undefined): Json {
  const made: Record<string, unknown> = {};
  for (const name of Object.keys(answer)) {
    const newName = nameOf(name);
    if (newName !== undefined) made[newName] = answer[name];
  }
  return made;
}
