import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const SOURCES = 'sdk/src/**/*.ts';
/** The pages whose blocks are compiled and run like the examples of the sources. */
const PAGES = ['sdk/README.md', 'docs/guide/sdk.md', 'docs/guide/migrate-from-node-appwrite.md'];
const OWN_IMPORT = /^import .* from 'denizen-sdk';$/m;

/** What older code calls some methods; it is the same for what an example needs. */
const formerNames: Readonly<Record<string, string>> = {
  'account.createVerification': 'account.createEmailVerification',
  'account.updateVerification': 'account.updateEmailVerification',
};

/** A piece of code that is shown somewhere, and that must be right. */
export type Example = {
  /** Where it stands, as `sdk/src/client.ts:20`. */
  readonly at: string;
  readonly code: string;
  /** Methods that it calls, as `users.create`, by their newest names. */
  readonly calls: readonly string[];
  /** Whether it is a program of its own, with its own imports. */
  readonly isWhole: boolean;
};

/** Every example of the sources and the pages. */
export function allExamples(): readonly Example[] {
  const sources = globSync(SOURCES, { cwd: ROOT }).sort();
  return [...sources.flatMap((file) => inComments(file)), ...PAGES.flatMap((file) => inPage(file))];
}

function inComments(file: string): readonly Example[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const blocks = [...text.matchAll(/^ *\* @example\n *\* ```ts\n((?: *\*.*\n)+?) *\* ```$/gm)];
  if (blocks.length !== [...text.matchAll(/@example\b(?!\.com)/g)].length)
    throw new Error(`${file}: an example is not a block of ts, and nobody checks it`);
  return blocks.map(({ index, 1: block = '' }) =>
    exampleOf(file, lineOf(text, index), block.replace(/^ *\* ?/gm, '')),
  );
}

function inPage(file: string): readonly Example[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const blocks = [...text.matchAll(/^```([\w ]+)\n([\s\S]*?)^```$/gm)];
  return blocks.flatMap(({ index, 1: language, 2: block = '' }) => {
    if (language === 'ts') return [exampleOf(file, lineOf(text, index), block)];
    // What is said to run with either package is run with either.
    if (language === 'ts both') {
      const ours = exampleOf(file, lineOf(text, index), block);
      return [
        ours,
        { ...ours, at: `${ours.at} with node-appwrite`, code: ours.code.replace(OWN_IMPORT, asTheirs) },
      ];
    }
    if (language === 'sh' || language === 'diff') return [];
    throw new Error(`${file}: nobody checks blocks of ${language}`);
  });
}

function exampleOf(file: string, line: number, code: string): Example {
  const found = [...code.matchAll(/\b(?:users|account|teams|health|hex|client)\.\w+/g)];
  const calls = found.map(([call]) => formerNames[call] ?? call.replace('Mfa', 'MFA'));
  const at = `${file}:${line}`;
  return { at, code: code.trim(), calls: [...new Set(calls)], isWhole: OWN_IMPORT.test(code) };
}

function asTheirs(line: string): string {
  return line.replace('denizen-sdk', 'node-appwrite');
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
