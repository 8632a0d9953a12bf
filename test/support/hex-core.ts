import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { testFolder } from './folders.ts';
import { PATIENCE_MS } from './patience.ts';

/** The build tool that has hex.pm's own client inside, in Erlang. */
const REBAR = '/usr/bin/rebar3';
const CALLS = join(import.meta.dirname, '../compat/hex-core.escript');

/** Why the client cannot be run here; false when it can. */
export function lacksHexCore(): string | false {
  if (!existsSync(REBAR)) return `${REBAR} is not there: Debian's package rebar3 has it`;
  const { status } = spawnSync('erl', ['-noshell', '-eval', 'inets:start(), ssl:start(), halt(0).']);
  return status === 0 ? false : 'Erlang with inets and ssl is not installed';
}

/** One of hex.pm's own clients, at work on one server. */
export type HexCore = AsyncDisposable & {
  /** Calls a function, with arguments as Erlang writes them, and answers what came of it, also as Erlang writes it. */
  readonly call: (auth: string | undefined, fun: string, ...args: readonly string[]) => Promise<string>;
};

export async function hexCore(base: string): Promise<HexCore> {
  const folder = testFolder();
  const child = spawn('escript', [CALLS, REBAR, base, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    const { value, done } = await lines.next();
    clearTimeout(patience);
    if (done) throw new Error('the client has ended');
    return value as string;
  };
  if ((await next()) !== 'ready') throw new Error('the client is not ready');
  return {
    call: (auth, fun, ...args) => {
      const key = auth === undefined ? 'undefined' : text(auth);
      const [module, name] = fun.split(':');
      child.stdin.write(`{r3_${module}, ${name}, ${key}, [${['#{}', ...args].join(', ')}]}.\n`);
      return next();
    },
    [Symbol.asyncDispose]: () => ended(child),
  };
}

/** A text as Erlang writes it. */
export function text(value: string): string {
  return `<<${JSON.stringify(value)}>>`;
}

async function ended(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  if (child.exitCode === null && child.signalCode === null) await gone;
}
