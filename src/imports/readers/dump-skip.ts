import type { Dialect } from './dump-tuple.ts';
import { quoteEnd } from './dump-tuple.ts';
import type { DumpWindow } from './dump-window.ts';

/** The longest tag of a dollar quote that is known as one. */
const MOST_TAG = 66;

const STOPS: Readonly<Record<Dialect, RegExp>> = {
  postgresql: /[;()'"\-/$]/g,
  mysql: /[;()'"`\-/#]/g,
  sqlite: /[;()'"`\-/[]/g,
};

/**
 * Passes whatever stands here, strings, quoted names and comments as a whole, in constant memory: up to behind the next
 * `;`, or, from a `(` on, behind its `)`. A `;` ends both. Returns what it ended with, nothing at the end of the file.
 */
export async function skipTo(
  window: DumpWindow,
  syntax: { readonly dialect: Dialect; readonly backslash: boolean },
  end: ';' | ')',
): Promise<';' | ')' | undefined> {
  const stops = STOPS[syntax.dialect];
  let depth = 0;
  for (;;) {
    stops.lastIndex = window.at;
    const stop = stops.exec(window.text);
    if (!stop) {
      window.at = window.text.length;
      if (!(await window.more())) return undefined;
      continue;
    }
    window.at = stop.index + 1;
    const character = stop[0];
    if (character === ';') return ';';
    if (character === '(') depth++;
    else if (character === ')') {
      depth--;
      if (end === ')' && depth <= 0) return ')';
    } else if (character === "'") await skipQuoted(window, syntax);
    else if (character === '"' || character === '`') await window.pass(character);
    else if (character === '[') await window.pass(']');
    else {
      window.at--;
      if (!(await skipSpecial(window, syntax.dialect))) window.at++;
    }
  }
}

async function skipQuoted(
  window: DumpWindow,
  syntax: { readonly dialect: Dialect; readonly backslash: boolean },
): Promise<void> {
  const backslash =
    syntax.backslash ||
    (syntax.dialect === 'postgresql' && /[eE]'/.test(window.text.slice(window.at - 2, window.at)));
  const near = quoteEnd(window.text, window.at, backslash);
  if (near >= 0) {
    window.at = near + 1;
    return;
  }
  const stops = backslash ? /['\\]/g : /'/g;
  for (;;) {
    stops.lastIndex = window.at;
    const stop = stops.exec(window.text);
    if (stop?.[0] === "'") {
      // Of a doubled one the second half begins the next text.
      window.at = stop.index + 1;
      return;
    }
    window.at = stop ? stop.index : window.text.length;
    if (stop && stop.index + 1 < window.text.length) window.at += 2;
    else if (!(await window.more())) {
      window.at = window.text.length;
      return;
    }
  }
}

/** Passes a comment or a dollar quote. Returns false when what stands here is neither. */
async function skipSpecial(window: DumpWindow, dialect: Dialect): Promise<boolean> {
  await window.ahead(MOST_TAG);
  if (await skipComment(window, dialect)) return true;
  if (dialect !== 'postgresql') return false;
  const tag = /^\$(?:[A-Za-z_\x80-\xff][\w\x80-\xff]{0,62})?\$/.exec(
    window.text.slice(window.at, window.at + MOST_TAG),
  );
  if (!tag) return false;
  window.at += tag[0].length;
  return await window.pass(tag[0]);
}

async function skipComment(window: DumpWindow, dialect: Dialect): Promise<boolean> {
  const start = window.text.slice(window.at, window.at + 3);
  const isLine = dialect === 'mysql' ? /^(?:#|--(?:\s|$))/.test(start) : start.startsWith('--');
  if (isLine) {
    await window.pass('\n');
    return true;
  }
  if (!start.startsWith('/*')) return false;
  window.at += 2;
  if (dialect !== 'postgresql') {
    await window.pass('*/');
    return true;
  }
  await skipNested(window);
  return true;
}

/** PostgreSQL's comments nest. */
async function skipNested(window: DumpWindow): Promise<void> {
  const marks = /\/\*|\*\//g;
  for (let depth = 1; depth > 0; ) {
    marks.lastIndex = window.at;
    const mark = marks.exec(window.text);
    if (mark) {
      depth += mark[0] === '/*' ? 1 : -1;
      window.at = mark.index + 2;
      continue;
    }
    // The last character may be half a mark.
    window.at = Math.max(window.at, window.text.length - 1);
    if (await window.more()) continue;
    window.at = window.text.length;
    return;
  }
}

/** Passes blanks and comments. Returns false at the end of the file. */
export async function skipBlank(window: DumpWindow, dialect: Dialect): Promise<boolean> {
  const solid = /\S/g;
  for (;;) {
    solid.lastIndex = window.at;
    const found = solid.exec(window.text);
    window.at = found?.index ?? window.text.length;
    if (!found) {
      if (!(await window.more())) return false;
      continue;
    }
    await window.ahead(3);
    if (!(await skipComment(window, dialect))) return true;
  }
}
