import { RowRefused } from '../values/scalars.ts';
import { unescapeC } from './dump-text.ts';

/** Returns the items of an array as PostgreSQL writes one in one dimension: `{a,"b c",NULL}`. */
export function itemsOfArray(text: string, field: string): readonly (string | null)[] {
  const refused = () => new RowRefused(`${field} is no array`);
  if (!text.startsWith('{') || !text.endsWith('}')) throw refused();
  if (text === '{}') return [];
  const items: (string | null)[] = [];
  const item = /(?:"((?:[^"\\]|\\[\s\S])*)"|([^",{}]+))([,}])/y;
  let at = 1;
  while (at < text.length) {
    item.lastIndex = at;
    const [, quoted, bare, end] = item.exec(text) ?? [];
    if (end === undefined || (end === '}') !== (item.lastIndex === text.length)) throw refused();
    if (quoted !== undefined) items.push(quoted.replaceAll(/\\([\s\S])/g, '$1'));
    else items.push(bare === 'NULL' ? null : (bare ?? ''));
    at = item.lastIndex;
  }
  return items;
}

/** Returns the bytes of a `bytea`: `\x6162` or, from before PostgreSQL 9, `ab\000`. */
export function bytesOfBytea(text: string, field: string): Buffer {
  if (!text.startsWith('\\x')) return Buffer.from(unescapeC(text), 'latin1');
  const hex = text.slice(2);
  if (!/^(?:[0-9a-f]{2})*$/i.test(hex)) throw new RowRefused(`${field} is no bytea`);
  return Buffer.from(hex, 'hex');
}
