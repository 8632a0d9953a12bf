import { setTimeout } from 'node:timers/promises';
import type { Client, Reply } from './memory.ts';

const SEEDED = 100;
const PASSWORD = 'correct horse battery staple';

type Kind =
  | 'get'
  | 'list'
  | 'search'
  | 'big-list'
  | 'create'
  | 'change'
  | 'sign-in'
  | 'session'
  | 'logs'
  | 'team'
  | 'refused'
  | 'delete';

/** How often each kind of request comes, of 100. */
const shares: Readonly<Record<Kind, number>> = {
  get: 46,
  list: 10,
  search: 8,
  'big-list': 1,
  create: 8,
  change: 8,
  'sign-in': 2,
  session: 4,
  logs: 3,
  team: 2,
  refused: 4,
  delete: 4,
};
const deck = Object.entries(shares).flatMap(([kind, share]) => Array<Kind>(share).fill(kind as Kind));

/** Creates the users that the load reads. */
export async function seed(client: Client): Promise<void> {
  for (let at = 0; at < SEEDED; at += 20) {
    await Promise.all(
      Array.from({ length: 20 }, (_, next) => client.send('POST', '/users', newUser(`seed${at + next}`))),
    );
  }
}

/**
 * Sends requests of all kinds, `perSecond` of them on average. Returns how many got which status; 0 if the connection
 * closed before the answer.
 */
export async function mixedLoad(
  client: Client,
  {
    seconds,
    perSecond,
    workers,
  }: { readonly seconds: number; readonly perSecond: number; readonly workers: number },
): Promise<Readonly<Record<number, number>>> {
  const statuses: Record<number, number> = {};
  const until = performance.now() + seconds * 1000;
  const step = (1000 * workers) / perSecond;
  let sent = 0;
  const work = async (): Promise<void> => {
    for (let due = performance.now(); performance.now() < until; due += step) {
      const kind = deck[Math.floor(Math.random() * deck.length)] as Kind;
      const { status } = await sendOne(client, kind, sent++).catch(() => ({ status: 0 }));
      statuses[status] = (statuses[status] ?? 0) + 1;
      await setTimeout(Math.max(0, due + step - performance.now()));
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return statuses;
}

function sendOne({ send }: Client, kind: Kind, number: number): Promise<Reply> {
  const own = `load${process.pid}x${number}`;
  const address = { 'X-Forwarded-For': `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}` };
  const known = `/users/seed${Math.floor(Math.random() * SEEDED)}`;
  switch (kind) {
    case 'get':
      return send('GET', known);
    case 'list':
      return send('GET', `/users?${queries({ method: 'limit', values: [25] })}`);
    case 'search':
      // Filters of different shapes are different statements.
      return send('GET', `/users?${queries(...filters(number))}&total=${number % 2 === 0}`);
    case 'big-list':
      return send('GET', `/users?${queries({ method: 'limit', values: [1_000] })}`);
    case 'create':
      return send('POST', '/users', { ...newUser(own), password: PASSWORD });
    case 'change':
      return send('PATCH', `${known}/prefs`, { prefs: { text: 'x'.repeat(number % 4_000), number } });
    case 'sign-in':
      return send(
        'POST',
        '/account/sessions/email',
        { email: mailOf(`seed${number % SEEDED}`), password: PASSWORD },
        address,
      );
    case 'session':
      return send('POST', `${known}/sessions`);
    case 'logs':
      return send('GET', `${known}/logs`);
    case 'team':
      return send('POST', '/teams', { teamId: own, name: `Team ${number}` });
    case 'refused':
      return send('GET', number % 2 === 0 ? `/users/nobody${number}` : '/users?queries[]=broken');
    case 'delete':
      return send('DELETE', `/users/load${process.pid}x${Math.max(0, number - 50)}`);
  }
}

function filters(number: number): readonly object[] {
  const some = [
    { method: 'equal', attribute: 'email', values: [mailOf(`seed${number % SEEDED}`)] },
    { method: 'greaterThan', attribute: '$createdAt', values: ['2020-01-01T00:00:00.000Z'] },
    { method: 'startsWith', attribute: 'name', values: ['User'] },
    { method: 'isNotNull', attribute: 'email', values: [] },
    { method: 'equal', attribute: 'status', values: [true] },
    { method: 'notEqual', attribute: 'name', values: ['Nobody', 'Somebody'].slice(0, 1 + (number % 2)) },
    { method: 'orderDesc', attribute: '$createdAt' },
    { method: 'orderAsc', attribute: 'name' },
  ];
  return some.filter((_, at) => ((number >> at) & 1) === 1);
}

function queries(...list: readonly object[]): string {
  return list.map((query) => `queries[]=${encodeURIComponent(JSON.stringify(query))}`).join('&');
}

function newUser(id: string): {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly password?: string;
} {
  return {
    userId: id,
    email: mailOf(id),
    name: `User ${id}`,
    ...(id.startsWith('seed') && { password: PASSWORD }),
  };
}

function mailOf(id: string): string {
  return `${id}@example.com`;
}
