import {
  type Call,
  clientOf,
  methodsOf,
  type OfficialPackage,
  packagesInDepth,
  parametersOf,
  service,
} from '../support/official-packages.ts';
import { KEY, PROJECT, type Started } from '../support/server.ts';

/** One way of speaking to the server through an official package. */
export type Package = Pick<OfficialPackage, 'name'> &
  Pick<OfficialPackage['module'], 'Query' | 'ID'> & {
    /** What the package says it understands, and so which fields its answers have. */
    readonly format: string;
    readonly hasHealth: boolean;
    readonly takesTotal: boolean;
    readonly connect: (to: Started, key?: string) => Connected;
  };

export type Connected = {
  readonly users: Call;
  readonly health: () => Promise<unknown>;
  readonly ping: () => Promise<unknown>;
};

/** Every major that we test in depth, in every style of arguments that it takes. */
export const packages: readonly Package[] = packagesInDepth.map((one) => {
  const { name, format, module } = one;
  const hasHealth = methodsOf(one, 'Health').length > 0;
  return {
    name,
    format,
    hasHealth,
    Query: module.Query,
    ID: module.ID,
    takesTotal: parametersOf(one, 'Users', 'list').includes('total'),
    connect: ({ endpoint }, key = KEY) => {
      const client = clientOf(one, { endpoint, project: PROJECT, key });
      return {
        users: service(one, 'Users', client),
        health: () => service(one, 'Health', client)('get'),
        ping: () => client.ping(),
      };
    },
  };
});
