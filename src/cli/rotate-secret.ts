import { type Config, keyFile, type Secrets } from '../config.ts';
import type { Core } from '../core/core.ts';
import { type Rotated, rotateSeal } from '../core/sealing/rotation.ts';
import { proveSeal } from '../core/sealing/sealing.ts';
import { counted } from '../core/text.ts';
import { sealWith } from '../crypto/seal.ts';
import { dropPreviousKey, readKeyFiles, replaceKeyFile } from '../key-file.ts';
import { inMemory, open, systemActor } from '../open.ts';
import { ConfigError } from '../setting-values.ts';
import { type Output, print } from './output.ts';

type Settings = { readonly config: Config; readonly secrets: Secrets };

/** Seals everything with a new key. Continues an interrupted run. */
export async function keysRotateSecret({ config, secrets }: Settings, output: Output): Promise<void> {
  if (inMemory(config)) throw new ConfigError('A database in memory has no permanent sealing key.');
  const rotated =
    secrets.seal === undefined ? await byFile(config, secrets) : await bySettings(config, secrets);
  const { resealed, unreadable } = rotated;
  print(output, { keyId: rotated.keyId, resealed, unreadable }, [
    `Everything is sealed with the key ${rotated.keyId}: ${counted(resealed, 'value', 'values')} resealed.`,
    ...(unreadable === 0 ? [] : [`Warning: no known key opens ${unreadable} more; they are unchanged.`]),
    secrets.seal === undefined
      ? 'Back up the new key file. Earlier backups of the database need the earlier key file.'
      : 'Remove DENIZEN_SECRET_PREVIOUS. Earlier backups of the database need the earlier secret.',
  ]);
}

type Rotation = Rotated & { readonly keyId: string };

async function bySettings(config: Config, secrets: Secrets): Promise<Rotation> {
  if (secrets.earlierSeals.length === 0) {
    throw new ConfigError(
      'First set DENIZEN_SECRET to the new secret and DENIZEN_SECRET_PREVIOUS to the old one on every server.',
    );
  }
  await using opened = await open(config, secrets, { migrate: false });
  // `await` keeps the database open until the rotation ends.
  return await rotate(opened.core);
}

/** A running server would not notice the new key, so none may run. */
async function byFile(config: Config, secrets: Secrets): Promise<Rotation> {
  if (config.database.engine === 'postgres') {
    throw new ConfigError(
      `On PostgreSQL, running servers would not notice a new key file. Set DENIZEN_SECRET to a new secret, and DENIZEN_SECRET_PREVIOUS to the content of ${keyFile(config)}.`,
    );
  }
  await using opened = await open(config, secrets, { migrate: false, hold: true });
  if (readKeyFiles(config).previous === undefined) replaceKeyFile(config);
  const { secret, previous = '' } = readKeyFiles(config);
  const core = { ...opened.core, seal: sealWith(secret, [...secrets.earlierSeals, previous]) };
  if (!(await proveSeal(core, systemActor('cli')))) {
    throw new ConfigError('A rotation to the key of DENIZEN_SECRET is in progress. Finish it first.');
  }
  const rotation = await rotate(core);
  dropPreviousKey(config);
  return rotation;
}

async function rotate(core: Core): Promise<Rotation> {
  return { ...(await rotateSeal(core, systemActor('cli'))), keyId: core.seal.keyId };
}
