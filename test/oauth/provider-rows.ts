import { rowsAToG } from './oauth2-rows.ts';
import { rowsGToZ } from './oauth2-rows-more.ts';
import type { OAuth2Key, Row } from './row.ts';

/** The rows of providers that speak OAuth 2.0, by their keys. */
export const oauth2Rows: Readonly<Record<OAuth2Key, Row>> = { ...rowsAToG, ...rowsGToZ };
