/** A bare server that has its answer ready, 8 MB in chunks of 64 KB: what clients wait for beside large responses, whoever sends them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

const CHUNKS = 128;
const chunk = Buffer.alloc(65_536, 'x');
const small = Buffer.from(JSON.stringify({ text: 'x'.repeat(940) }));

const server = createServer((request, response) => {
  if (request.url === '/users/small') {
    response.end(small);
    return;
  }
  response.setHeader('Content-Length', CHUNKS * chunk.length);
  Readable.from(new Array<Buffer>(CHUNKS).fill(chunk), { objectMode: false }).pipe(response);
}).listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.(`http://127.0.0.1:${port}`);
});
