import { browser, CHROME, freshAddress } from '../support/browser-client.ts';
import {
  type Call,
  clientOf,
  methodsOf,
  type OfficialPackage,
  packagesInDepth,
  service,
  webPackages,
} from '../support/official-packages.ts';
import { KEY, PROJECT, type Started } from '../support/server.ts';

export type { Fields } from '../support/official-packages.ts';

/** One way of speaking to the Account service through an official package. */
export type AccountPackage = Pick<OfficialPackage, 'name' | 'isServer'> & {
  /** What the package says it understands, and so which fields its answers have. */
  readonly format: string;
  readonly has: (method: string) => boolean;
  /** Somebody at another address and with another device than everybody before. */
  readonly visitor: (to: Started) => Visitor;
};

/** Servers show a key to sign somebody in, are told the session's secret, and show that from then on. */
export type Visitor = { readonly account: Call };

/** What makes a session out of none. */
const opening = new Set([
  'createAnonymousSession',
  'createEmailPasswordSession',
  'createSession',
  'updateMagicURLSession',
  'updatePhoneSession',
]);

/** Every major that we test in depth, in every style of arguments that it takes. */
export const accountPackages: readonly AccountPackage[] = [
  ...webPackages.map((one) =>
    described(one, (to) => ({ account: service(one, 'Account', browser(to).client) })),
  ),
  ...packagesInDepth.map((one) => described(one, (to) => visitorOf(one, to))),
];

function described(one: OfficialPackage, visitor: AccountPackage['visitor']): AccountPackage {
  const { name, format, isServer } = one;
  const methods = new Set(methodsOf(one, 'Account'));
  return { name, format, isServer, has: (method) => methods.has(method), visitor };
}

function visitorOf(one: OfficialPackage, { endpoint }: Started): Visitor {
  const headers = { 'X-Forwarded-User-Agent': CHROME, 'X-Forwarded-For': freshAddress() };
  const told = { endpoint, project: PROJECT, headers };
  const asServer = service(one, 'Account', clientOf(one, { ...told, key: KEY }));
  let signedIn: Call | undefined;
  const account: Call = async (method, input) => {
    if (!opening.has(method)) return (signedIn ?? asServer)(method, input);
    const session = (await asServer(method, input)) as { readonly secret: string };
    signedIn = service(one, 'Account', clientOf(one, { ...told, session: session.secret }));
    return session;
  };
  return { account };
}
