/** Sign-ins as a browser sends them: without a key, from an address of this machine. */
import { Agent, request } from 'node:http';
import { PROJECT } from './settings.ts';

/** The network of the flood. All of 127.0.0.0/8 is this machine. */
export const FLOODED_FROM = '127.0.0.66';

export type SignInAnswer = {
  readonly status: number;
  /** The cookie by which the device is known, if one was set. */
  readonly device: string | undefined;
  readonly ms: number;
};

/** Connections from one address. */
export function signInConnections(from: string, most: number): Agent {
  return new Agent({ keepAlive: true, maxSockets: most, localAddress: from });
}

export function signInOver(
  agent: Agent,
  port: number,
  { device, ...credentials }: { readonly email: string; readonly password: string; readonly device?: string },
): Promise<SignInAnswer> {
  const begun = performance.now();
  const body = JSON.stringify(credentials);
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'X-Appwrite-Project': PROJECT,
    ...(device !== undefined && { Cookie: device }),
  };
  const path = '/v1/account/sessions/email';
  const { promise, resolve, reject } = Promise.withResolvers<SignInAnswer>();
  const sent = request({ agent, host: '127.0.0.1', port, path, method: 'POST', headers }, (response) => {
    const cookies = response.headers['set-cookie'] ?? [];
    const known = cookies.find((cookie) => cookie.startsWith('denizen_device_'))?.split(';')[0];
    response.resume();
    response.on('end', () =>
      resolve({ status: response.statusCode ?? 0, device: known, ms: performance.now() - begun }),
    );
    response.on('error', reject);
  });
  sent.on('error', reject);
  sent.end(body);
  return promise;
}
