import { setTimeout as wait } from 'node:timers/promises';
import { sealWith } from '../../src/crypto/seal.ts';
import { openEngine } from '../../src/open.ts';
import type { EmptyDatabase } from './engines.ts';
import type { Started } from './server.ts';

const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 25;

export type Mail = {
  readonly kind: 'mail' | 'sms';
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly at: string;
};

/** What a server that delivers nowhere has sent, for the length of a test. */
export type Mailbox = {
  /** Everything that was sent to the address, newest last; waits until there is so much of it. */
  readonly to: (address: string, least?: number) => Promise<readonly Mail[]>;
  /** What the newest link to the address carries. */
  readonly link: (address: string, least?: number) => Promise<{ readonly userId: string; readonly secret: string }>;
  /** The newest code of six digits. */
  readonly code: (address: string, least?: number) => Promise<string>;
};

export function mailbox(server: { readonly get: () => Started }, database: EmptyDatabase): Mailbox {
  const to = async (address: string, least = 1) => {
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = (await all(server.get(), database)).filter((mail) => mail.to === address);
      if (found.length >= least) return found;
      if (Date.now() > until) throw new Error(`${found.length} of ${least} messages came to ${address}`);
      await wait(LOOK_AGAIN_MS);
    }
  };
  return {
    to,
    link: async (address, least) => linkIn((await to(address, least)).at(-1)),
    code: async (address, least) => codeIn((await to(address, least)).at(-1)),
  };
}

function linkIn(mail: Mail | undefined): { userId: string; secret: string } {
  const [text = ''] = /https?:\/\/\S+/.exec(mail?.text ?? '') ?? [];
  const { searchParams } = new URL(text);
  return { userId: searchParams.get('userId') ?? '', secret: searchParams.get('secret') ?? '' };
}

function codeIn(mail: Mail | undefined): string {
  return /\b\d{6}\b/.exec(mail?.text ?? '')?.[0] ?? '';
}

async function all({ base }: Started, database: EmptyDatabase): Promise<readonly Mail[]> {
  const response = await fetch(`${base}/dev/mailbox`);
  if (response.status === 404) return TEMP(database);
  return (await response.json()) as readonly Mail[];
}

async function TEMP(database: EmptyDatabase): Promise<readonly Mail[]> {
  await using _e = { [Symbol.asyncDispose]: () => engine.close() };
  const engine = await openEngine(database.config(), database.secrets());
  const rows = await engine.read.db.selectFrom('outbox').select('payload').orderBy('sequence').execute();
  const seal = sealWith('a secret for tests, and long enough');
  return rows.map(({ payload }) => {
    const m = JSON.parse(seal.open(payload) ?? '');
    return { kind: m.kind, to: m.to, subject: m.purpose, text: `${m.url ?? m.code ?? ''} ${m.phrase ?? ''}`, html: '', at: '' };
  });
}
