import type { AdminParts, StoredMessage } from '../admin/route.ts';
import { routes } from '../appwrite/routes.ts';
import type { Config } from '../config.ts';
import { databaseBytes } from '../db/database-size.ts';
import { templatePreviews } from '../delivery/previews.ts';
import type { Templates } from '../delivery/templates.ts';
import { createReadiness } from '../http/probes.ts';
import { isDevelopment, type Opened } from '../open.ts';
import { VERSION } from '../version.ts';
import { readinessChecks } from './readiness.ts';

/** What a process of the server has beside the settings and the database. */
export type ProcessParts = {
  /** The number of the process; 0 for the first. */
  readonly worker: number;
  readonly templates: Templates;
  /** Returns the messages of the development mailbox, where there is one. */
  readonly mailbox: () => Promise<unknown>;
  /** The planned backups of the server, if there are any. */
  readonly backups?: AdminParts['system']['backups'];
};

/** Returns what the protocol of administrators needs beside the core. */
export function adminPartsOf(
  opened: Pick<Opened, 'core' | 'engine'>,
  config: Config,
  { worker, templates, mailbox, backups }: ProcessParts,
): AdminParts {
  const { engine, core } = opened;
  return {
    version: VERSION,
    publicOrigin: config.publicUrl?.origin,
    isDevelopment: isDevelopment(config),
    limitedOperations: routes
      .filter(({ limits }) => limits.length > 0)
      .map(({ operation }) => operation)
      .toSorted(),
    templates: templatePreviews(templates),
    // Cast: the first process has them from `createMailbox`.
    ...(isDevelopment(config) && {
      mailbox: async () => ((await mailbox()) ?? []) as readonly StoredMessage[],
    }),
    system: {
      engine: engine.name,
      engineVersion: engine.version,
      get settings() {
        return config.settings;
      },
      isSealedByFile: !config.settings.some(
        ({ name, origin }) => name === 'DENIZEN_SECRET' && origin !== 'default',
      ),
      readiness: createReadiness(readinessChecks(config, opened)),
      processes: config.processes,
      worker,
      ...(backups && { backups }),
      databaseBytes: () => databaseBytes(core.read),
    },
  };
}
