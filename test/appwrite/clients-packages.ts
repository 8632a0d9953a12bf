import * as appwrite27 from 'node-appwrite';
import { KEY, PROJECT, type Started } from '../support/server.ts';

// The older packages hand Node's own fetch an agent that Node 26 does not take; this is their switch to do without it.
process.env.FORCE_NODE_FETCH = 'true';
const appwrite16 = await import('node-appwrite-16');
const appwrite20 = await import('node-appwrite-20');

type Method = (...values: readonly unknown[]) => Promise<unknown>;
/** A service of a client: methods that take their arguments in a row or as one object. */
type Service = Readonly<Record<string, Method>>;

/** One way of speaking to the server through an official package. */
export type Package = {
  readonly name: string;
  /** What the package says it understands, and so which fields its answers have. */
  readonly format: '1.6.0' | '1.8.0' | '1.9.5';
  readonly hasHealth: boolean;
  readonly takesTotal: boolean;
  readonly Query: typeof appwrite27.Query;
  readonly ID: { unique: () => string };
  readonly connect: (to: Started, key?: string) => Connected;
};

export type Connected = {
  /** Calls a method of the Users service; the order of `input` is the order of the arguments. */
  readonly users: (method: string, input?: Readonly<Record<string, unknown>>) => Promise<unknown>;
  readonly health: () => Promise<unknown>;
  readonly ping: () => Promise<unknown>;
};

type Style = 'in a row' | 'as one object';

/** Every major that we test, in every style of arguments that it takes. */
export const packages: readonly Package[] = [
  as16(),
  ...(['in a row', 'as one object'] as const).flatMap((style) => [as20(style), as27(style)]),
];

function as16(): Package {
  return {
    name: 'node-appwrite 16',
    format: '1.6.0',
    hasHealth: true,
    takesTotal: false,
    Query: appwrite16.Query as unknown as typeof appwrite27.Query,
    ID: appwrite16.ID,
    connect: ({ endpoint }, key = KEY) => {
      const client = new appwrite16.Client().setEndpoint(endpoint).setProject(PROJECT).setKey(key);
      const health = new appwrite16.Health(client);
      return {
        users: caller(new appwrite16.Users(client), 'in a row'),
        health: () => health.get(),
        ping: () => client.ping(),
      };
    },
  };
}

function as20(style: Style): Package {
  return {
    name: `node-appwrite 20, arguments ${style}`,
    format: '1.8.0',
    hasHealth: true,
    takesTotal: true,
    Query: appwrite20.Query as unknown as typeof appwrite27.Query,
    ID: appwrite20.ID,
    connect: ({ endpoint }, key = KEY) => {
      const client = new appwrite20.Client().setEndpoint(endpoint).setProject(PROJECT).setKey(key);
      const health = new appwrite20.Health(client);
      return {
        users: caller(new appwrite20.Users(client), style),
        health: () => health.get(),
        ping: () => client.ping(),
      };
    },
  };
}

function as27(style: Style): Package {
  return {
    name: `node-appwrite 27, arguments ${style}`,
    format: '1.9.5',
    hasHealth: false,
    takesTotal: true,
    Query: appwrite27.Query,
    ID: appwrite27.ID,
    connect: ({ endpoint }, key = KEY) => {
      const client = new appwrite27.Client().setEndpoint(endpoint).setProject(PROJECT).setKey(key);
      const none = () => Promise.reject(new Error('this package has no Health service'));
      return { users: caller(new appwrite27.Users(client), style), health: none, ping: () => client.ping() };
    },
  };
}

function caller(service: object, style: Style): Connected['users'] {
  // The packages' types differ by major and by style; what they send is what is under test.
  const methods = service as Service;
  return async (method, input = {}) => {
    const values = style === 'in a row' ? Object.values(input) : [input];
    return methods[method]?.(...values) ?? Promise.reject(new Error(`the package has no method ${method}`));
  };
}
