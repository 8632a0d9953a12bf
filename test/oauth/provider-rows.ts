import type { PlainKey, Row } from './row.ts';
import { rowsAToG } from './rows-a-to-g.ts';
import { rowsGToZ } from './rows-g-to-z.ts';

/** The rows of providers that speak OAuth 2.0, by their keys. */
export const plainRows: Readonly<Record<PlainKey, Row>> = { ...rowsAToG, ...rowsGToZ };
