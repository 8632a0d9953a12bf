import { ownedTable } from '../../db/owned-table.ts';

const importSecrets = ownedTable('import_secrets', { owner: {}, key: 'id' });

export const insertImportSecrets = importSecrets.insert;
export const findImportSecrets = importSecrets.find({ id: 'id' });
export const takeImportSecrets = importSecrets.take({ id: 'id' });
