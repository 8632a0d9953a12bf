import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Relative links of Markdown pages in a folder that lead to nothing in it, each as `page -> link`. */
export function deadLinks(folder: string): readonly string[] {
  return globSync('**/*.md', { cwd: folder, exclude: ['node_modules'] }).flatMap((page) => {
    const links = readFileSync(join(folder, page), 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g);
    return Array.from(links, ([, link = '']) => link)
      .filter((link) => !/^(https?|mailto):/.test(link))
      .filter((link) => !isInside(folder, join(dirname(page), link)))
      .map((link) => `${page} -> ${link}`);
  });
}

function isInside(folder: string, path: string): boolean {
  return !path.startsWith('..') && existsSync(join(folder, path));
}
