import * as web27 from 'appwrite';
import * as node27 from 'node-appwrite';
import { browser, freshAddress } from '../support/browser-client.ts';
import { call, KEY, PROJECT, type Started } from '../support/server.ts';
import { freshName } from './account-people.ts';

// The older packages hand Node's own fetch an agent that Node 26 does not take; this is their switch to do without it.
process.env.FORCE_NODE_FETCH = 'true';
const node16 = await import('node-appwrite-16');
const node20 = await import('node-appwrite-20');

export type Fields = Readonly<Record<string, unknown>>;
type Method = (...values: readonly unknown[]) => Promise<unknown>;
type Style = 'in a row' | 'as one object';

/** Calls a method of the Teams service; the order of `input` is the order of the arguments. */
export type Teams = (method: string, input?: Fields) => Promise<unknown>;

/** Who calls, and the cookies that they keep: servers keep none. */
export type Caller = { readonly teams: Teams; readonly cookies: ReadonlyMap<string, string> };

/** One way of speaking to the Teams service through an official package. */
export type TeamsPackage = {
  readonly name: string;
  /** What the package says it understands, and so which fields its answers have. */
  readonly format: '1.6.0' | '1.8.0' | '1.9.5';
  /** All methods of the service, by name. */
  readonly methods: readonly string[];
  /** Only servers have keys. */
  readonly withKey: ((to: Started) => Teams) | undefined;
  /** Somebody at an address of their own; without a session's secret a guest. */
  readonly caller: (to: Started, secret?: string) => Caller;
};

type ServerModule = {
  readonly Client: new () => ServerClient;
  readonly Teams: new (client: never) => object;
};
/** What the clients of all majors can be told. */
type ServerClient = {
  setEndpoint(endpoint: string): ServerClient;
  setProject(project: string): ServerClient;
  setKey(key: string): ServerClient;
  setSession(secret: string): ServerClient;
  addHeader(name: string, value: string): ServerClient;
};

/** Every major that we test, in every style of arguments that it takes. */
export const teamsPackages: readonly TeamsPackage[] = [
  ...(['in a row', 'as one object'] as const).map(ofWeb),
  ofServer('node-appwrite 16', '1.6.0', node16, 'in a row'),
  ...(['in a row', 'as one object'] as const).flatMap((style) => [
    ofServer(`node-appwrite 20, arguments ${style}`, '1.8.0', node20, style),
    ofServer(`node-appwrite 27, arguments ${style}`, '1.9.5', node27, style),
  ]),
];

export type Person = Caller & {
  readonly id: string;
  readonly email: string;
  readonly secret: string;
};

/** A user whom a server has made and signed in; a name and an email of their own. */
export async function person(one: TeamsPackage, to: Started): Promise<Person> {
  const id = freshName();
  const email = `${id}@example.com`;
  await call(to.endpoint, 'POST', '/users', { body: { userId: id, email, name: `Name of ${id}` } });
  const { body } = await call(to.endpoint, 'POST', `/users/${id}/sessions`, { body: {} });
  const { secret } = body as { readonly secret: string };
  return { ...one.caller(to, secret), id, email, secret };
}

function ofWeb(style: Style): TeamsPackage {
  return {
    name: `appwrite 27, arguments ${style}`,
    format: '1.9.5',
    methods: methodsOf(web27.Teams),
    withKey: undefined,
    caller: (to, secret) => {
      const has = secret === undefined ? {} : { cookies: new Map([[`a_session_${PROJECT}`, secret]]) };
      const { client, cookies } = browser(to, has);
      return { teams: callerOf(new web27.Teams(client), style), cookies };
    },
  };
}

function ofServer(
  name: string,
  format: TeamsPackage['format'],
  // The packages' types differ by major; what they send is what is under test.
  module: unknown,
  style: Style,
): TeamsPackage {
  const { Client, Teams } = module as ServerModule;
  const connected = ({ endpoint }: Started) => new Client().setEndpoint(endpoint).setProject(PROJECT);
  const service = (client: ServerClient) => callerOf(new Teams(client as never), style);
  return {
    name,
    format,
    methods: methodsOf(Teams),
    withKey: (to) => service(connected(to).setKey(KEY)),
    caller: (to, secret) => {
      const client = connected(to).addHeader('X-Forwarded-For', freshAddress());
      return {
        teams: service(secret === undefined ? client : client.setSession(secret)),
        cookies: new Map(),
      };
    },
  };
}

function callerOf(service: object, style: Style): Teams {
  const methods = service as Readonly<Record<string, Method>>;
  return async (method, input = {}) => {
    const values = style === 'in a row' ? Object.values(input) : [input];
    return methods[method]?.(...values) ?? Promise.reject(new Error(`the package has no method ${method}`));
  };
}

function methodsOf(service: { readonly prototype: object }): readonly string[] {
  return Object.getOwnPropertyNames(service.prototype)
    .filter((name) => name !== 'constructor')
    .toSorted();
}
