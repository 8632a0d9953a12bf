import { before0120 } from './0.12.0.ts';
import { before0130 } from './0.13.0.ts';
import { before0140 } from './0.14.0.ts';
import { before0150 } from './0.15.0.ts';
import { before100 } from './1.0.0.ts';
import { before130 } from './1.3.0.ts';
import { before140 } from './1.4.0.ts';
import { before150 } from './1.5.0.ts';
import { before160 } from './1.6.0.ts';
import { before180 } from './1.8.0.ts';
import { before190 } from './1.9.0.ts';
import { before192 } from './1.9.2.ts';
import { before200 } from './2.0.0.ts';
import { before230 } from './2.3.0.ts';
import type { Format } from './format.ts';
import { withUserFields } from './user-fields.ts';
import { isBelow, type Version } from './version.ts';

/** All formats, newest first. */
export const formats: readonly Format[] = withUserFields([
  before230,
  before200,
  before192,
  before190,
  before180,
  before160,
  before150,
  before140,
  before130,
  before100,
  before0150,
  before0140,
  before0130,
  before0120,
]).toSorted((a, b) => (isBelow(a.below, b.below) ? 1 : -1));

/** Prefixes of `formats`, computed once, by length. */
const chosen = Array.from({ length: formats.length + 1 }, (_, count) => formats.slice(0, count));

/** Returns the steps between the current format and a version; none for the current one. */
export function stepsBelow(version: Version): readonly Format[] {
  const first = formats.findIndex(({ below }) => !isBelow(version, below));
  return chosen[first < 0 ? formats.length : first] ?? formats;
}
