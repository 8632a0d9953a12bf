import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { certificate } from './certificates.ts';
import { testFolder } from './folders.ts';
import { PATIENCE_MS } from './patience.ts';
import { freePort } from './postgres.ts';
import { programNamed } from './programs.ts';

const EXAMPLES = join(import.meta.dirname, '../../ops');

/** A proxy before a server, as an example of ours configures it. */
export type ReverseProxy = {
  /** Its origin with HTTPS, and without. */
  readonly secure: string;
  readonly plain: string;
  readonly stop: () => Promise<void>;
};

export const proxies = {
  Caddy: { program: programNamed('caddy'), start: startCaddy },
  nginx: { program: programNamed('nginx'), start: startNginx },
} as const;

type Ports = { readonly upstream: number; readonly secure: number; readonly plain: number };

/** Two ports for a proxy, which its server must know before. */
export async function portsBefore(upstream: number): Promise<Ports> {
  return { upstream, secure: await freePort(), plain: await freePort() };
}

async function startCaddy(ports: Ports): Promise<ReverseProxy> {
  const folder = testFolder();
  const config = join(folder, 'Caddyfile');
  // The example itself, with ports that others may have, and a certificate that nobody else knows.
  const global = `admin off\n\tskip_install_trust\n\thttps_port ${ports.secure}\n\thttp_port ${ports.plain}`;
  writeFileSync(config, `{\n\t${global}\n}\nimport ${join(EXAMPLES, 'caddy/Caddyfile')}\n`);
  const settings = { DENIZEN_SITE: 'localhost', DENIZEN_UPSTREAM: `127.0.0.1:${ports.upstream}` };
  const home = { HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  const args = ['run', '--config', config, '--adapter', 'caddyfile'];
  return running(proxies.Caddy.program ?? 'caddy', args, ports, { ...settings, ...home });
}

async function startNginx(ports: Ports): Promise<ReverseProxy> {
  const folder = testFolder();
  const { cert, key } = certificate();
  let example = readFileSync(join(EXAMPLES, 'nginx/denizen.conf'), 'utf8');
  const changes: readonly (readonly [string, string])[] = [
    ['server 127.0.0.1:4100;', `server 127.0.0.1:${ports.upstream};`],
    ['listen 80;', `listen 127.0.0.1:${ports.plain};`],
    ['listen [::]:80;', ''],
    ['listen 443 ssl', `listen 127.0.0.1:${ports.secure} ssl`],
    ['listen [::]:443 ssl http2;', ''],
    ['/etc/ssl/denizen/cert.pem', cert],
    ['/etc/ssl/denizen/key.pem', key],
  ];
  for (const [from, to] of changes) {
    if (!example.includes(from)) throw new Error(`the example of nginx has no ${from}`);
    example = example.replace(from, to);
  }
  example = example.replaceAll('id.example.com', 'localhost');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  const config = join(folder, 'nginx.conf');
  writeFileSync(
    config,
    `daemon off; pid ${join(folder, 'pid')}; error_log ${join(folder, 'error.log')}; user root;
events {}
http { access_log off; ${temporary.join(' ')}
${example}
}\n`,
  );
  return running(proxies.nginx.program ?? 'nginx', ['-c', config, '-p', folder], ports, {});
}

async function running(
  program: string,
  args: readonly string[],
  { secure, plain }: Ports,
  settings: Record<string, string>,
): Promise<ReverseProxy> {
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  const end = performance.now() + PATIENCE_MS;
  for (const port of [secure, plain])
    while (!(await isListening(port))) {
      if (child.exitCode !== null || performance.now() > end)
        throw new Error(`${program} does not listen: ${errors}`);
      await setTimeout(50);
    }
  return {
    secure: `https://localhost:${secure}`,
    plain: `http://localhost:${plain}`,
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
