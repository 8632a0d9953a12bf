import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { testFolder } from '../support/folders.ts';

/** A mail as the server got it. */
export type Caught = {
  readonly from: string;
  readonly to: readonly string[];
  /** Whether it came encrypted. */
  readonly secure: boolean;
  /** Who was signed in. */
  readonly user: string | undefined;
  readonly raw: string;
};

export type CaptiveSmtp = {
  readonly port: number;
  readonly mails: readonly Caught[];
  readonly connections: () => number;
  readonly close: () => Promise<void>;
};

type Options = {
  readonly port?: number;
  /** Encrypted from the first byte, by STARTTLS, or not at all. */
  readonly tls?: 'at once' | 'offered';
  readonly certificate?: Certificate;
  readonly login?: { readonly user: string; readonly password: string };
  /** The answer to a recipient, if it is no. */
  readonly refuse?: (to: string) => { readonly code: number; readonly words: string } | undefined;
  /** How long the server thinks before it takes the nth mail. */
  readonly thinkMs?: (nth: number) => number;
};

/** An SMTP server that keeps what it gets. */
export async function captiveSmtp(options: Options = {}): Promise<CaptiveSmtp> {
  const mails: Caught[] = [];
  let connections = 0;
  const { tls, login, refuse, thinkMs = () => 0, certificate } = options;
  const server = new SMTPServer({
    secure: tls === 'at once',
    hideSTARTTLS: tls !== 'offered',
    ...certificate,
    disabledCommands: [...(login ? [] : ['AUTH']), ...(tls === 'offered' ? [] : ['STARTTLS'])],
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    logger: false,
    onConnect: (_session, done) => {
      connections++;
      done();
    },
    onAuth: ({ username, password }, _session, done) =>
      username === login?.user && password === login?.password
        ? done(null, { user: username })
        : done(Object.assign(new Error(`5.7.8 not ${username}`), { responseCode: 535 })),
    onRcptTo: ({ address }, _session, done) => {
      const refused = refuse?.(address);
      done(refused && Object.assign(new Error(refused.words), { responseCode: refused.code }));
    },
    onData: (stream, session, done) => {
      const { envelope, secure, user } = session;
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      const to = envelope.rcptTo.map(({ address }) => address);
      text(stream).then((raw) => {
        mails.push({ from, to, secure, user: user as string | undefined, raw });
        setTimeout(done, thinkMs(mails.length)).unref();
      }, done);
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(resolve));
  return { port, mails, connections: () => connections, close };
}

export type Certificate = { readonly key: string; readonly cert: string };

/** A certificate for this machine that vouches for itself. */
export function ownCertificate(): Certificate {
  const folder = testFolder();
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  execFileSync('openssl', ['req', '-x509', ...kind, '-keyout', key, '-out', cert, '-days', '1', ...names], {
    stdio: 'ignore',
  });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

/** A header of the mail, unfolded; every one of that name. */
export function headersOf({ raw }: Caught, name: string): readonly string[] {
  const head = (raw.split('\r\n\r\n', 1)[0] ?? '').replace(/\r\n[ \t]+/g, ' ');
  const prefix = `${name.toLowerCase()}: `;
  return head
    .split('\r\n')
    .filter((line) => line.toLowerCase().startsWith(prefix))
    .map((line) => line.slice(prefix.length));
}

/** What stands in the part of the mail of that type. */
export function partOf({ raw }: Caught, type: 'text/plain' | 'text/html'): string {
  const boundary = /boundary="([^"]+)"/.exec(raw)?.[1] ?? '';
  const part = raw.split(`--${boundary}`).find((candidate) => candidate.includes(`Content-Type: ${type}`));
  const [head = '', ...rest] = (part ?? '').split('\r\n\r\n');
  const body = rest.join('\r\n\r\n').replace(/\r\n$/, '');
  if (/base64/i.test(head)) return Buffer.from(body, 'base64').toString('utf8');
  if (!/quoted-printable/i.test(head)) return body.replaceAll('\r\n', '\n');
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8').replaceAll('\r\n', '\n');
}
