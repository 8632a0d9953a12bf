import type * as Sdk from '../../sdk/src/index.ts';
import type { Example } from './examples.ts';
import type { ExamplePlace } from './examples-place.ts';
import { scenes } from './examples-scenes.ts';

const EMAIL = 'ann@example.com';
const PHONE = '+14155552671';
/** MD5 of "correct horse battery": made at once, where there are hundreds of users to make. */
const PASSWORD_MD5 = '88e4ddd2402d92d50e1879d6ecd9ffd4';

/** What an example finds without having made it. */
export type World = {
  readonly client: Sdk.Client;
  readonly users: Sdk.Users;
  readonly account: Sdk.Account;
  readonly teams: Sdk.Teams;
  readonly health: Sdk.Health;
  readonly hex: Sdk.HexUsers;
  readonly key: string;
  readonly sessionId: string;
  readonly secret: string;
  readonly otp: string;
  readonly challengeId: string;
  readonly membershipId: string;
  readonly identityId: string;
  readonly idToken: string;
  readonly people: readonly { readonly email: string }[];
  readonly names: readonly string[];
  readonly traceparent: string;
  readonly signal: AbortSignal;
  readonly console: Pick<Console, 'log' | 'error'>;
  readonly equal: (actual: unknown, told: string) => void;
};

/** What a scene works with: the world as it is so far, and the place where it stands. */
export type Stage = ExamplePlace & { readonly world: World };

/**
 * A world of its own for an example: nobody but Ann, with a session, and the team "staff"; and what else the example
 * asks for, as its scene says.
 */
export async function worldFor(example: Example, place: ExamplePlace): Promise<World> {
  const world = await plainWorld(place);
  return { ...world, ...(await sceneOf(example)?.({ ...place, world })) };
}

/** Whether the example leaves a world without a scene as it is, for the next one that does. */
export function onlyReads(example: Example): boolean {
  const isReading = example.calls.every((call) => /\.(get|list|iterate)/.test(call));
  return isReading && !example.isWhole && sceneOf(example) === undefined;
}

function sceneOf({ calls }: Example) {
  return Object.entries(scenes).find(([call]) => calls.includes(call))?.[1];
}

async function plainWorld(place: ExamplePlace): Promise<World> {
  const { sdk, asServer } = place;
  const client = asServer();
  const users = new sdk.Users(client);
  const teams = new sdk.Teams(client);
  await clear(users, teams);
  const name = 'Ann';
  await users.createMD5User({ userId: 'ann', email: EMAIL, password: PASSWORD_MD5, name });
  await users.updatePhone('ann', PHONE);
  const { $id: sessionId, secret } = await users.createSession('ann');
  await teams.create('staff', 'Staff');
  const none = { secret: '', otp: '', challengeId: '', membershipId: '', identityId: '', idToken: '' };
  const hex = new sdk.HexUsers({ repoUrl: `${place.base}/hex/api` });
  return {
    client,
    users,
    teams,
    hex,
    ...none,
    sessionId,
    key: place.key,
    account: new sdk.Account(place.as(secret)),
    health: new sdk.Health(client),
    people: [{ email: EMAIL }, { email: 'bea@example.com' }],
    names: ['email', 'phone'],
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    signal: new AbortController().signal,
    console: { log: () => {}, error: () => {} },
    equal: place.equal,
  };
}

async function clear(users: Sdk.Users, teams: Sdk.Teams): Promise<void> {
  for (const { $id } of (await users.list()).users) await users.delete($id);
  for (const { $id } of (await teams.list()).teams) await teams.delete($id);
}
