import { importOf, type KeptSecrets, withSecrets } from '../../crypto/passwords/sealed.ts';
import type { HashSecrets } from '../../crypto/passwords/source-hash.ts';
import type { Tx } from '../../db/database.ts';
import type { Core } from '../core.ts';
import type { ProjectId } from '../projects/project.ts';
import { findImportSecrets, insertImportSecrets, takeImportSecrets } from './store.ts';

type OfImport = { readonly project: ProjectId; readonly importId: string };

/**
 * Keeps what the hashes of an import refer to, sealed. Part of the write that begins the import: hashes come after it.
 * Keeps nothing when there is no secret.
 */
export async function keepImportSecrets(
  core: Core,
  tx: Tx,
  { project, importId, secrets }: OfImport & { readonly secrets: HashSecrets },
): Promise<void> {
  const { pepper, signerKey, saltSeparator } = secrets;
  if (!pepper && !signerKey) return;
  const kept: KeptSecrets = {
    ...(pepper ? { pepper } : {}),
    ...(signerKey ? { signerKey } : {}),
    ...(saltSeparator === undefined ? {} : { saltSeparator }),
  };
  const sealed = core.seal.seal(JSON.stringify(kept));
  await insertImportSecrets(tx, project, { id: importId, sealed, created_at: core.clock.now() });
}

/** Forgets the secrets of an import. Whoever still has a hash that needs them can no longer sign in with it. */
export async function dropImportSecrets(tx: Tx, { project, importId }: OfImport): Promise<void> {
  await takeImportSecrets(tx, project, { id: importId });
}

/**
 * Returns a stored hash with the secrets that it refers to in it, for one check; null when they are gone. They are not
 * remembered: a hash that refers to some is replaced at the first sign-in.
 */
export async function withImportSecrets(
  core: Core,
  project: ProjectId,
  stored: string | null,
): Promise<string | null> {
  const id = stored === null ? undefined : importOf(stored);
  if (stored === null || id === undefined) return stored;
  const found = await findImportSecrets(core.read, project, { id });
  const opened = found && core.seal.open(found.sealed);
  if (opened === undefined) return null;
  // Cast: written above.
  return withSecrets(stored, JSON.parse(opened) as KeptSecrets) ?? null;
}
