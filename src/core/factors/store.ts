import { ownedTable } from '../../db/owned-table.ts';

const CODES_LISTED_AT_MOST = 100;

const codes = ownedTable('recovery_codes', { owner: { user_id: 'user' }, key: 'code_hash' });

export const insertCode = codes.insert;
export const listCodes = codes.list({}, { order: ['+ place', 'code_hash'], most: CODES_LISTED_AT_MOST });
/** Removes and returns the code of this hash. */
export const takeCode = codes.take({ code_hash: 'hash' });
/** Returns the hashes of the removed codes. */
export const deleteCodes = codes.removeAll;
