import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A network between a program and a PostgreSQL, with faults to order. */
export type FaultyNetwork = {
  /** The database as it is reached through it. */
  readonly url: string;
  /** From now on nothing goes through, and nobody is told. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** The next message with this in it still reaches the server, and its connection is cut before the answer comes back. */
  readonly cutAfter: (text: string) => void;
  readonly close: () => void;
};

export async function faultyNetworkTo(url: string): Promise<FaultyNetwork> {
  const { port, hostname } = new URL(url);
  const sockets = new Set<Socket>();
  let frozen = false;
  let last: string | undefined;
  const server = createServer((client) => {
    const database = connect(Number(port), hostname);
    for (const [from, to] of [
      [client, database],
      [database, client],
    ] as const) {
      sockets.add(from);
      from
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(from);
          to.destroy();
        });
      from.on('data', (chunk: Buffer) => {
        if (from === client && last !== undefined && chunk.includes(last)) {
          last = undefined;
          database.write(chunk, () => client.destroy());
        } else to.write(chunk);
      });
      if (frozen) from.pause();
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const own = new URL(url);
  own.port = String(typeof address === 'object' && address ? address.port : 0);
  return {
    url: own.href,
    freeze: () => {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw: () => {
      frozen = false;
      for (const socket of sockets) socket.resume();
    },
    cutAfter: (text) => {
      last = text;
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
