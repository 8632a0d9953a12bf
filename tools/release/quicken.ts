import type { Plugin } from 'rolldown';

const STORAGE = 'find-my-way/lib/handler-storage.js';
const ROUTE = 'fastify/lib/route.js';
const DOMAINS = 'disposable-email-domains-js/dist/index.js';
const DOMAIN_LIST = 'disposable-email-domains-js/dist/dict/disposable_email_blocklist.json';

type Replacement = { readonly file: string; readonly from: string; readonly to: string };

/**
 * What packages do at each start that a server has no use for. Node keeps no code that is compiled from texts, and the router of the framework compiled 2,000
 * functions of that kind. The framework noted, for each of its 450 routes, what is the same for all of them.
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
    to: `const { NullObject } = require('./null-object')
const made = new Map()
const makeOnce = (parameter, text) => { if (!made.has(text)) made.set(text, new Function(parameter, text)); return made.get(text) }
const paramsOf = ([first, second, third], count) => [
  () => new NullObject(),
  (a) => { const params = new NullObject(); params[first] = a; return params },
  (a, b) => { const params = new NullObject(); params[first] = a; params[second] = b; return params },
  (a, b, c) => { const params = new NullObject(); params[first] = a; params[second] = b; params[third] = c; return params }
][count]`,
  },
  {
    file: STORAGE,
    from: '_compileCreateParamsObject (params) {',
    to: '_compileCreateParamsObject (params) {\n    if (params.length <= 3) return paramsOf(params, params.length)',
  },
  {
    file: STORAGE,
    from: "new Function('derivedConstraints', lines.join('\\n'))",
    to: "makeOnce('derivedConstraints', lines.join('\\n'))",
  },
  // One step of the start for the routes of a scope, instead of one each.
  {
    file: ROUTE,
    from: '  let closing = false\n\n  return {',
    to: `  let closing = false

  const untilLoaded = new WeakMap()
  function afterLoading (instance, then) {
    const waiting = untilLoaded.get(instance)
    if (waiting !== undefined) {
      waiting.push(then)
      return
    }
    const all = [then]
    untilLoaded.set(instance, all)
    instance.after((error, done) => {
      untilLoaded.delete(instance)
      for (const each of all) each(error, () => {})
      done(error)
    })
  }

  const untilReady = []
  function beforeReady (then) {
    if (untilReady.push(then) > 1) return
    avvio.once('preReady', () => {
      for (const each of untilReady.splice(0)) each()
    })
  }

  const hooksByInstance = new WeakMap()
  function hooksOf (instance, hook) {
    if (!hooksByInstance.has(instance)) hooksByInstance.set(instance, {})
    const known = hooksByInstance.get(instance)
    known[hook] ??= instance[kHooks][hook].map(h => h.bind(instance))
    return known[hook]
  }

  return {`,
  },
  {
    file: ROUTE,
    from: '      this.after((notHandledErr, done) => {',
    to: '      afterLoading(this, (notHandledErr, done) => {',
  },
  {
    file: ROUTE,
    from: "        avvio.once('preReady', () => {\n",
    to: '        beforeReady(() => {\n',
  },
  // Routes without hooks of their own share those of their scope.
  {
    file: ROUTE,
    from: `            const toSet = this[kHooks][hook]
              .concat(opts[hook] || [])
              .map(h => h.bind(this))`,
    to: '            const toSet = opts[hook] ? this[kHooks][hook].concat(opts[hook]).map(h => h.bind(this)) : hooksOf(this, hook)',
  },
  // Denizen speaks HTTP/1.1.
  {
    file: 'fastify/lib/server.js',
    from: "const http2 = require('node:http2')",
    to: "const http2 = { createServer: (...args) => require('node:http2').createServer(...args), createSecureServer: (...args) => require('node:http2').createSecureServer(...args) }",
  },
  { file: 'prom-client/index.js', from: "exports.Pushgateway = require('./lib/pushgateway');", to: '' },
  // Plugins say which version they need, and Denizen has none.
  {
    file: 'fastify/lib/plugin-utils.js',
    from: "const semver = require('semver')",
    to: "const semver = { gt: (...args) => require('semver').gt(...args), coerce: (...args) => require('semver').coerce(...args), satisfies: (...args) => require('semver').satisfies(...args) }",
  },
  // The first user that is shown needs it, and a set of 9,000 texts takes 5 ms.
  {
    file: DOMAINS,
    from: "return require('./dict/disposable_email_blocklist.json');",
    to: "return require('./dict/disposable_email_blocklist.json').sorted.split('\\n');",
  },
  {
    file: DOMAINS,
    from: `const blocklist = (0, exports.disposableEmailBlocklist)();
    return new Set(blocklist);`,
    to: `const { sorted } = require('./dict/disposable_email_blocklist.json');
    return { has: (${linesHave})(sorted) };`,
  },
  // What is asserted holds, and the module that says what does not takes a millisecond.
  ...[
    ...['fastify/lib/plugin-utils.js', 'find-my-way/index.js', 'find-my-way/lib/constrainer.js'],
    ...['find-my-way/lib/strategies/accept-host.js', 'find-my-way/lib/strategies/accept-version.js'],
  ].map((file) => assertingLazily(file, 'node:assert')),
  assertingLazily('sonic-boom/index.js', 'assert'),
  assertingLazily('thread-stream/index.js', 'assert'),
];

function assertingLazily(file: string, name: string): Replacement {
  return {
    file,
    from: `const assert = require('${name}')`,
    to: `const assert = (value, message) => { if (!value) require('${name}')(value, message) }`,
  };
}

/** Searches sorted lines. Stands in the bundle as a text, so it uses nothing from here. */
export function linesHave(lines: string): (line: string) => boolean {
  return (line) => {
    for (let low = 0, high = lines.length; low < high; ) {
      const middle = (low + high) >>> 1;
      const start = lines.lastIndexOf('\n', middle - 1) + 1;
      const next = lines.indexOf('\n', start);
      const end = next < 0 ? lines.length : next;
      const found = lines.slice(start, end);
      if (found === line) return true;
      if (found < line) low = end + 1;
      else high = start;
    }
    return false;
  };
}

function asSortedLines(list: string): string {
  return JSON.stringify({ sorted: (JSON.parse(list) as readonly string[]).toSorted().join('\n') });
}

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
      if (path.endsWith(`/node_modules/${DOMAIN_LIST}`)) return asSortedLines(text);
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
