import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

const css = readFileSync(join(import.meta.dirname, '../../console/src/styles/tokens.css'), 'utf8');

type Colors = { readonly light: string; readonly dark: string };

const tokens: Readonly<Record<string, Colors>> = Object.fromEntries(
  Array.from(
    css.matchAll(/--([\w-]+):\s*light-dark\((#\w{6}),\s*(#\w{6})\)/g),
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

const TEXT = 4.5;
/** What one has to see to operate. */
const CONTROL = 3;
const grounds = ['canvas', 'sunken', 'surface', 'hover', 'selected'];
const soft = ['accent-soft', 'good-soft', 'warn-soft', 'bad-soft'];

/** Foregrounds, grounds, and the least contrast by WCAG 2.2. */
const pairs: readonly (readonly [readonly string[], readonly string[], number])[] = [
  [['ink', 'ink-2', 'ink-3', 'accent', 'accent-hover', 'good', 'warn', 'bad'], grounds, TEXT],
  [['ink', 'ink-2'], soft, TEXT],
  [['accent'], ['accent-soft'], TEXT],
  [['good'], ['good-soft'], TEXT],
  [['warn'], ['warn-soft'], TEXT],
  [['bad'], ['bad-soft'], TEXT],
  [['on-accent'], ['accent-fill', 'accent-fill-hover'], TEXT],
  [['on-bad'], ['bad-fill'], TEXT],
  [['on-float', 'on-float-2'], ['float'], TEXT],
  [['on-tint'], ['tint-1', 'tint-2', 'tint-3', 'tint-4', 'tint-5'], TEXT],
  [['control-line'], ['canvas', 'surface', 'sunken'], CONTROL],
];

it('the colours of the console have the contrast of WCAG 2.2 AA in both themes', () => {
  const tried = pairs.flatMap(([fronts, backs, least]) =>
    fronts.flatMap((front) =>
      backs.flatMap((back) =>
        (['light', 'dark'] as const).map((theme) => {
          const ratio = contrast(tokens[front]?.[theme] ?? '', tokens[back]?.[theme] ?? '');
          return { pair: `${front} on ${back}, ${theme}`, isEnough: ratio >= least };
        }),
      ),
    ),
  );
  assert.ok(tried.length > 100);
  assert.deepEqual(
    tried.filter(({ isEnough }) => !isEnough),
    [],
  );
});

function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
