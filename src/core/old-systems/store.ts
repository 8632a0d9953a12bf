import { ownedTable } from '../../db/owned-table.ts';
import type { Instant } from '../instant.ts';
import type { AskedAbout, ContractName, OldSystem, SystemName, SystemOptions } from './old-system.ts';

const systems = ownedTable('old_systems', {
  owner: {},
  key: 'system',
  toRow: ({ system, url, asks, options, sealed, updatedAt }: OldSystem) => ({
    ...{ system, url, asks: asks.join(','), options: JSON.stringify(options) },
    ...{ sealed, updated_at: updatedAt },
  }),
  // Casts: validated on write.
  toValue: ({ system, url, asks, options, sealed, updated_at }): OldSystem => ({
    ...{ system: system as SystemName, url, sealed },
    asks: asks.split(',') as AskedAbout[],
    options: JSON.parse(options) as SystemOptions,
    updatedAt: updated_at as Instant,
  }),
});

/** A project has one. */
export const listOldSystems = systems.list({}, { order: ['system'], most: 1 });
export const insertOldSystem = systems.insert;
export const deleteOldSystems = systems.removeAll;

const contracts = ownedTable('served_contracts', {
  owner: {},
  key: 'contract',
  toRow: (row: { readonly contract: ContractName; readonly enabledAt: Instant }) => ({
    contract: row.contract,
    enabled_at: row.enabledAt,
  }),
  // Cast: validated on write.
  toValue: ({ contract }) => contract as ContractName,
});

export const listContracts = contracts.list({}, { order: ['contract'] });
export const hasContract = contracts.has({ contract: 'contract' });
export const insertContract = contracts.insert;
export const deleteContracts = contracts.removeAll;
