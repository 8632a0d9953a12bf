import assert from 'node:assert/strict';
import { type Answer, call, type serving } from '../support/server.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Somebody made for one test. */
export type Made = {
  readonly id: string;
  readonly made: Fields;
  readonly get: () => Promise<Fields>;
  /** Sends a change; answers what comes back, which is the changed user or the preferences. */
  readonly set: (path: string, body: object) => Promise<Fields>;
};

export type People = {
  readonly send: (
    method: string,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  readonly someone: (said?: Fields) => Promise<Made>;
  /** The ids that a search finds. */
  readonly found: (search: string) => Promise<readonly unknown[]>;
};

/** The users of a server, each test's own. */
export function people(server: ReturnType<typeof serving>): People {
  let count = 0;
  const send: People['send'] = (method, path, body, headers = {}) =>
    call(server.get().endpoint, method, path, { headers, ...(body && { body }) });
  return {
    send,
    found: async (search) => {
      const { body } = await send('GET', `/users?search=${encodeURIComponent(search)}`);
      return (body as { users: Fields[] }).users.map((user) => user.$id);
    },
    someone: async (said = {}) => {
      const id = `someone-${++count}`;
      const { status, body } = await send('POST', '/users', { userId: id, ...said });
      assert.equal(status, 201);
      return {
        id,
        made: body as Fields,
        get: async () => (await send('GET', `/users/${id}`)).body as Fields,
        set: async (path, change) => {
          const changed = await send(path === 'labels' ? 'PUT' : 'PATCH', `/users/${id}/${path}`, change);
          assert.equal(changed.status, 200);
          return changed.body as Fields;
        },
      };
    },
  };
}
