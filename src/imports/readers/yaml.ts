import { ImportRefused, type SourceFile, type SourcePlace } from '../source.ts';
import { MOST_LEVELS, RowRefused } from '../values/scalars.ts';
import { linesOf } from './lines.ts';

/** A child of a key of the outermost mapping: `users: { ann: … }`, or an item of the list there. */
export type YamlRow = {
  readonly place: SourcePlace;
  /** The outermost key. */
  readonly section: string;
} & (
  | {
      /** Of the child; `undefined` for an item of a list. */
      readonly key: string | undefined;
      readonly value: unknown;
    }
  | { readonly refused: RowRefused }
);

type Yaml = typeof import('yaml');

/** Less than for other rows: the time of the parser grows with the square of what is nested. */
const MOST_BLOCK_BYTES = 65_536;

type Block = {
  section: string;
  row: number;
  lines: string[];
  bytes: number;
  refused: RowRefused | undefined;
};

const SECTION = /^(?:([\w-]+)|"([^"\\]+)"|'([^']+)')\s*:\s*(?:#.*)?$/;

/**
 * Streams the children of the outermost keys of a YAML file, each parsed for itself, so that memory holds one. Anchors,
 * aliases and tags are refused, as is a child of more than 64 KiB or 64 levels. Fails with an `ImportRefused` when the
 * outermost mapping is not written in blocks.
 */
export async function* yamlRowsOf(file: SourceFile): AsyncGenerator<YamlRow> {
  const yaml = await import('yaml');
  const parse = (block: Block) => rowOf(block, file.name, yaml);
  let section: string | undefined;
  let indent: number | undefined;
  let block: Block | undefined;
  for await (const { first, lines } of linesOf(file)) {
    for (const [at, line] of lines.entries()) {
      if (typeof line !== 'string') {
        if (block) block.refused ??= line;
        else yield { place: { file: file.name, row: first + at }, section: section ?? '', refused: line };
        continue;
      }
      const depth = line.search(/\S/);
      const marker = /^(?:---|\.\.\.)\s*$|^%/.test(line);
      if (depth < 0 || marker || line.trimStart().startsWith('#')) {
        if (block && !marker) add(block, line);
        continue;
      }
      const item = line.startsWith('-', depth);
      if (depth === 0 && !item) {
        if (block) yield parse(block);
        block = undefined;
        section = sectionOf(line, file.name, first + at);
        indent = undefined;
        continue;
      }
      if (section === undefined) throw new ImportRefused(`${file.name} does not begin with a key.`);
      indent ??= depth;
      if (depth <= indent) {
        if (block) yield parse(block);
        block = { section, row: first + at, lines: [], bytes: 0, refused: undefined };
      }
      if (block) add(block, line);
    }
  }
  if (block) yield parse(block);
}

function sectionOf(line: string, file: string, row: number): string {
  const [, plain, double, single] = SECTION.exec(line) ?? [];
  const section = plain ?? double ?? single;
  // A key with its value in the same line has no children: `version: 1`, `users: {}`.
  if (section === undefined && /^[\w-]+\s*:\s+[^{[&*!|>]*$|^[\w-]+\s*:\s*(?:\{\s*\}|\[\s*\])\s*$/.test(line))
    return '';
  if (section === undefined)
    throw new ImportRefused(
      `${file} is not written in blocks: line ${row} is no key with children below it.`,
    );
  return section;
}

function add(block: Block, line: string): void {
  block.bytes += line.length + 1;
  if (block.bytes > MOST_BLOCK_BYTES) {
    block.refused ??= new RowRefused(`it is longer than ${MOST_BLOCK_BYTES} bytes`);
    block.lines = [];
  } else if (!block.refused) block.lines.push(line);
}

function rowOf(block: Block, file: string, yaml: Yaml): YamlRow {
  const where = { place: { file, row: block.row }, section: block.section };
  try {
    if (block.refused) throw block.refused;
    const value = parsedBlock(block.lines.join('\n'), yaml);
    if (Array.isArray(value) && value.length === 1)
      return { ...where, key: undefined, value: plainOf(value[0]) };
    const entries = value instanceof Map ? [...value.entries()] : [];
    const [first] = entries;
    if (!first || entries.length !== 1) throw new RowRefused('it is not one entry');
    return { ...where, key: String(first[0]), value: plainOf(first[1]) };
  } catch (error) {
    if (!(error instanceof RowRefused)) throw error;
    return { ...where, refused: error };
  }
}

function parsedBlock(text: string, yaml: Yaml): unknown {
  // The parser works by recursion: what is nested too deeply is refused before it is parsed.
  if (isDeep(text)) throw new RowRefused(`it is nested deeper than ${MOST_LEVELS} levels`);
  const document = yaml.parseDocument(text, {
    schema: 'core',
    // Its own check compares each key with each other; `check` does it.
    uniqueKeys: false,
    intAsBigInt: true,
    logLevel: 'silent',
    prettyErrors: false,
    resolveKnownTags: false,
  });
  // The parser's own messages quote the text, which may hold a secret.
  if (document.errors.length > 0) throw new RowRefused('it is no YAML');
  check(document.contents, yaml, MOST_LEVELS);
  return document.toJS({ mapAsMap: true, maxAliasCount: 0 });
}

/** Brackets and the dashes of lists within a line each open a level. */
function isDeep(text: string): boolean {
  let [depth, most] = [0, 0];
  for (const symbol of text) {
    if (symbol === '[' || symbol === '{') most = Math.max(most, ++depth);
    else if (symbol === ']' || symbol === '}') depth--;
  }
  return most > MOST_LEVELS || /(?:[-?:] ){65}/.test(text);
}

function check(node: unknown, yaml: Yaml, levels: number): void {
  if (yaml.isAlias(node)) throw new RowRefused('it has an alias');
  if (!yaml.isNode(node)) return;
  if (node.tag) throw new RowRefused('it has a tag');
  if ('anchor' in node && node.anchor) throw new RowRefused('it has an anchor');
  if (!yaml.isCollection(node)) return;
  if (levels === 0) throw new RowRefused(`it is nested deeper than ${MOST_LEVELS} levels`);
  const keys = new Set<string>();
  for (const item of node.items) {
    if (!yaml.isPair(item)) {
      check(item, yaml, levels - 1);
      continue;
    }
    if (!yaml.isScalar(item.key)) throw new RowRefused('it has a key that is no text');
    check(item.key, yaml, levels - 1);
    check(item.value, yaml, levels - 1);
    const key = String(item.key.value);
    if (keys.has(key)) throw new RowRefused('it has a key twice');
    keys.add(key);
  }
}

/** Maps become objects, numbers beyond 2^53 texts. */
function plainOf(value: unknown): unknown {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (Array.isArray(value)) return value.map(plainOf);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [String(key), plainOf(item)]));
  return value;
}
