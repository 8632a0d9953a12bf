import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import type { Output } from '../../src/cli/output.ts';
import { readyCommand } from '../../src/cli/ready.ts';
import { readConfig } from '../../src/config.ts';

/** What the command says of a server on this machine that answers so. */
async function saidOf(
  listener: RequestListener,
): Promise<{ readonly isReady: boolean; readonly said: string }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Cast: it listens on a port.
  const { port } = server.address() as AddressInfo;
  const texts: string[] = [];
  const output: Output = {
    ...{ json: false, command: 'denizen' },
    write: (text) => void texts.push(text),
    drained: async () => true,
  };
  try {
    const settings = readConfig({ DENIZEN_HOST: '127.0.0.1', DENIZEN_PORT: String(port) });
    return { isReady: await readyCommand(settings, output), said: texts.join('') };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

it('a server that says so is ready', async () => {
  const { isReady, said } = await saidOf((_, response) => response.end('{"status":"pass"}'));
  assert.deepEqual([isReady, said], [true, 'The server is ready.\n']);
});

it('an answer without an end is not waited for, nor kept', async () => {
  const piece = Buffer.alloc(65_536, ' ');
  let sent = 0;
  const { isReady, said } = await saidOf((_, response) => {
    const more = () => {
      while (sent < 512 * piece.length) {
        sent += piece.length;
        if (!response.write(piece)) break;
      }
    };
    response.on('drain', more);
    more();
  });
  assert.equal(isReady, false);
  assert.match(said, /The answer has more than 65536 bytes/);
  assert.ok(sent < 256 * piece.length, `${sent} bytes were taken`);
});
