import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { readConfig } from '../../src/config.ts';
import { openEngine } from '../../src/open.ts';
import { freshPostgres } from './postgres.ts';
import type { Recorded } from './record-statements.ts';
import { type Judged, judge } from './shards.ts';

/** Reads what processes have recorded in a folder: each text once, with all its requests. */
export function recordedIn(folder: string): readonly Recorded[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const all = new Map<string, Recorded>();
  for (const name of files) {
    // Cast: written by `record-statements.ts`.
    for (const each of JSON.parse(readFileSync(join(folder, name), 'utf8')) as Recorded[]) {
      const requests = [...(all.get(each.text)?.requests ?? []), ...each.requests];
      all.set(each.text, { ...each, requests });
    }
  }
  return [...all.values()];
}

/** Judges statements against the tables of a database of their own. */
export async function judgedOf(statements: readonly Recorded[]): Promise<readonly Judged[]> {
  const { url, drop } = await freshPostgres({ hasCitusRules: true });
  const { config, secrets } = readConfig({ DENIZEN_DATABASE: url });
  const engine = await openEngine(config, secrets);
  await engine.migrate();
  await engine.close();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await judge(client, statements);
  } finally {
    await client.end();
    await drop();
  }
}
