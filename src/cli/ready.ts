import { type IncomingMessage, request as requestPlainly } from 'node:http';
import { request as requestSecurely } from 'node:https';
import type { Config, Secrets } from '../config.ts';
import { listeningAt } from '../open.ts';
import { ConfigError } from '../setting-values.ts';
import type { Output } from './output.ts';

const ANSWER_WITHIN_MS = 4_000;
/** Something else may listen at the port, and say anything. */
const ANSWER_BYTES_AT_MOST = 65_536;

type Answer = { readonly status: 'pass' | 'fail'; readonly checks?: unknown };

/** Asks the server of these settings on this machine whether it is ready. Returns false, after saying why, unless it is. */
export async function readyCommand(
  { config }: { config: Config; secrets: Secrets },
  output: Output,
): Promise<boolean> {
  if (config.port === 0)
    throw new ConfigError('Say the port of the server: DENIZEN_PORT is 0, which is any.');
  const { status, checks } = await ask(config);
  if (output.json) output.write(`${JSON.stringify({ status, checks: checks ?? {} })}\n`);
  else
    output.write(
      status === 'pass' ? 'The server is ready.\n' : `The server is not ready: ${JSON.stringify(checks)}\n`,
    );
  return status === 'pass';
}

async function ask(config: Config): Promise<Answer> {
  const url = new URL('/readyz', listeningAt(config, config.port));
  // A name may lead to either address, of which a container may have one.
  if (url.hostname === 'localhost') url.hostname = config.host === '::' ? '[::1]' : '127.0.0.1';
  try {
    return JSON.parse(await answerOf(url)) as Answer;
  } catch (error) {
    return { status: 'fail', checks: { server: { status: 'fail', reason: (error as Error).message } } };
  }
}

function answerOf(url: URL): Promise<string> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const sent =
      url.protocol === 'https:'
        ? // The certificate names the host as others see it, and this is the machine itself.
          requestSecurely(url, { signal, rejectUnauthorized: false })
        : requestPlainly(url, { signal });
    sent.once('response', (response) => bodyOf(response).then(resolve, reject));
    sent.once('error', reject);
    sent.end();
  });
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  // Cast: without an encoding, a response is bytes. A body that is left ends the connection.
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > ANSWER_BYTES_AT_MOST)
      throw new Error(`The answer has more than ${ANSWER_BYTES_AT_MOST} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}
