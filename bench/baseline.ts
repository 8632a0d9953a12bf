/**
 * The baseline: a bare `node:http` server that runs Denizen's own statements and answers the same bodies. No checks, no
 * key, no routing beyond an `if`, no log, no metrics. `node bench/baseline.ts PORT FILE STATEMENTS each|group`.
 */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { bodyOf, valuesOf } from './baseline-user.ts';
import { MARK, type NewUser, type Statements } from './settings.ts';

const [port = '0', file = '', statementsFile = '', commit = 'group'] = process.argv.slice(2);
const { get, list, create } = JSON.parse(readFileSync(statementsFile, 'utf8')) as Statements;

const reader = connect(true);
const writer = connect(false);
const [byId] = get.map(({ sql }) => reader.prepare(sql));
const [idValues = []] = get.map(({ parameters }) => parameters as SQLInputValue[]);
const [page, count] = list.map(({ sql }) => reader.prepare(sql));
const [pageValues = [], countValues = []] = list.map(({ parameters }) => parameters as SQLInputValue[]);
const inserts = create.map(({ sql }) => writer.prepare(sql));
const valuesFor = valuesOf(create);

const server = createServer((request, response) => {
  if (request.method === 'POST') takeUser(request, response);
  else if (request.url === '/v1/users') answer(response, 200, listUsers());
  else answer(response, 200, getUser(request.url?.slice('/v1/users/'.length) ?? ''));
});
server.listen(Number(port), '127.0.0.1');

function getUser(id: string): object {
  return bodyOf(byId?.get(...idValues.map((value) => (value === MARK ? id : value))));
}

function listUsers(): object {
  const users = page?.all(...pageValues).map(bodyOf);
  return { total: count?.get(...countValues)?.total, users };
}

let waiting: { readonly input: NewUser; readonly response: ServerResponse }[] = [];

function takeUser(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    waiting.push({ input: JSON.parse(Buffer.concat(chunks).toString()) as NewUser, response });
    if (commit === 'each') commitAll();
    else if (waiting.length === 1) setImmediate(commitAll);
  });
}

/** One transaction for all that wait; with `each`, that is always one. */
function commitAll(): void {
  const group = waiting;
  waiting = [];
  writer.exec('begin immediate');
  const bodies = group.map(({ input }) => {
    const { values, body } = valuesFor(input);
    inserts.forEach((insert, at) => void insert.run(...(values[at] ?? [])));
    return body;
  });
  writer.exec('commit');
  for (const [at, { response }] of group.entries()) answer(response, 201, bodies[at]);
}

function answer(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=UTF-8',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

/** Opened and set as Denizen opens and sets its own. */
function connect(readOnly: boolean): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly });
  if (!readOnly) database.exec('pragma journal_mode = wal');
  database.exec('pragma synchronous = full; pragma cache_size = -8192');
  return database;
}
