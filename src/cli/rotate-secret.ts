import { type Config, keyFile, type Secrets } from '../config.ts';
import type { Core } from '../core/core.ts';
import { type Rotated, rotateSeal } from '../core/sealing/rotation.ts';
import { proveSeal } from '../core/sealing/sealing.ts';
import { sealWith } from '../crypto/seal.ts';
import { dropPreviousKey, readKeyFiles, replaceKeyFile } from '../key-file.ts';
import { inMemory, open, systemActor } from '../open.ts';
import { ConfigError } from '../setting-values.ts';
import { type Output, print } from './output.ts';

type Settings = { readonly config: Config; readonly secrets: Secrets };

/** Seals everything with another key. What an interrupted run left is taken up by the next one. */
export async function keysRotateSecret({ config, secrets }: Settings, output: Output): Promise<void> {
  if (inMemory(config)) throw new ConfigError('A database in memory has no sealing key that lasts.');
  const rotated =
    secrets.seal === undefined ? await byFile(config, secrets) : await bySettings(config, secrets);
  const { resealed, unreadable } = rotated;
  print(output, { keyId: rotated.keyId, resealed, unreadable }, [
    `Everything is sealed with the key ${rotated.keyId} now: ${resealed} value${resealed === 1 ? '' : 's'} sealed anew.`,
    ...(unreadable === 0
      ? []
      : [`Warning: no key that is known opens ${unreadable} more; they are left as they were.`]),
    secrets.seal === undefined
      ? 'Back up the new key file. Backups of the database from before need the earlier one.'
      : 'DENIZEN_SECRET_PREVIOUS can be taken away. Backups of the database from before need the earlier secret.',
  ]);
}

type Rotation = Rotated & { readonly keyId: string };

async function bySettings(config: Config, secrets: Secrets): Promise<Rotation> {
  if (secrets.earlierSeals.length === 0) {
    throw new ConfigError(
      'Set DENIZEN_SECRET to the new secret and DENIZEN_SECRET_PREVIOUS to the one that it replaces, on every server first.',
    );
  }
  await using opened = await open(config, secrets, { migrate: false });
  // Awaited here: what is opened closes when this function returns.
  return await rotate(opened.core);
}

/** A server that runs would not hear of the new key, hence none may run. */
async function byFile(config: Config, secrets: Secrets): Promise<Rotation> {
  if (config.database.engine === 'postgres') {
    throw new ConfigError(
      `On PostgreSQL, servers may run that would not hear of a new key file. Set DENIZEN_SECRET to a new secret, and DENIZEN_SECRET_PREVIOUS to that of ${keyFile(config)}.`,
    );
  }
  await using opened = await open(config, secrets, { migrate: false, hold: true });
  if (readKeyFiles(config).previous === undefined) replaceKeyFile(config);
  const { secret, previous = '' } = readKeyFiles(config);
  const core = { ...opened.core, seal: sealWith(secret, [...secrets.earlierSeals, previous]) };
  if (!(await proveSeal(core, systemActor('cli')))) {
    throw new ConfigError(
      'The sealing key is being replaced by that of DENIZEN_SECRET already. Finish that first.',
    );
  }
  const rotation = await rotate(core);
  dropPreviousKey(config);
  return rotation;
}

async function rotate(core: Core): Promise<Rotation> {
  return { ...(await rotateSeal(core, systemActor('cli'))), keyId: core.seal.keyId };
}
