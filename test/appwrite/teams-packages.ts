import { browser, freshAddress } from '../support/browser-client.ts';
import {
  type Call,
  clientOf,
  methodsOf,
  type OfficialPackage,
  packagesInDepth,
  service,
  webPackages,
} from '../support/official-packages.ts';
import { call, KEY, PROJECT, type Started } from '../support/server.ts';
import { freshName } from './account-fixtures.ts';

export type { Fields } from '../support/official-packages.ts';

export type Teams = Call;

/** Who calls, and the cookies that they keep: servers keep none. */
export type Caller = { readonly teams: Teams; readonly cookies: ReadonlyMap<string, string> };

/** One way of speaking to the Teams service through an official package. */
export type TeamsPackage = Pick<OfficialPackage, 'name'> & {
  /** What the package says it understands, and so which fields its answers have. */
  readonly format: string;
  /** All methods of the service, by name. */
  readonly methods: readonly string[];
  /** Only servers have keys. */
  readonly withKey: ((to: Started) => Teams) | undefined;
  /** Somebody at an address of their own; without a session's secret a guest. */
  readonly caller: (to: Started, secret?: string) => Caller;
};

/** Every major that we test in depth, in every style of arguments that it takes. */
export const teamsPackages: readonly TeamsPackage[] = [
  ...webPackages.map(ofWeb),
  ...packagesInDepth.map(ofServer),
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

function ofWeb(one: OfficialPackage): TeamsPackage {
  const { name, format } = one;
  return {
    name,
    format,
    methods: methodsOf(one, 'Teams'),
    withKey: undefined,
    caller: (to, secret) => {
      const has = secret === undefined ? {} : { cookies: new Map([[`a_session_${PROJECT}`, secret]]) };
      const { client, cookies } = browser(to, has);
      return { teams: service(one, 'Teams', client), cookies };
    },
  };
}

function ofServer(one: OfficialPackage): TeamsPackage {
  const { name, format } = one;
  return {
    name,
    format,
    methods: methodsOf(one, 'Teams'),
    withKey: ({ endpoint }) => service(one, 'Teams', clientOf(one, { endpoint, project: PROJECT, key: KEY })),
    caller: ({ endpoint }, session) => {
      const headers = { 'X-Forwarded-For': freshAddress() };
      const told = { endpoint, project: PROJECT, headers, ...(session !== undefined && { session }) };
      return { teams: service(one, 'Teams', clientOf(one, told)), cookies: new Map() };
    },
  };
}
