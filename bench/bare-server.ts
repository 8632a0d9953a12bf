/** A bare server that has its answer ready: what clients wait for on a busy machine, whoever answers. `node bench/bare-server.ts PORT`. */
import { createServer } from 'node:http';

const [port = '0'] = process.argv.slice(2);
/** As long as a user. */
const body = JSON.stringify({ text: 'x'.repeat(940) });

createServer((_, response) => {
  response.setHeader('Content-Type', 'application/json');
  response.end(body);
}).listen(Number(port), '127.0.0.1');
