import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { lockProject } from '../projects/store.ts';
import { type ContractName, contractNames, isContractName } from './old-system.ts';
import { deleteContracts, hasContract, insertContract, listContracts } from './store.ts';

/** Returns the contracts by which other systems may ask the project, sorted. */
export function getContracts(core: Core, actor: Actor): Promise<readonly ContractName[]> {
  return listContracts(core.read, actor.project.id);
}

/** Switches on these contracts, and all others off. Fails with `contract_unknown`. */
export async function setContracts(
  core: Core,
  actor: Actor,
  names: readonly string[],
): Promise<readonly ContractName[]> {
  if (!names.every(isContractName)) throw new Failure({ code: 'contract_unknown', known: contractNames });
  const { id: project } = actor.project;
  const contracts = contractNames.filter((name) => names.includes(name)).toSorted();
  await core.write(actor, { act: 'contracts.update', details: { contracts } }, async (tx) => {
    if (!(await lockProject(tx, project))) throw new Failure({ code: 'project_not_found', project });
    await deleteContracts(tx, project);
    for (const contract of contracts)
      await insertContract(tx, project, { contract, enabledAt: core.clock.now() });
  });
  return contracts;
}

/** Fails with `auth_method_disabled` when the contract is off. */
export async function requireContract(core: Core, actor: Actor, contract: ContractName): Promise<void> {
  if (!(await hasContract(core.read, actor.project.id, { contract })))
    throw new Failure({ code: 'auth_method_disabled', by: 'contracts' });
}
