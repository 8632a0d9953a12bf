import { ConfigError } from './setting-values.ts';
import { type Environment, settingNames, settings } from './settings.ts';

const KUBERNETES =
  ' Kubernetes adds such variables for a service of that name: set enableServiceLinks to false.';

/** Letters of a misspelt name. */
const NAME_COMPARED = 100;

/** Fails with `ConfigError` if a source names a setting that does not exist. */
export function refuseUnknown(environment: Environment): void {
  const known = new Set(settingNames);
  const unknown = Object.keys(environment).filter((name) => name.startsWith('DENIZEN_') && !known.has(name));
  if (unknown.length === 0) return;
  const hint = unknown.some((name) => /_SERVICE_HOST$|_TCP_PROTO$/.test(name)) ? KUBERNETES : '';
  const meant = nearest(unknown[0] ?? '', settingNames);
  const question = meant === undefined ? '' : ` Did you mean ${meant}?`;
  throw new ConfigError(
    `There is no setting ${unknown.join(', ')}.${question} Remove it, or use one of: ${settings.map(({ name }) => name).join(', ')}.${hint}`,
  );
}

/** Returns the name that a misspelt one was meant to be, if one is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const most = Math.min(3, Math.floor(name.length / 3));
  const [best] = known
    .map((candidate) => ({ candidate, edits: editsBetween(name, candidate) }))
    .filter(({ edits }) => edits <= most)
    .toSorted((one, other) => one.edits - other.edits);
  return best?.candidate;
}

/** The distance of Levenshtein. */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...one.slice(0, NAME_COMPARED)].entries()) {
    let diagonal = row[0] ?? 0;
    row = row.map((above, column) => {
      const before = diagonal;
      diagonal = above;
      return column === 0 ? at + 1 : Math.min(above + 1, before + (other[column - 1] === letter ? 0 : 1));
    });
    for (let column = 1; column < row.length; column++)
      row[column] = Math.min(row[column] ?? 0, (row[column - 1] ?? 0) + 1);
  }
  return row[other.length] ?? 0;
}
