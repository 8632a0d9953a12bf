import { readConfig } from '../src/config.ts';
import type { Actor } from '../src/core/actor.ts';
import { type Core, createCore } from '../src/core/core.ts';
import { bootstrap } from '../src/core/projects/bootstrap.ts';
import type { Email } from '../src/core/users/email.ts';
import { listUsers } from '../src/core/users/list.ts';
import type { UserId } from '../src/core/users/user.ts';
import { createUser, getUser } from '../src/core/users/users.ts';
import type { Read } from '../src/db/database.ts';
import type { Engine } from '../src/db/engine.ts';
import { open, systemActor } from '../src/open.ts';
import { KEY, MARK, newUser, PROJECT, type Statement, type Statements } from './settings.ts';

const AT_ONCE = 512;

/** Fills a new database by the program's own operations; answers the ids, and the statements that the baseline repeats. */
export async function seed(
  settings: Record<string, string>,
  users: number,
): Promise<{ readonly ids: readonly string[]; readonly statements: Statements }> {
  const { config, secrets } = readConfig(settings);
  await using opened = await open(config, secrets, { migrate: true });
  const { core, engine } = opened;
  const { project } = await bootstrap(core, (made) => systemActor('system', made), {
    project: PROJECT,
    apiKey: KEY,
  });
  // As a request has it, so that the recorded rows are as long as those of requests.
  const from = { kind: 'key', id: 'bootstrap', ip: '127.0.0.1', requestId: crypto.randomUUID() } as const;
  const actor: Actor = { ...systemActor('system', project), ...from };

  const ids: string[] = [];
  while (ids.length < users - 1) {
    const numbers = Array.from(
      { length: Math.min(AT_ONCE, users - 1 - ids.length) },
      (_, at) => ids.length + at,
    );
    const made = await Promise.all(numbers.map((number) => createUser(core, actor, inputOf(String(number)))));
    ids.push(...made.map((user) => user.id));
  }
  return { ids, statements: await statementsOf(engine, core, actor, ids[0] ?? '') };
}

function inputOf(mark: string) {
  const { email, name } = newUser(mark);
  return { email: email as Email, name };
}

/** Runs each operation once and writes down what it asks of the database. */
async function statementsOf(engine: Engine, core: Core, actor: Actor, id: string): Promise<Statements> {
  let seen: Statement[] = [];
  const recording = <Handle extends Read>(handle: Handle): Handle => ({
    ...handle,
    rowsNow: undefined,
    rows: (query) => {
      seen.push({ sql: query.sql, parameters: query.parameters });
      return handle.rows(query);
    },
  });
  const { read: _read, write: _write, ...parts } = core;
  const recorded = createCore(
    {
      ...engine,
      read: recording(engine.read),
      transact: (work) => engine.transact((tx) => work(recording(tx))),
    },
    parts,
  );
  const during = async (work: () => Promise<unknown>): Promise<Statement[]> => {
    seen = [];
    await work();
    return seen;
  };
  return {
    get: (await during(() => getUser(recorded, actor, id as UserId))).map(({ sql, parameters }) => ({
      sql,
      parameters: parameters.map((value) => (value === id ? MARK : value)),
    })),
    list: await during(() =>
      listUsers(recorded, actor, { filters: [], orders: [], limit: 25, offset: 0, counted: true }),
    ),
    create: await during(() => createUser(recorded, actor, inputOf(MARK))),
  };
}
