import { z } from 'zod';
import type { EphemeralKey, Key } from '../../core/keys/key.ts';
import { everyScope } from '../../core/keys/scopes.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';

const fields = {
  $id: z.string().describe('Id.'),
  $createdAt: date('Time of creation.'),
  $updatedAt: date('The same as the time of creation.'),
  name: z.string().describe('Name; empty for an ephemeral key.'),
  expire: date('Time of expiry.'),
  scopes: z.array(z.string()).describe('Scopes that the key grants.'),
  secret: z.string().describe('Secret; empty except in the answer that creates the key.'),
  accessedAt: date('Time of the last use, to the hour.'),
  sdks: z.array(z.string()).describe('Always empty.'),
};
const schema = z.object(fields);

export const keyModel: Model<Key> = { name: 'key', schema, view: viewOf };

export const keyListModel: Model<{ readonly total: number; readonly rows: readonly Key[] }> = {
  name: 'keyList',
  schema: z.object({
    total: z.int().describe('Number of keys over all pages.'),
    keys: z.array(schema).describe('The keys of this page.'),
  }),
  view: ({ total, rows }) => ({ total, keys: rows.map(viewOf) }),
};

export const ephemeralKeyModel: Model<EphemeralKey> = {
  name: 'ephemeralKey',
  schema: z.object(fields).describe('A key that is not stored, and ends with the key that created it.'),
  view: ({ id, createdAt, expiresAt, scopes, secret }) => ({
    ...viewOf({ id, name: '', scopes, createdAt, expiresAt, lastUsedAt: null }),
    secret,
  }),
};

function viewOf(key: Key): z.infer<typeof schema> {
  return {
    $id: key.id,
    $createdAt: dateOf(key.createdAt),
    $updatedAt: dateOf(key.createdAt),
    name: key.name,
    expire: dateOf(key.expiresAt),
    scopes: key.scopes.includes('*') ? [...everyScope] : [...key.scopes],
    secret: '',
    accessedAt: dateOf(key.lastUsedAt),
    sdks: [],
  };
}
