import type { Scalar } from '../core/listing/listing.ts';
import { isStorable } from '../core/text.ts';

/** An attribute that queries may name: what it is called in the core, and how its values look on the wire. */
export type QueryAttribute = {
  readonly core: string;
  readonly type: 'text' | 'boolean' | 'date' | 'integer' | 'list';
};

const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** A wire value as the core knows it, or `undefined` when it is none for this attribute. */
export function typed(attribute: QueryAttribute, value: unknown): Scalar | undefined {
  switch (attribute.type) {
    case 'text':
    case 'list':
      return typeof value === 'string' && isStorable(value) ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'integer':
      return Number.isSafeInteger(value) ? (value as number) : undefined;
    case 'date':
      return typeof value === 'string' ? momentOf(value) : undefined;
  }
}

/** Milliseconds since 1970 of a date with or without time; without an offset it is meant in UTC. */
function momentOf(text: string): number | undefined {
  const found = DATE.exec(text.trim());
  if (!found) return undefined;
  const [, day, time = '00:00', zone = 'Z'] = found;
  const moment = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(moment) ? undefined : moment;
}
