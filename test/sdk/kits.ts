import * as node27 from 'node-appwrite';
import * as ours from '../../sdk/src/index.ts';
import { CHROME, freshAddress } from '../support/browser-client.ts';
import { KEY, PROJECT, type Started } from '../support/server.ts';

export type Fields = Readonly<Record<string, unknown>>;
export type ServiceName = 'users' | 'account' | 'teams' | 'health';

/** Calls a method of a service; the order of `input` is the order of the arguments. */
export type Calls = (service: ServiceName, method: string, input?: Fields) => Promise<unknown>;

/** One way of speaking to the server. */
export type Kit = {
  readonly name: string;
  readonly isOurs: boolean;
  /** Somebody at an address of their own: with a key, with a session, or a guest. */
  readonly connect: (to: Started, as: { readonly key?: true; readonly session?: string }) => Calls;
  /** What was called, as `users.create`. */
  readonly called: Set<string>;
};

type Method = (...values: readonly unknown[]) => Promise<unknown>;
type Style = 'in a row' | 'as one object';
type Module = {
  readonly Client: new () => AnyClient;
  readonly Users: new (client: never) => object;
  readonly Account: new (client: never) => object;
  readonly Teams: new (client: never) => object;
  readonly Health?: new (client: never) => object;
};
type AnyClient = {
  setEndpoint(endpoint: string): AnyClient;
  setProject(project: string): AnyClient;
  setKey(key: string): AnyClient;
  setSession(secret: string): AnyClient;
  addHeader(name: string, value: string): AnyClient;
};

// The packages' types differ; what they send is what is under test.
export const official = (): Kit => kit('node-appwrite 27', node27 as unknown as Module, 'as one object');
export const own = (style: Style): Kit =>
  kit(`denizen-sdk, arguments ${style}`, ours as unknown as Module, style);

function kit(name: string, module: Module, style: Style): Kit {
  const called = new Set<string>();
  return {
    name,
    isOurs: name.startsWith('denizen'),
    called,
    connect: ({ endpoint }, { key, session }) => {
      const client = new module.Client().setEndpoint(endpoint).setProject(PROJECT);
      client.addHeader('user-agent', CHROME).addHeader('X-Forwarded-For', freshAddress());
      if (key) client.setKey(KEY);
      if (session) client.setSession(session);
      const given = client as never;
      const services: Readonly<Record<ServiceName, object>> = {
        users: new module.Users(given),
        account: new module.Account(given),
        teams: new module.Teams(given),
        health: module.Health ? new module.Health(given) : {},
      };
      return async (service, method, input = {}) => {
        called.add(`${service}.${method}`);
        const methods = services[service] as Readonly<Record<string, Method>>;
        const values = style === 'in a row' ? Object.values(input) : [input];
        const call = methods[method]?.bind(methods);
        if (!call) throw new Error(`${name} has no method ${service}.${method}`);
        return Object.keys(input).length > 0 ? call(...values) : call();
      };
    },
  };
}

/** Names of the methods of our services, without what only older code calls them by. */
export function methodNames(): readonly string[] {
  const services = { users: ours.Users, account: ours.Account, teams: ours.Teams, health: ours.Health };
  return Object.entries(services).flatMap(([service, { prototype }]) => {
    const all = [...ownMethods(prototype), ...ownMethods(Object.getPrototypeOf(prototype))];
    return all.map((method) => `${service}.${method}`);
  });
}

function ownMethods(prototype: object): readonly string[] {
  if (prototype === Object.prototype) return [];
  return Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function')
    .map(([name]) => name);
}
