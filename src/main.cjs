#!/usr/bin/env node
// `main.ts` is a link to this file. Node before 22.18 refuses a name that ends in `.ts`, but runs the target of a
// link.
// The compiler makes `dist/main.js` of the same text, so it is both CommonJS and a module: no import, export or
// require.
// Nothing is imported before the version is known: an older Node fails at the import without a reason.
const NODE_NEEDED = 24;

async function main() {
  if (Number.parseInt(process.versions.node, 10) < NODE_NEEDED) {
    process.stderr.write(`${tooOld()}\n`);
    return 1;
  }
  // Before anything else is loaded: cached modules need not be stripped of types and compiled again.
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  const { run } = await import('./cli/program.ts');
  return run(process.argv, process.env);
}

function tooOld() {
  const found = `Denizen needs Node ${NODE_NEEDED} or newer and this is Node ${process.versions.node}`;
  return process.argv[1]?.endsWith('.ts')
    ? `${found}: run it as \`npm run -s denizen -- COMMAND\`, which uses the Node that \`npm ci\` installs.`
    : `${found}: install one from https://nodejs.org/en/download and run the command again.`;
}

main().then((code) => {
  process.exitCode ||= code;
});
