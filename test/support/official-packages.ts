import { createRequire } from 'node:module';
import * as web28 from 'appwrite';
import * as node27 from 'node-appwrite';
import { runsMajor } from './extent.ts';
import { fetchedModule } from './fetched-tools.ts';

// Packages of majors 13 to 24 hand Node's own fetch an agent that Node 26 does not take; this is their switch to do without it.
process.env.FORCE_NODE_FETCH = 'true';
// Not imported: the types of majors 2 to 12 would be taken for those of the newest.
const require = createRequire(import.meta.url);

export type Fields = Readonly<Record<string, unknown>>;
export type Style = 'in a row' | 'as one object';
export type ServiceName = 'Users' | 'Account' | 'Teams' | 'Health';
/** Calls a method of a service by the names of its parameters, wherever and however the package takes them. */
export type Call = (method: string, input?: Fields) => Promise<unknown>;

type Method = (...values: readonly unknown[]) => Promise<unknown>;
type Client = {
  readonly headers: Readonly<Record<string, string>>;
  setEndpoint(endpoint: string): Client;
  setProject(project: string): Client;
  setKey(key: string): Client;
  setJWT(jwt: string): Client;
  /** Since 12. */
  setSession(secret: string): Client;
  addHeader(name: string, value: string): Client;
  /** Since 14. */
  ping(): Promise<unknown>;
};
type Query = typeof node27.Query;
type Module = {
  readonly Client: new () => Client;
  readonly Query: Query;
  readonly ID: { readonly unique: () => string };
} & Readonly<Partial<Record<ServiceName, new (client: never) => object>>>;

/** One major of an official package in one style of arguments. */
export type OfficialPackage = {
  readonly name: string;
  readonly major: number;
  readonly isServer: boolean;
  readonly style: Style;
  /** What the package says it understands, and so which fields its answers have. */
  readonly format: string;
  readonly module: Module;
};

/** What a program tells a client before it asks anything. */
export type Told = {
  readonly endpoint: string;
  readonly project: string;
  readonly key?: string;
  readonly session?: string;
  readonly jwt?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** From here on methods take one object as well. */
const FIRST_OF_OBJECTS = 18;

/** The majors that `npm ci` installs. The others are fetched. */
const installed: Readonly<Record<number, unknown>> = {
  2: require('node-appwrite-2'),
  12: require('node-appwrite-12'),
  27: node27,
};
const majors = [2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 16, 17, 18, 20, 22, 24, 27];

/** Every server package of this run, oldest first, in every style that it takes. */
export const serverPackages: readonly OfficialPackage[] = majors.filter(runsMajor).flatMap((major) => {
  const module = installed[major] ?? fetchedModule(`node-appwrite-${major}`);
  return stylesOf(major).map((style) => described(`node-appwrite ${major}`, major, module, style));
});

/** The same in fewer runs: of those in between now the one style, now the other, of the newest both. */
export const serverPackagesInTurn: readonly OfficialPackage[] = serverPackages.filter(
  ({ major, style }) =>
    runsMajor(major) &&
    (major < FIRST_OF_OBJECTS || major === 27 || (style === 'as one object') === (major % 4 === 2)),
);

/** The newest package for browsers, in both styles. */
export const webPackages: readonly OfficialPackage[] = stylesOf(28).map((style) =>
  described('appwrite 28', 28, web28, style),
);

const inDepth = new Set([16, 20, 27]);
/** Those with which everything is tried that a client may do, and not only each method once. */
export const packagesInDepth: readonly OfficialPackage[] = serverPackages.filter(
  ({ major }) => inDepth.has(major) && runsMajor(major),
);

/** A client that was told so much. */
export function clientOf(one: OfficialPackage, { endpoint, project, ...told }: Told): Client {
  const client = new one.module.Client().setEndpoint(endpoint).setProject(project);
  if (told.key !== undefined) client.setKey(told.key);
  if (told.session !== undefined) client.setSession(told.session);
  if (told.jwt !== undefined) client.setJWT(told.jwt);
  for (const [name, value] of Object.entries(told.headers ?? {})) client.addHeader(name, value);
  return client;
}

/** A service over a client. Refuses methods and parameters that the package does not have. */
export function service(one: OfficialPackage, name: ServiceName, client: object): Call {
  const Service = one.module[name];
  if (!Service) throw new Error(`${one.name} has no service ${name}`);
  const methods = new Service(client as never) as Readonly<Record<string, Method>>;
  return async (method, input = {}) => {
    const names = parametersOf(one, name, method);
    const strange = Object.keys(input).filter((given) => !names.includes(given));
    if (strange.length > 0) throw new Error(`${name}.${method} of ${one.name} takes no ${strange}`);
    const values = one.style === 'in a row' ? names.map((given) => input[given]) : [input];
    return methods[method]?.(...values);
  };
}

/** All methods of a service, as the package itself has them; none where it has no such service. */
export function methodsOf(one: OfficialPackage, name: ServiceName): readonly string[] {
  return Object.getOwnPropertyNames(one.module[name]?.prototype ?? {})
    .filter((method) => method !== 'constructor')
    .toSorted();
}

/** What a method takes, in the order in which it takes it: read from its source. */
export function parametersOf(one: OfficialPackage, name: ServiceName, method: string): readonly string[] {
  const source = String((one.module[name]?.prototype as Fields | undefined)?.[method] ?? '');
  if (source === '') throw new Error(`${one.name} has no method ${name}.${method}`);
  const list = /\(([^)]*)\)/.exec(source)?.[1] ?? '';
  if (list.includes('paramsOrFirst'))
    return [...source.matchAll(/(\w+): (?:paramsOrFirst|rest\[\d+\])/g)].map(([, found = '']) => found);
  return list.split(',').flatMap((found) => found.trim() || []);
}

function stylesOf(major: number): readonly Style[] {
  return major < FIRST_OF_OBJECTS ? ['in a row'] : ['in a row', 'as one object'];
}

function described(name: string, major: number, loaded: unknown, style: Style): OfficialPackage {
  // The packages' types differ by major and by style; what they send is what is under test.
  const module = loaded as Module;
  const { headers } = new module.Client();
  return {
    name: major < FIRST_OF_OBJECTS ? name : `${name}, arguments ${style}`,
    major,
    isServer: name.startsWith('node'),
    style,
    format: headers['X-Appwrite-Response-Format'] ?? '',
    module,
  };
}
