import type { Plugin } from 'rolldown';

const STORAGE = 'find-my-way/lib/handler-storage.js';

type Replacement = { readonly file: string; readonly from: string; readonly to: string };

/**
 * What packages do at each start that a server has no use for. Node keeps no code that is compiled from texts, and the router of the framework compiled 2,000
 * functions of that kind.
 */
const replacements: readonly Replacement[] = [
  // It compares longer texts without compiling anything.
  {
    file: 'find-my-way/lib/node.js',
    from: 'const LONG_PREFIX_MIN_LENGTH = 16',
    to: 'const LONG_PREFIX_MIN_LENGTH = 2',
  },
  // Its texts are few, and what is made of them keeps nothing.
  {
    file: STORAGE,
    from: "const { NullObject } = require('./null-object')",
    to: "const { NullObject } = require('./null-object'); const made = new Map(); const makeOnce = (parameter, text) => { if (!made.has(text)) made.set(text, new Function(parameter, text)); return made.get(text) }",
  },
  {
    file: STORAGE,
    from: "new Function('NullObject', fnBody.join('\\n'))",
    to: "makeOnce('NullObject', fnBody.join('\\n'))",
  },
  {
    file: STORAGE,
    from: "new Function('derivedConstraints', lines.join('\\n'))",
    to: "makeOnce('derivedConstraints', lines.join('\\n'))",
  },
  // Denizen speaks HTTP/1.1.
  {
    file: 'fastify/lib/server.js',
    from: "const http2 = require('node:http2')",
    to: "const http2 = { createServer: (...args) => require('node:http2').createServer(...args), createSecureServer: (...args) => require('node:http2').createSecureServer(...args) }",
  },
];

/** Returns a file of a package with its replacements, and how many there are. Fails if the package does not have the text any more. */
export function quickened(code: string, path: string): { readonly code: string; readonly count: number } {
  const found = replacements.filter(({ file }) => path.endsWith(`/node_modules/${file}`));
  let changed = code;
  for (const { file, from, to } of found) {
    if (changed.split(from).length !== 2) throw new Error(`${file} has changed: see quicken.ts`);
    changed = changed.replace(from, () => to);
  }
  return { code: changed, count: found.length };
}

/** Replaces them in a bundle. Fails if it has not all of them. */
export function quicken(): Plugin {
  let done = 0;
  return {
    name: 'quicken',
    transform: (text, path) => {
      const { code, count } = quickened(text, path);
      done += count;
      return count > 0 ? code : undefined;
    },
    buildEnd: (error) => {
      if (!error && done !== replacements.length)
        throw new Error(`${done} of ${replacements.length} texts are in the bundle: see quicken.ts`);
    },
  };
}
