/** Connections that try to sign in as users who do not exist, from one address. A process of its own, driven by messages. */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { FLOODED_FROM, signInConnections, signInOver } from './sign-in.ts';

export type FloodOrder = { readonly port: number; readonly connections: number; readonly seconds: number };
/** How often each status came. */
export type Flooded = { readonly statuses: Readonly<Record<string, number>> };

const AFTER_REFUSAL_MS = 20;

process.on('message', async (order: FloodOrder) => {
  process.send?.(await flood(order));
});

async function flood({ port, connections, seconds }: FloodOrder): Promise<Flooded> {
  const agent = signInConnections(FLOODED_FROM, connections);
  const statuses: Record<string, number> = {};
  const until = performance.now() + seconds * 1000;
  const tryOn = async () => {
    while (performance.now() < until) {
      const body = { email: `${randomUUID()}@example.com`, password: 'a wrong password' };
      const { status } = await signInOver(agent, port, body);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status !== 401) await setTimeout(AFTER_REFUSAL_MS);
    }
  };
  await Promise.all(Array.from({ length: connections }, tryOn));
  agent.destroy();
  return { statuses };
}
