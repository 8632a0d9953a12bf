import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { appwrite } from '../../src/appwrite/protocol.ts';
import type { Actor } from '../../src/core/actor.ts';
import type { Core } from '../../src/core/core.ts';
import { defaultPolicies, type ProjectId } from '../../src/core/projects/project.ts';
import { createProject } from '../../src/core/projects/projects.ts';
import { proveSeal } from '../../src/core/sealing/sealing.ts';
import { DatabaseUnavailable } from '../../src/db/database.ts';
import type { Engine } from '../../src/db/engine.ts';
import { openSqlite } from '../../src/db/sqlite.ts';
import type { CacheOptions } from '../../src/db/sqlite-changes.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createServer } from '../../src/http/server.ts';
import { systemActor } from '../../src/open.ts';
import { coreOver, movedClock, SECRET } from './directory.ts';
import { testFolder } from './folders.ts';
import { PROJECT } from './server.ts';

export type Asked = {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: object;
};
type Answer = { readonly status: number; readonly body: string };
export type Twin = {
  readonly core: Core;
  readonly engine: Engine;
  readonly ask: (asked: Asked) => Promise<Answer>;
};

/** Servers over one SQLite file. */
export type Twins = {
  /** Remembers what it read. */
  readonly remembering: Twin;
  /** Reads everything anew, and changes nothing of its own accord. */
  readonly reading: Twin;
  /** Writes by connections of its own, as another process does. */
  readonly other: Twin;
  readonly actor: Actor;
  readonly advance: (milliseconds: number) => void;
  /** The settings of a command over the file. */
  readonly settings: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
};

/** Opens the servers over a new file. The options are those of the one that remembers. */
export async function openTwins(options: Partial<CacheOptions> = {}): Promise<Twins> {
  const path = join(testFolder(), 'denizen.db');
  const clock = movedClock();
  const engine = await openSqlite(path, options);
  await engine.migrate();
  const plain = await openSqlite(path, { cacheBytes: 0 });
  const foreign = await openSqlite(path, { cacheBytes: 0 });
  const refuse = () => Promise.reject(new DatabaseUnavailable('it only reads'));
  const twinOf = async (over: Engine): Promise<Twin & { readonly app: FastifyInstance }> => {
    const core = coreOver(over, clock, 1);
    const app = appOver(core);
    await app.ready();
    const ask: Twin['ask'] = async ({ method = 'GET', url, headers, payload }) => {
      const response = await app.inject({ method, url, headers, ...(payload && { payload }) });
      return { status: response.statusCode, body: response.body };
    };
    return { core, engine: over, ask, app };
  };
  const remembering = await twinOf(engine);
  const reading = await twinOf({ ...plain, transact: refuse });
  const other = await twinOf(foreign);
  const project = { id: PROJECT as ProjectId, name: 'Test', policies: defaultPolicies };
  const actor = systemActor('system', project);
  await createProject(remembering.core, actor, project);
  await proveSeal(remembering.core, actor);
  return {
    remembering,
    reading,
    other,
    actor,
    advance: clock.advance,
    settings: { DENIZEN_DATABASE: `sqlite:${path}`, DENIZEN_SECRET: SECRET, DENIZEN_PROJECT: PROJECT },
    close: async () => {
      for (const { app } of [remembering, reading, other]) await app.close();
      for (const each of [engine, plain, foreign]) await each.close();
    },
  };
}

function appOver(core: Core): FastifyInstance {
  const logger = pino({ level: 'silent' });
  const protocols = [appwrite(core, { publicUrl: undefined })] as const;
  return createServer({ core, logger, metrics: createMetrics(), trustedProxies: [] }, protocols);
}
