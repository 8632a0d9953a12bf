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

/** Replaces them in a bundle. Fails if a package does not have the text any more. */
export function quicken(): Plugin {
  const done = new Set<Replacement>();
  return {
    name: 'quicken',
    transform: (code, id) => {
      const found = replacements.filter(({ file }) => id.endsWith(`/node_modules/${file}`));
      let changed = code;
      for (const each of found) {
        if (changed.split(each.from).length !== 2)
          throw new Error(`${each.file} has changed: see quicken.ts`);
        changed = changed.replace(each.from, () => each.to);
        done.add(each);
      }
      return found.length > 0 ? changed : undefined;
    },
    buildEnd: (error) => {
      const missing = replacements.find((each) => !done.has(each));
      if (!error && missing) throw new Error(`${missing.file} is not in the bundle: see quicken.ts`);
    },
  };
}
