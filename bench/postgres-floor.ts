/**
 * The floor on PostgreSQL: a bare `node:http` server that asks for a user with Denizen's own statement and answers the same
 * body. No key, no checks, no log, no metrics. `DATABASE=postgres://… node bench/postgres-floor.ts PORT STATEMENTS CONNECTIONS`.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import pg from 'pg';
import { bodyOf } from './baseline-user.ts';
import { MARK, type Statements } from './settings.ts';

const INT8 = 20;

const [port = '0', statementsFile = '', connections = '10'] = process.argv.slice(2);
const { get } = JSON.parse(readFileSync(statementsFile, 'utf8')) as Statements;
const [{ sql, parameters } = { sql: '', parameters: [] }] = get;
const pool = new pg.Pool({
  connectionString: process.env.DATABASE,
  max: Number(connections),
  types: { getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) },
});
const PATH = '/v1/users/';

createServer(async (request, response) => {
  const id = request.url?.slice(PATH.length);
  const values = parameters.map((value) => (value === MARK ? id : value));
  // With a name, it is parsed and planned once a connection.
  const { rows } = await pool.query({ name: 'user', text: sql, values });
  const body = JSON.stringify(bodyOf(rows[0]));
  response.writeHead(200, {
    'Content-Type': 'application/json; charset=UTF-8',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}).listen(Number(port), '127.0.0.1');
