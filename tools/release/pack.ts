import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of a bundle, with the names of those that it loads as it is loaded itself. */
export type Packed = { readonly fileName: string; readonly imports: readonly string[] };

/**
 * Writes `program.js`: the named files of a bundle, and all that they load, as functions in one script. Its value takes Node's `require` for that folder and the
 * folder, and returns a function that loads a file. Files stand in Node's registry of modules, so that those outside of the script
 * and those in it have each only once.
 */
export function packInto(folder: string, roots: readonly string[], files: readonly Packed[]): void {
  const names = [...reachable(roots, files)];
  const functions = names.map(
    (name) =>
      `${JSON.stringify(`./${name}`)}: function (exports, require, module, __filename, __dirname) {\n${textOf(folder, name)}\n}`,
  );
  writeFileSync(join(folder, 'program.js'), `${BEFORE}${functions.join(',\n')}\n${AFTER}`);
}

function reachable(roots: readonly string[], files: readonly Packed[]): ReadonlySet<string> {
  const byName = new Map(files.map((file) => [file.fileName, file]));
  const found = new Set<string>();
  const add = (name: string): void => {
    const file = byName.get(name);
    // Others are packages outside of the bundle, and Node's own.
    if (!file || found.has(name)) return;
    found.add(name);
    file.imports.forEach(add);
  };
  roots.forEach(add);
  return found;
}

function textOf(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8').replace(/^#!.*/, '');
}

/** Together, they take more than 10 ms of a start, which uses none of them; a first use, at most 4. Nothing calls them so often that it matters. */
const LATE = ['@node-rs/argon2', 'node:fs/promises', 'node:https', 'node:tls', 'node:zlib'];

const BEFORE = `(function (outer, folder) {
"use strict";
const Module = outer("node:module");
const late = new Set(${JSON.stringify(LATE)});
const whenUsed = (id) => new Proxy({}, {
  get: (_, name) => outer(id)[name],
  has: (_, name) => name in outer(id),
  ownKeys: () => Reflect.ownKeys(outer(id)),
  getOwnPropertyDescriptor: (_, name) => {
    const found = Reflect.getOwnPropertyDescriptor(outer(id), name);
    return found && { ...found, configurable: true };
  },
});
const load = (id) => {
  const text = Object.hasOwn(files, id) ? files[id] : undefined;
  if (text === undefined) return late.has(id) ? whenUsed(id) : outer(id);
  const path = folder + id.slice(1);
  const known = outer.cache[path];
  if (known !== undefined) return known.exports;
  const module = new Module(path);
  module.filename = path;
  outer.cache[path] = module;
  text(module.exports, load, module, path, folder);
  module.loaded = true;
  return module.exports;
};
const files = {
`;

const AFTER = `};
return (path) => load("./" + path.slice(folder.length + 1));
})
`;
