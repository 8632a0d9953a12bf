#!/usr/bin/env node
// Nothing is imported before the version is known: an older Node would fail at the import and not say why.
const NODE_NEEDED = 24;

if (Number.parseInt(process.versions.node, 10) >= NODE_NEEDED) {
  // Before anything else is loaded: what the cache has need not be stripped of its types and compiled again.
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  const { run } = await import('./cli/program.ts');
  const code = await run(process.argv, process.env);
  process.exitCode ||= code;
} else {
  process.stderr.write(
    `Node ${NODE_NEEDED} or newer is needed, and this is Node ${process.versions.node}.\n`,
  );
  process.exitCode = 1;
}
