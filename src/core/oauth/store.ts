import { ownedTable } from '../../db/owned-table.ts';
import { prepared } from '../../db/prepared.ts';
import type { ProviderErrorRow, ProviderRow } from '../../db/schema-oauth.ts';

const providers = ownedTable('providers', { owner: {}, key: 'key' });
const states = ownedTable('oauth_states', { owner: {}, key: 'id' });

export const upsertProvider = prepared<ProviderRow, unknown>(({ db }, { project_id, key, ...columns }) =>
  db
    .insertInto('providers')
    .values({ project_id, key, ...columns })
    .onConflict((conflict) => conflict.columns(['project_id', 'key']).doUpdateSet(columns)),
);
export const upsertProviderError = prepared<ProviderErrorRow, unknown>(
  ({ db }, { project_id, key, ...columns }) =>
    db
      .insertInto('provider_errors')
      .values({ project_id, key, ...columns })
      .onConflict((conflict) => conflict.columns(['project_id', 'key']).doUpdateSet(columns)),
);
const providerErrors = ownedTable('provider_errors', { owner: {}, key: 'key' });
export const providerErrorsOf = providerErrors.list({}, { order: ['key'] });
export const deleteProviderError = providerErrors.remove({ key: 'key' });

export const findProvider = providers.find({ key: 'key' });
/** By key. */
export const providersOf = providers.list({}, { order: ['key'] });
/** Removes and returns the project's provider. */
export const takeProvider = providers.take({ key: 'key' });

/** Removes and returns the sign-in, unless it has expired. */
export const takeState = states.unaudited.take({ id: 'id', expires_at: '> now' });

/** Stores a pending sign-in. */
export const insertState = states.unaudited.insert;
