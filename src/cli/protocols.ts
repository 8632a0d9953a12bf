import { appwrite } from '../appwrite/protocol.ts';
import type { Config } from '../config.ts';
import type { Core } from '../core/core.ts';
import { projectIdOf } from '../core/projects/project.ts';
import { findProject } from '../core/projects/store.ts';
import type { Protocol } from '../http/server.ts';
import { ConfigError } from '../setting-values.ts';

/** What the server speaks. Refuses with `ConfigError` when the project of hex.pm's clients is not there. */
export async function protocolsOf(core: Core, config: Config): Promise<[Protocol, ...Protocol[]]> {
  const { publicUrl, hexProject } = config;
  const main = appwrite(core, { publicUrl });
  if (hexProject === undefined) return [main];
  const id = projectIdOf(hexProject);
  if (!id || !(await findProject(core.read, id))) {
    throw new ConfigError(
      `There is no project "${hexProject}", which DENIZEN_HEX_PROJECT names. Name one that there is, or make it with: denizen projects create ${hexProject}`,
    );
  }
  // Loaded when asked for: a server starts sooner without it.
  const { hex } = await import('../hex/protocol.ts');
  return [main, hex(core, { project: id, publicUrl })];
}
