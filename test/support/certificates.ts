import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { testFolder } from './folders.ts';

export type CertificateFiles = { readonly cert: string; readonly key: string };

/** Makes a certificate of `localhost` and 127.0.0.1 that nobody has signed, with its key, and returns where they are. */
export function certificate(days = 30, folder: string = testFolder()): CertificateFiles {
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', String(days), '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ...['-keyout', files.key, '-out', files.cert],
    ],
    { stdio: 'ignore' },
  );
  return files;
}
