import type { Json } from './format.ts';

type Step = (answer: Json) => Json;

export function without(...names: readonly string[]): Step {
  const gone = new Set(names);
  return (answer) => remade(answer, (name) => (gone.has(name) ? undefined : name));
}

/** Renames fields and keeps their order. */
export function renamed(names: Readonly<Record<string, string>>): Step {
  return (answer) => remade(answer, (name) => names[name] ?? name);
}

/** Converts times to whole seconds since 1970; an empty time becomes 0. */
export function inSeconds(...names: readonly string[]): Step {
  return (answer) => {
    const changed: Record<string, unknown> = { ...answer };
    for (const name of names) changed[name] = secondsOf(changed[name]);
    return changed;
  };
}

/** Lowers a number that is larger. */
export function atMost(name: string, most: number): Step {
  return (answer) => ({ ...answer, [name]: Math.min(Number(answer[name]), most) });
}

function secondsOf(value: unknown): number {
  return typeof value === 'string' && value !== '' ? Math.floor(Date.parse(value) / 1_000) : 0;
}

/** Composes functions, first to last. */
export function compose(...steps: readonly Step[]): Step {
  return (answer) => steps.reduce((shape, step) => step(shape), answer);
}

/** A loop, since pages have thousands of rows and `Object.fromEntries` takes twice as long. */
function remade(answer: Json, nameOf: (name: string) => string | undefined): Json {
  const made: Record<string, unknown> = {};
  for (const name of Object.keys(answer)) {
    const newName = nameOf(name);
    if (newName !== undefined) made[newName] = answer[name];
  }
  return made;
}
