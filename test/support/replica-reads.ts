import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { Actor } from '../../src/core/actor.ts';
import type { Core } from '../../src/core/core.ts';
import { systemClock } from '../../src/core/instant.ts';
import { everyScope } from '../../src/core/keys/scopes.ts';
import type { Listing } from '../../src/core/listing/listing.ts';
import { defaultPolicies, type ProjectId } from '../../src/core/projects/project.ts';
import { createProject } from '../../src/core/projects/projects.ts';
import { listUsers } from '../../src/core/users/list.ts';
import { renameUser } from '../../src/core/users/profile.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser } from '../../src/core/users/users.ts';
import type { Replicas } from '../../src/db/database.ts';
import type { Engine } from '../../src/db/engine.ts';
import { openPostgres, type PostgresOptions } from '../../src/db/postgres.ts';
import { coreOver } from './directory.ts';
import { until } from './patience.ts';
import type { Replicated } from './replica.ts';

export const LOOK_MS = 50;
/** Callers that write and read at once. */
const CALLERS = 8;
/** Reads wait for a replica for some of this time, and then ask the primary. */
const PAUSED_AT_MOST_MS = 250;
const RESUMED_AT_MOST_MS = 60;

const project = { id: 'p1' as ProjectId, name: 'P', policies: defaultPolicies };
const scopes = new Set(everyScope);
export const keyNamed = (id: string): Actor => ({ kind: 'key', id, project, scopes });
export const plain: Listing = { filters: [], orders: [], limit: 25, offset: 0, counted: false };

/** A core over a primary and its replica. */
export type Here = { readonly core: Core; readonly engine: Engine; readonly replicas: Replicas };

/** Makes the tables and the project of `keyNamed`. */
export async function prepareProject(postgres: Replicated): Promise<void> {
  const engine = await openPostgres(postgres.url);
  await engine.migrate();
  await createProject(coreOver(engine, systemClock()), keyNamed('setup'), project);
  await engine.close();
  await postgres.caughtUp();
}

/** Opens a core that uses the replica. */
export async function openReplicated(postgres: Replicated, options: PostgresOptions): Promise<Here> {
  const engine = await openPostgres(postgres.url, {
    replicas: [postgres.replicaUrl],
    lookEveryMs: LOOK_MS,
    ...options,
  });
  const { replicas } = engine.read;
  assert.ok(replicas);
  await until(() => replicas.status()[0]?.refusal === undefined);
  return { core: coreOver(engine, systemClock()), engine, replicas };
}

/** Returns the user's name as a list shows it. */
export async function nameOf({ core }: Here, actor: Actor, id: string): Promise<string | undefined> {
  const filters = [{ is: 'equal', attribute: 'id', values: [id] }] as const;
  return (await listUsers(core, actor, { ...plain, filters })).rows[0]?.name;
}

/**
 * Renames users and reads each name back by a list, `tries` times in all. Returns what was not the name written just
 * before. The prefix of the ids of callers and users tells runs apart.
 */
export async function staleReads(
  { writer, reader }: { readonly writer: Core; readonly reader: Here },
  { tries, prefix }: { readonly tries: number; readonly prefix: string },
): Promise<readonly string[]> {
  const stale: string[] = [];
  const caller = async (n: number) => {
    const actor = keyNamed(`${prefix}${n}`);
    const id = `${prefix}${n}` as UserId;
    await createUser(writer, actor, { id });
    for (let at = 0; at < tries / CALLERS; at++) {
      const name = `${n} ${at}`;
      await renameUser(writer, actor, { id, name });
      const shown = await nameOf(reader, actor, id);
      if (shown !== name) stale.push(`${shown} for ${name}`);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, (_, n) => caller(n)));
  return stale;
}

/** Pauses and resumes the replay at random. Returns what ends it. */
export function pausing(postgres: Replicated): () => Promise<void> {
  let isOver = false;
  const going = (async () => {
    const client = new pg.Client({ connectionString: postgres.replicaUrl });
    await client.connect();
    while (!isOver) {
      await client.query('select pg_wal_replay_pause()');
      await setTimeout(Math.random() * PAUSED_AT_MOST_MS);
      await client.query('select pg_wal_replay_resume()');
      await setTimeout(Math.random() * RESUMED_AT_MOST_MS);
    }
    await client.end();
  })();
  return async () => {
    isOver = true;
    await going;
  };
}
