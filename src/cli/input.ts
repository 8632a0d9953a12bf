import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommandError } from './refusal.ts';

const SECRET_BYTES_AT_MOST = 8_192;

/** Reports whether a person can be asked: questions go to standard error, so that standard output stays data. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** Asks a question on the terminal and returns the line. Fails with `CommandError` when the person gives up. */
export function ask(question: string): Promise<string> {
  return readLine(question, process.stderr);
}

/** Like `ask`, without showing what is typed. */
export async function askSecret(question: string): Promise<string> {
  process.stderr.write(question);
  // The terminal is in raw mode and does not echo; what would be shown goes nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    return await readLine('', nowhere);
  } finally {
    process.stderr.write('\n');
  }
}

/** Asks for a new secret twice, until both are the same. */
export async function askNewSecret(question: string): Promise<string> {
  for (;;) {
    const secret = await askSecret(`${question}: `);
    if ((await askSecret('Again: ')) === secret) return secret;
    process.stderr.write('The two are not the same.\n');
  }
}

/** Asks for a yes, unless it was given. Fails with `CommandError` without it. */
export async function confirm(question: string, { yes }: { readonly yes: boolean }): Promise<void> {
  if (yes) return;
  if (!canAsk()) throw new CommandError(`${question} There is no terminal to ask: add --yes.`);
  if (/^y(es)?$/i.test((await ask(`${question} [y/N] `)).trim())) return;
  throw new CommandError('Nothing was changed.');
}

/**
 * Reads a secret from a file, or from standard input for `-`, so that neither process list nor shell history has it. A
 * line break at the end is not part of it. Fails with `CommandError`.
 */
export async function secretIn(path: string): Promise<string> {
  const content = await readBounded(path).catch(() => {
    throw new CommandError(
      path === '-' ? 'Standard input cannot be read.' : `The file ${path} cannot be read.`,
    );
  });
  if (content.length > SECRET_BYTES_AT_MOST)
    throw new CommandError(`A secret has at most ${SECRET_BYTES_AT_MOST} bytes.`);
  return content.toString('utf8').replace(/\r?\n$/, '');
}

/** Reads a byte more than is allowed at most. */
async function readBounded(path: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  await using file = path === '-' ? undefined : await open(path);
  for await (const chunk of file ? file.createReadStream({ autoClose: false }) : process.stdin) {
    parts.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > SECRET_BYTES_AT_MOST) break;
  }
  return Buffer.concat(parts);
}

function readLine(question: string, shown: NodeJS.WritableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: process.stdin, output: shown, terminal: true });
    let line: string | undefined;
    lines.on('SIGINT', () => lines.close());
    lines.on('close', () => {
      if (line === undefined) reject(new CommandError('Nothing was changed.'));
      else resolve(line);
    });
    lines.question(question, (answer) => {
      line = answer;
      lines.close();
    });
  });
}
