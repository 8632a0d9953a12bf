import type { Scalar } from '../core/listing/listing.ts';
import { isStorable } from '../core/text.ts';

/** A queryable attribute: its name in the core, and the wire type of its values. */
export type QueryAttribute = {
  readonly core: string;
  readonly type: 'text' | 'boolean' | 'date' | 'integer' | 'list';
};

const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Converts a wire value to the core's. Returns `undefined` if it has the wrong type. */
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

/** Returns milliseconds since 1970 of a date, with or without time; UTC if it has no offset. */
function momentOf(text: string): number | undefined {
  const found = DATE.exec(text.trim());
  if (!found) return undefined;
  const [, day, time = '00:00', zone = 'Z'] = found;
  const moment = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(moment) ? undefined : moment;
}
