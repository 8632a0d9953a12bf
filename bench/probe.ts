/**
 * Reads users at a steady rate, whether the answers come or not, so that a server that stands still is asked all the
 * same. A process of its own, driven by messages.
 */
import { setTimeout } from 'node:timers/promises';
import { ask, connectionsTo, quantile } from './ask.ts';

export type ProbeOrder = {
  readonly port: number;
  readonly ids: readonly string[];
  readonly perSecond: number;
  readonly seconds: number;
};
/** Milliseconds. */
export type Probed = { readonly p50: number; readonly p99: number; readonly max: number };

const CONNECTIONS_AT_MOST = 64;

process.on('message', async (order: ProbeOrder) => {
  process.send?.(await measure(order));
});

async function measure({ port, ids, perSecond, seconds }: ProbeOrder): Promise<Probed> {
  const agent = connectionsTo(port, CONNECTIONS_AT_MOST);
  const asked = [];
  const start = performance.now();
  for (let at = 0; at < perSecond * seconds; at++) {
    const wait = start + (at * 1000) / perSecond - performance.now();
    if (wait > 0) await setTimeout(wait);
    asked.push(ask(agent, 'GET', `/users/${ids[at % ids.length]}`));
  }
  const answers = await Promise.all(asked);
  agent.destroy();
  const bad = answers.find(({ status }) => status !== 200);
  if (bad) throw new Error(`an answer that is no success: ${bad.status} ${bad.body}`);
  const times = answers.map(({ ms }) => ms);
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), max: Math.max(...times) };
}
