/** Clients that sign in again and again, each as a user of its own. A process of its own, driven by messages. */
import { ask, connectionsTo, quantile } from './ask.ts';

export type LoginOrder = {
  readonly port: number;
  /** One client each. */
  readonly emails: readonly string[];
  readonly password: string;
  readonly seconds: number;
};
/** Sign-ins a second, and milliseconds. */
export type LoggedIn = { readonly perSecond: number; readonly p50: number; readonly p99: number };

process.on('message', async (order: LoginOrder) => {
  process.send?.(await measure(order));
});

async function measure({ port, emails, password, seconds }: LoginOrder): Promise<LoggedIn> {
  const agent = connectionsTo(port, emails.length);
  const times: number[] = [];
  const start = performance.now();
  const until = start + seconds * 1000;
  const signIn = async (email: string) => {
    const body = JSON.stringify({ email, password });
    while (performance.now() < until) {
      const answer = await ask(agent, 'POST', '/account/sessions/email', body);
      if (answer.status !== 201) throw new Error(`nobody signed in: ${answer.status} ${answer.body}`);
      // What ends behind the end counts for no second.
      if (performance.now() <= until) times.push(answer.ms);
    }
  };
  await Promise.all(emails.map(signIn));
  agent.destroy();
  return { perSecond: times.length / seconds, p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}
