import { eachUser, type Losses } from './losses.ts';
import type { ExportFile, ExportSink, ExportSource, ExportUser } from './target.ts';

/** Calls of a target's API, written down for its operator: nothing is sent from here. */

export type ApiCall = {
  readonly method: 'POST' | 'PUT' | 'PATCH';
  /** Below the address of the API. `{id}` is the id that the first call of the user answers with. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The member of the body that is that id, too. */
  readonly idIn?: string;
};

export type ApiCalls = {
  /** A user's or a team's. */
  readonly id: string;
  readonly calls: readonly ApiCall[];
};

type Api = {
  /** The header that says who calls, with `$TOKEN` for the secret. */
  readonly header: string;
  /** The member of the first answer that is the id there. */
  readonly answer: string;
  /** Calls a second that the API takes. */
  readonly rate: number;
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>>;
};

/** One line of NDJSON for each user. */
export class CallFile {
  readonly #file: ExportFile;

  private constructor(file: ExportFile) {
    this.#file = file;
  }

  static async open(sink: ExportSink, name: string): Promise<CallFile> {
    return new CallFile(await sink.file(name));
  }

  async add(calls: ApiCalls): Promise<void> {
    await this.#file.write(`${JSON.stringify(calls)}\n`);
  }
}

/** Writes the calls of each user, the program that sends them, and tells how it is called. `undefined` leaves a user out. */
export async function writeCalls(
  { source, sink }: { readonly source: ExportSource; readonly sink: ExportSink },
  api: Api,
  callsOf: (user: ExportUser, losses: Losses) => readonly ApiCall[] | undefined,
): Promise<void> {
  const name = 'users.ndjson';
  const file = await CallFile.open(sink, name);
  await eachUser(source, sink, async (user, losses) => {
    const calls = callsOf(user, losses);
    if (calls) await file.add({ id: user.id, calls });
  });
  await writeSender(sink, api, [name]);
}

/** Writes the program that sends the files, and tells how it is called. */
export async function writeSender(sink: ExportSink, api: Api, files: readonly string[]): Promise<void> {
  const file = await sink.file('send.mjs');
  await file.write(`const api = ${JSON.stringify(api)};\n${SENDER}`);
  for (const name of files) sink.step(`TOKEN=… node send.mjs ADDRESS ${name}`);
  sink.step('A run that is cut short goes on where it stopped: it notes what is done in FILE.done.');
}

/**
 * Needs Node 20 and no package. A failed call stops the calls of its user and is named on standard error; waits where
 * the API asks for it.
 */
const SENDER = `import { appendFile, open, readFile } from 'node:fs/promises';
import { argv, env } from 'node:process';
import { setTimeout } from 'node:timers/promises';

const [address, name] = argv.slice(2);
if (!address || !name || !env.TOKEN) {
  console.error('TOKEN=… node send.mjs ADDRESS FILE');
  process.exit(2);
}
const done = new Set((await readFile(name + '.done', 'utf8').catch(() => '')).split('\\n'));
const headers = { 'content-type': 'application/json', ...api.headers };
const [header, value] = api.header.split(': ');
headers[header] = value.replace('$TOKEN', env.TOKEN);

async function send({ method, path, body, idIn }, id) {
  const text = JSON.stringify(idIn ? { ...body, [idIn]: id } : body);
  const url = address.replace(/\\/$/, '') + path.replaceAll('{id}', encodeURIComponent(id ?? ''));
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(url, { method, headers, body: text });
    if (answer.ok) return await answer.json().catch(() => ({}));
    if (attempt > 8 || (answer.status !== 429 && answer.status < 500)) return { failed: answer.status };
    await setTimeout(1000 * (Number(answer.headers.get('retry-after')) || 2 ** attempt));
  }
}

let failures = 0;
const file = await open(name);
for await (const line of file.readLines()) {
  const { id: own, calls } = JSON.parse(line);
  if (done.has(own)) continue;
  let id;
  let failed;
  for (const [at, call] of calls.entries()) {
    const answer = await send(call, id);
    failed = answer.failed;
    if (failed) {
      failures++;
      console.error(own + ': ' + call.method + ' ' + call.path + ' failed with ' + failed);
      break;
    }
    if (at === 0) id = answer[api.answer];
    await setTimeout(1000 / api.rate);
  }
  if (!failed) await appendFile(name + '.done', own + '\\n');
}
if (failures > 0) process.exitCode = 1;
`;
