import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { hostOf } from './host.ts';
import { parsePolicyValues } from './policies.ts';
import { setPolicies } from './projects.ts';

/** Adds a host to the policy `hosts`. Returns all hosts. Fails with `policy_invalid`. */
export async function addPlatform(core: Core, actor: Actor, host: string): Promise<readonly string[]> {
  return changeHosts(core, actor, (hosts) => [...hosts, host]);
}

/** Removes a host from the policy `hosts`. Returns the others. Fails with `platform_not_found`. */
export async function removePlatform(core: Core, actor: Actor, host: string): Promise<readonly string[]> {
  const known = hostOf(host);
  return changeHosts(core, actor, (hosts) => {
    if (known === undefined || !hosts.includes(known))
      throw new Failure({ code: 'platform_not_found', host });
    return hosts.filter((each) => each !== known);
  });
}

async function changeHosts(
  core: Core,
  actor: Actor,
  change: (hosts: readonly string[]) => readonly string[],
): Promise<readonly string[]> {
  const { policies } = await setPolicies(core, actor, ({ hosts }) =>
    parsePolicyValues({ hosts: change(hosts) }),
  );
  return policies.hosts;
}
