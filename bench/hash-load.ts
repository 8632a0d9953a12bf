/** The hash library and nothing else: how many passwords it checks. A process of its own, driven by messages. */
import { hash, verify } from '@node-rs/argon2';

export type HashOrder = { readonly atOnce: number; readonly seconds: number };
export type Hashed = {
  readonly perSecond: number;
  /** Milliseconds of processor time a check. */
  readonly cpu: number;
};

const PASSWORD = 'correct horse battery staple';
/** What issue and guide promise, said again: a server with another cost must not be compared with itself. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

process.on('message', async (order: HashOrder) => {
  process.send?.(await measure(order));
});

async function measure({ atOnce, seconds }: HashOrder): Promise<Hashed> {
  const stored = await hash(PASSWORD, COST);
  let checked = 0;
  const before = process.cpuUsage();
  const start = performance.now();
  const until = start + seconds * 1000;
  const checkOn = async () => {
    while (performance.now() < until) {
      if (!(await verify(stored, PASSWORD))) throw new Error('the library does not know its own hash');
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
