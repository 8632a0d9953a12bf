import { appwrite } from '../appwrite/protocol.ts';
import type { Config } from '../config.ts';
import type { Core } from '../core/core.ts';
import { projectIdOf } from '../core/projects/project.ts';
import { findProject } from '../core/projects/store.ts';
import type { Protocol } from '../http/server.ts';
import { ConfigError } from '../setting-values.ts';

/** Returns the protocols of the server. Fails with `ConfigError` if the project of DENIZEN_HEX_PROJECT is unknown. */
export async function protocolsOf(core: Core, config: Config): Promise<[Protocol, ...Protocol[]]> {
  const { publicUrl, hexProject } = config;
  const main = appwrite(core, { publicUrl });
  if (hexProject === undefined) return [main];
  const id = projectIdOf(hexProject);
  if (!id || !(await findProject(core.read, id))) {
    throw new ConfigError(
      `DENIZEN_HEX_PROJECT names the unknown project "${hexProject}". Name an existing one, or create it with: denizen projects create ${hexProject}`,
    );
  }
  // Loaded on demand: a server starts faster without it.
  const { hex } = await import('../hex/protocol.ts');
  return [main, hex(core, { project: id, publicUrl })];
}
