import { admin } from '../admin/protocol.ts';
import { appwrite } from '../appwrite/protocol.ts';
import type { Config } from '../config.ts';
import { projectIdOf } from '../core/projects/project.ts';
import { findProject } from '../core/projects/store.ts';
import type { Protocol } from '../http/server.ts';
import type { Opened } from '../open.ts';
import { ConfigError } from '../setting-values.ts';
import type { ProcessParts } from './admin-parts.ts';

/** Returns the protocols of the server. Fails with `ConfigError` if the project of DENIZEN_HEX_PROJECT is unknown. */
export async function protocolsOf(
  opened: Opened,
  config: Config,
  parts: ProcessParts,
): Promise<[Protocol, ...Protocol[]]> {
  const { core } = opened;
  const { publicUrl, hexProject } = config;
  const { migrate } = await import('../migrate/protocol.ts');
  const first: [Protocol, ...Protocol[]] = [appwrite(core, { publicUrl }), migrate(core)];
  const common: [Protocol, ...Protocol[]] = config.console
    ? [
        ...first,
        admin(core, async () => (await import('./admin-parts.ts')).adminPartsOf(opened, config, parts)),
      ]
    : first;
  if (hexProject === undefined) return common;
  const id = projectIdOf(hexProject);
  if (!id || !(await findProject(core.read, id))) {
    throw new ConfigError(
      `DENIZEN_HEX_PROJECT names the unknown project "${hexProject}". Name an existing one, or create it with: denizen projects create ${hexProject}`,
    );
  }
  const { hex } = await import('../hex/protocol.ts');
  return [...common, hex(core, { project: id, publicUrl })];
}
