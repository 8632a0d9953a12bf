import assert from 'node:assert/strict';
import type { EmptyDatabase } from '../support/engines.ts';
import { run } from '../support/program.ts';
import { settingsFor } from '../support/server.ts';

export type MadeKey = { readonly id: string; readonly secret: string; readonly lastUsedAt: string | null };

/** Runs a command of the program beside the server, on the same database, and reads its JSON. */
export async function commanded<T>(database: EmptyDatabase, command: string): Promise<T> {
  const { code, output, errors } = await run(`${command} --json`, settingsFor(database.setting()));
  assert.equal(code, 0, errors);
  // What a command prints as JSON is its documented shape.
  return JSON.parse(output) as T;
}

export function keyWith(database: EmptyDatabase, scopes: string, more = '--project test'): Promise<MadeKey> {
  return commanded(database, `keys create --scopes ${scopes} ${more}`);
}

export async function revoke(database: EmptyDatabase, key: MadeKey): Promise<void> {
  await commanded(database, `keys revoke ${key.id} --project test`);
}
