import { readConfig } from '../src/config.ts';
import type { Actor } from '../src/core/actor.ts';
import { type Core, createCore } from '../src/core/core.ts';
import { createJwt, readJwt } from '../src/core/jwts/jwts.ts';
import { authenticateKey } from '../src/core/keys/keys.ts';
import { bootstrap } from '../src/core/projects/bootstrap.ts';
import { authenticateJwt, authenticateSession } from '../src/core/sessions/authenticate.ts';
import { parseSessionToken } from '../src/core/sessions/session.ts';
import { createServerSession } from '../src/core/sessions/sessions.ts';
import type { Email } from '../src/core/users/email.ts';
import { listUsers } from '../src/core/users/list.ts';
import type { UserId } from '../src/core/users/user.ts';
import { createUser, getUser } from '../src/core/users/users.ts';
import { digest } from '../src/crypto/tokens.ts';
import type { Read } from '../src/db/database.ts';
import type { Engine } from '../src/db/engine.ts';
import { open, systemActor } from '../src/open.ts';
import { KEY, MARK, newUser, PROJECT, SESSION_MARK, type Statement, type Statements } from './settings.ts';

/** All that a group of SQLite takes; on PostgreSQL, what the connections come to within the time for which one may be waited for. */
const AT_ONCE = { sqlite: 512, postgres: 32 } as const;
/** Users with a session and a JWT. */
const ACCOUNTS = 1_000;
const DAY_SECONDS = 86_400;

/** What a user proves itself by. */
export type Account = {
  readonly user: string;
  readonly session: string;
  readonly token: string;
  readonly jwt: string;
};

/** Fills a new database by the program's own operations; answers the ids, and the statements that the baseline repeats. */
export async function seed(
  settings: Record<string, string>,
  users: number,
): Promise<{
  readonly ids: readonly string[];
  readonly accounts: readonly Account[];
  readonly statements: Statements;
}> {
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
      { length: Math.min(AT_ONCE[engine.name], users - 1 - ids.length) },
      (_, at) => ids.length + at,
    );
    const made = await Promise.all(numbers.map((number) => createUser(core, actor, inputOf(String(number)))));
    ids.push(...made.map((user) => user.id));
  }
  const accounts: Account[] = [];
  while (accounts.length < Math.min(ACCOUNTS, ids.length)) {
    const some = ids.slice(accounts.length, Math.min(ACCOUNTS, accounts.length + AT_ONCE[engine.name]));
    accounts.push(...(await Promise.all(some.map((id) => accountOf(core, actor, id as UserId)))));
  }
  const [account] = accounts;
  if (!account) throw new Error('there are no users');
  return { ids, accounts, statements: await statementsOf(engine, core, actor, account) };
}

async function accountOf(core: Core, actor: Actor, user: UserId): Promise<Account> {
  const { session, secret: token } = await createServerSession(core, actor, user);
  const jwt = await createJwt(core, actor, { user, session: session.id, seconds: DAY_SECONDS });
  return { user, session: session.id, token, jwt };
}

function inputOf(mark: string) {
  const { email, name } = newUser(mark);
  return { email: email as Email, name };
}

/** Runs each operation once and writes down what it asks of the database. */
async function statementsOf(engine: Engine, core: Core, actor: Actor, account: Account): Promise<Statements> {
  const { user: id, session, token, jwt } = account;
  let seen: Statement[] = [];
  const recording = <Handle extends Read>(handle: Handle): Handle => ({
    ...handle,
    rowsNow: undefined,
    cache: undefined,
    gather: undefined,
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
  const marks = new Map<unknown, string>([
    [id, MARK],
    [session, SESSION_MARK],
    [digest(parseSessionToken(token)?.secret ?? ''), SESSION_MARK],
  ]);
  const marked = (statements: readonly Statement[]): Statement[] =>
    statements.map(({ sql, parameters }) => ({
      sql,
      parameters: parameters.map((value) => marks.get(value) ?? value),
    }));
  return {
    get: marked(await during(() => getUser(recorded, actor, id as UserId))),
    session: marked(
      await during(async () => {
        const { project } = await authenticateKey(recorded, actor.project.id, undefined);
        await authenticateSession(recorded, project, token);
      }),
    ),
    jwt: marked(
      await during(async () => {
        const { project } = await authenticateKey(recorded, actor.project.id, undefined);
        await authenticateJwt(recorded, project, await readJwt(recorded, project.id, jwt));
      }),
    ),
    list: await during(() =>
      listUsers(recorded, actor, { filters: [], orders: [], limit: 25, offset: 0, counted: true }),
    ),
    create: await during(() => createUser(recorded, actor, inputOf(MARK))),
  };
}
