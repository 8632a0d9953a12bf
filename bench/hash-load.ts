/** The hash library and nothing else: how many passwords it checks. A process of its own, driven by messages. */
import { randomBytes, scrypt } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import { promisify } from 'node:util';
import * as argon2 from '@node-rs/argon2';
import * as bcrypt from '@node-rs/bcrypt';

export type Scheme = 'argon2id' | 'bcrypt' | 'scrypt';
export type HashOrder = {
  readonly scheme?: Scheme;
  readonly atOnce: number;
  readonly seconds: number;
  /** The nice value of the process from now on. */
  readonly nice?: number;
};
export type Hashed = {
  readonly perSecond: number;
  /** Milliseconds of processor time a check. */
  readonly cpu: number;
};

const PASSWORD = 'correct horse battery staple';
/** What issue and guide promise, said again: a server with another cost must not be compared with itself. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** PocketBase's. */
const BCRYPT_COST = 10;
/** better-auth's. */
const SCRYPT = { N: 16_384, r: 16, p: 1, maxmem: 64 * 1024 * 1024 } as const;

/** Each prepares one stored hash and returns its check. */
const CHECKS: Readonly<Record<Scheme, () => Promise<() => Promise<boolean>>>> = {
  argon2id: async () => {
    const stored = await argon2.hash(PASSWORD, COST);
    return () => argon2.verify(stored, PASSWORD);
  },
  bcrypt: async () => {
    const stored = await bcrypt.hash(PASSWORD, { cost: BCRYPT_COST });
    return () => bcrypt.verify(PASSWORD, stored);
  },
  scrypt: async () => {
    const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);
    const salt = randomBytes(16);
    const stored = await derive(PASSWORD, salt, 64, SCRYPT);
    return async () => stored.equals(await derive(PASSWORD, salt, 64, SCRYPT));
  },
};

process.on('message', async (order: HashOrder) => {
  process.send?.(await measure(order));
});

async function measure({ scheme = 'argon2id', atOnce, seconds, nice }: HashOrder): Promise<Hashed> {
  const check = await CHECKS[scheme]();
  if (nice !== undefined) lowerThreads(nice);
  let checked = 0;
  const before = process.cpuUsage();
  const start = performance.now();
  const until = start + seconds * 1000;
  const checkOn = async () => {
    while (performance.now() < until) {
      if (!(await check())) throw new Error('the library does not know its own hash');
      checked++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, checkOn));
  const { user, system } = process.cpuUsage(before);
  return {
    perSecond: checked / ((performance.now() - start) / 1000),
    cpu: (user + system) / 1000 / checked,
  };
}

/** On Linux, a priority is that of one thread. Those that hash have begun with the first hash. */
function lowerThreads(nice: number): void {
  for (const id of readdirSync('/proc/self/task'))
    if (Number(id) !== process.pid) setPriority(Number(id), nice);
}
