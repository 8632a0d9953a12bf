import { ownedTable } from '../../db/owned-table.ts';
import type { Instant } from '../instant.ts';
import type { Metadata, MetadataObject } from './metadata.ts';

const metadata = ownedTable('user_metadata', {
  owner: { user_id: 'user' },
  key: 'user_id',
  toRow: ({ user, readOnly, private: hidden, updatedAt }: Metadata & { readonly user: string }) => ({
    user_id: user,
    read_only: JSON.stringify(readOnly),
    private: JSON.stringify(hidden),
    updated_at: updatedAt ?? 0,
  }),
  // Casts: validated on write.
  toValue: (row): Metadata => ({
    readOnly: JSON.parse(row.read_only) as MetadataObject,
    private: JSON.parse(row.private) as MetadataObject,
    updatedAt: row.updated_at as Instant,
  }),
});

export const findMetadata = metadata.find({});
/** Returns false when the user has a row. */
export const insertMetadata = metadata.insertIfFree;
/** Returns false when the user has none. */
export const replaceMetadata = metadata.replace([]);
export const deleteMetadata = metadata.removeAll;
