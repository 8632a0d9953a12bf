import assert from 'node:assert/strict';
import { it } from 'node:test';
import { plain as named } from '../appwrite/account-expected.ts';
import { freshName } from '../appwrite/account-fixtures.ts';
import type { ExternalProvider } from '../oauth/external-provider.ts';
import { CHROME, freshAddress } from '../support/browser-client.ts';
import type { Mailbox } from '../support/mailbox.ts';
import type { Call, Fields, Told } from '../support/official-packages.ts';
import { call, KEY, PROJECT, type Started } from '../support/server.ts';
import { isBelow } from '../support/user-fields.ts';
import { asOf, listAsOf, type ModelName, SECONDS } from './generations.ts';
import type { Speaker } from './speakers.ts';

export type World = {
  readonly server: () => Started;
  readonly box: Mailbox;
  /** Somebody with an account elsewhere, where that is part of the world. */
  readonly person?: ExternalProvider['person'];
};

/** One method of one client on its way over the wire. */
export type Walk = World & {
  readonly one: Speaker;
  /** The method that is exercised, by the name that the client has for it. */
  readonly method: string;
  /** Calls it, or the first of other methods that the client has; parameters that the client does not know stay home. */
  readonly ask: (input?: Fields, ...methods: readonly string[]) => Promise<Fields>;
  /** The same from somebody else. */
  readonly by: (told: Who) => Walk;
  /** Compares an answer as a whole with the newest picture, as the client's generation has it. */
  readonly shows: (answer: unknown, model: ModelName, picture: Fields) => void;
  readonly lists: (answer: unknown, model: ModelName, pictures: readonly Fields[], total?: number) => void;
  /** Asks with the key and without a client, in the newest format. */
  readonly raw: (method: string, path: string, body?: Fields) => Promise<Fields>;
};

type Who = Pick<Told, 'key' | 'session' | 'jwt'>;
export type Step = (walk: Walk) => Promise<void>;
/** How each method is exercised, by every name that a client has had for it. */
export type Steps = Readonly<Record<string, Step>>;

/** A test for each method that the client itself has: one that nobody exercises is red. */
export function exercise(one: Speaker, world: World, steps: Steps): void {
  for (const method of one.methods) {
    it(`${one.service}.${method}`, async () => {
      const step = steps[method];
      assert.ok(step, `nobody exercises ${one.service}.${method} of ${one.name}`);
      const called = new Set<string>();
      await step(walkOf(one, world, { method, called, who: { key: KEY } }));
      assert.ok(called.has(method), `${one.service}.${method} was not called`);
    });
  }
}

/** A user of whom only this is known, made without a client. */
export async function somebody({ raw }: Pick<Walk, 'raw'>, fields: Fields = {}): Promise<string> {
  const userId = freshName();
  await raw('POST', '/users', { userId, ...fields });
  return userId;
}

/** Fails unless the work is refused so. Before 0.13 refusals had no type. */
export async function refuses(
  { one }: Walk,
  work: Promise<unknown>,
  code: number,
  type: string,
): Promise<void> {
  const expected = [code, isBelow(one.format, '0.13.0') ? undefined : type];
  await assert.rejects(work, (error: Fields) => {
    // The packages for the first generations keep the whole answer, and no type beside it.
    const told = error.type ?? (error.response as Fields | undefined)?.type;
    assert.deepEqual([error.code, told], expected);
    return true;
  });
}

/** An answer as the data that came, without what a package adds to it. */
export function data(answer: unknown): unknown {
  return answer === undefined ? undefined : JSON.parse(JSON.stringify(answer));
}

/** An answer as plain data in which whatever differs from run to run is replaced by its name. */
export function plain(answer: unknown): unknown {
  return seconds(named(data(answer)));
}

type Parts = { readonly method: string; readonly called: Set<string>; readonly who: Who };

function walkOf(one: Speaker, world: World, parts: Parts): Walk {
  const { method, called, who } = parts;
  const ip = freshAddress();
  const connect = (): Call => {
    const headers = { 'X-Forwarded-User-Agent': CHROME, 'X-Forwarded-For': ip };
    return one.connect({ endpoint: world.server().endpoint, project: PROJECT, headers, ...who });
  };
  return {
    ...world,
    one,
    method,
    ask: async (input = {}, ...methods) => {
      const chosen = methods.length === 0 ? method : methods.find((other) => one.methods.includes(other));
      if (chosen === undefined) throw new Error(`${one.name} has none of ${methods}`);
      const known = new Set(one.parameters(chosen));
      const taken = Object.entries(input).filter(([given]) => known.has(given));
      called.add(chosen);
      return (await connect()(chosen, Object.fromEntries(taken))) as Fields;
    },
    by: (told) => walkOf(one, world, { ...parts, who: told }),
    shows: (answer, model, picture) => assert.deepEqual(plain(answer), asOf(one.format, model, picture)),
    lists: (answer, model, pictures, total) =>
      assert.deepEqual(plain(answer), listAsOf(one.format, model, pictures, total)),
    raw: async (verb, path, body) => {
      const headers = { 'User-Agent': CHROME, 'X-Forwarded-For': ip };
      const answer = await call(world.server().endpoint, verb, path, { headers, ...(body && { body }) });
      assert.ok(answer.status < 400, `${verb} ${path}: ${JSON.stringify(answer.body)}`);
      return answer.body as Fields;
    },
  };
}

/** Moments of this age of the world, in seconds. */
function seconds(answer: unknown): unknown {
  if (typeof answer === 'number') return answer > 1_600_000_000 && answer < 4_000_000_000 ? SECONDS : answer;
  if (Array.isArray(answer)) return answer.map(seconds);
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, seconds(value)]));
}
