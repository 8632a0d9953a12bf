import { before } from 'node:test';
import { AppwriteException, Client, Users } from 'node-appwrite';
import { onEachEngine } from '../support/engines.ts';
import { type Answer, call, KEY, PROJECT, serving } from '../support/server.ts';

/** Lists of five people, asked for as a client's library asks, and as none does. */
export type People = {
  /** The ids of a page, with `total` before them; or the refusal's type and message. */
  readonly listed: (queries?: readonly string[], search?: string) => Promise<readonly unknown[]>;
  readonly users: () => Users;
  /** `GET /users` with a query string of the test's own. */
  readonly raw: (queryString: string) => Promise<Answer>;
};

/** Runs the tests once an engine, with the five in the order of their names, and `zed` who was removed. */
export function withPeople(name: string, tests: (people: People) => void): void {
  onEachEngine(name, (database) => {
    const server = serving(database);
    let users: Users | undefined;
    const there = (): Users => {
      users ??= new Users(new Client().setEndpoint(server.get().endpoint).setProject(PROJECT).setKey(KEY));
      return users;
    };
    before(() => fill(there()));
    tests({
      users: there,
      raw: (queryString) => call(server.get().endpoint, 'GET', `/users?${queryString}`),
      listed: async (queries = [], search) => {
        try {
          const page = await there().list({ queries: [...queries], ...(search !== undefined && { search }) });
          return [page.total, ...page.users.map((user) => user.$id)];
        } catch (error) {
          if (error instanceof AppwriteException) return [error.type, error.message];
          throw error;
        }
      },
    });
  });
}

async function fill(users: Users): Promise<void> {
  await users.create({
    userId: 'ann',
    email: 'ann@example.com',
    phone: '+14155550101',
    name: 'Ann Lee',
    password: 'password',
  });
  await users.create({ userId: 'bob', email: 'bob@example.com', name: 'Bob Stone' });
  await users.create({ userId: 'cid', phone: '+14155550103', name: String.raw`Cid 100%_\ "O'Neil" 😀` });
  await users.create({ userId: 'dee' });
  await users.create({ userId: 'eve', email: 'eve.adams@mail.example.org', name: 'Éve Adams' });
  await users.create({ userId: 'zed' });
  await users.delete({ userId: 'zed' });
  await users.updateLabels({ userId: 'ann', labels: ['vip'] });
  await users.updateLabels({ userId: 'dee', labels: ['vip', 'staff'] });
  await users.updateEmailVerification({ userId: 'ann', emailVerification: true });
  await users.updatePhoneVerification({ userId: 'cid', phoneVerification: true });
  await users.updateStatus({ userId: 'bob', status: false });
}

/** A query by a method or in a shape that the library does not have. */
export function query(method: string, attribute?: unknown, values?: unknown): string {
  return JSON.stringify({ method, attribute, values });
}

export const refusal = (reason: string): readonly string[] => [
  'general_argument_invalid',
  `Invalid \`queries\` param: Invalid query: ${reason}`,
];

/** `queries` as most libraries write them into a URL. */
export function inUrl(...queries: string[]): string {
  return queries.map((text, at) => `queries[${at}]=${encodeURIComponent(text)}`).join('&');
}
