import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

/** A Markdown file with its place in the site. */
export type Source = {
  /** Below the repository: `docs/guide/mail.md`. */
  readonly file: string;
  /** Below the site: `guide/mail.html`. */
  readonly page: string;
  readonly title: string;
  readonly text: string;
};

export type Group = { readonly name: string; readonly sources: readonly Source[] };

const guide = (...names: readonly string[]) => names.map((name) => `docs/guide/${name}.md`);

/** The order of the pages. A test finds what is missing here. */
const groups: Readonly<Record<string, readonly string[]>> = {
  Start: ['README.md', ...guide('first-hour', 'install', 'production')],
  Protocols: guide('clients', 'hex', 'admin-api', 'sdk', 'migrate-from-node-appwrite'),
  'Sign-in and users': guide('oauth', 'policies', 'mail', 'webhooks', 'console'),
  'Moving here': guide(
    ...['move-from', 'moving', 'import', 'imported-hashes', 'recipes', 'first-sign-in', 'export'],
  ),
  Operating: guide(
    ...[
      'operating',
      'settings',
      'command-line',
      'exit-codes',
      'proxies',
      'metrics',
      'logs',
      'postgresql',
      'scale',
      'citus',
      'memory',
      'backup',
      'upgrade',
    ],
    'history',
  ),
  Security: ['docs/security.md', 'SECURITY.md'],
  'The project': ['CHANGELOG.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'STYLE.md', 'bench/README.md'],
};

/** The pages, in groups as readers find them. */
export function contents(): readonly Group[] {
  const named = Object.values(groups).flat();
  const others = globSync('docs/guide/*.md', { cwd: ROOT })
    .filter((file) => !named.includes(file))
    .sort();
  const all = Object.entries(groups).map(([name, files]) => ({ name, sources: files.map(sourceOf) }));
  return others.length > 0 ? [...all, { name: 'More', sources: others.map(sourceOf) }] : all;
}

/** The decisions, by number. */
export function decisions(): readonly Source[] {
  return globSync('docs/decisions/*.md', { cwd: ROOT }).sort().map(sourceOf);
}

function sourceOf(file: string): Source {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return { file, page: pageOf(file), title: /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? file, text };
}

function pageOf(file: string): string {
  if (file === 'README.md') return 'index.html';
  const inside = file.startsWith('docs/') ? file.slice('docs/'.length) : `project/${file.toLowerCase()}`;
  return inside.replace(/\.md$/, '.html');
}
