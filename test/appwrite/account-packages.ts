import * as web27 from 'appwrite';
import * as node27 from 'node-appwrite';
import { browser, CHROME, freshAddress } from '../support/browser-client.ts';
import { KEY, PROJECT, type Started } from '../support/server.ts';

// The older packages hand Node's own fetch an agent that Node 26 does not take; this is their switch to do without it.
process.env.FORCE_NODE_FETCH = 'true';
const node16 = await import('node-appwrite-16');
const node20 = await import('node-appwrite-20');

export type Fields = Readonly<Record<string, unknown>>;
type Method = (...values: readonly unknown[]) => Promise<unknown>;
type Style = 'in a row' | 'as one object';

/** One way of speaking to the Account service through an official package. */
export type AccountPackage = {
  readonly name: string;
  /** What the package says it understands, and so which fields its answers have. */
  readonly format: '1.6.0' | '1.8.0' | '1.9.5';
  /** Servers show a key to sign somebody in, are told the session's secret, and show that from then on. */
  readonly isServer: boolean;
  readonly has: (method: string) => boolean;
  /** Somebody at another address and with another device than everybody before. */
  readonly visitor: (to: Started) => Visitor;
};

export type Visitor = {
  /** Calls a method of the Account service; the order of `input` is the order of the arguments. */
  readonly account: (method: string, input?: Fields) => Promise<unknown>;
};

/** What makes a session out of none. */
const opening = new Set([
  'createAnonymousSession',
  'createEmailPasswordSession',
  'createSession',
  'updateMagicURLSession',
  'updatePhoneSession',
]);

type ServerModule = {
  readonly Client: new () => ServerClient;
  readonly Account: new (client: never) => object;
};
/** What the clients of all majors can be told. */
type ServerClient = {
  setEndpoint(endpoint: string): ServerClient;
  setProject(project: string): ServerClient;
  setKey(key: string): ServerClient;
  setSession(secret: string): ServerClient;
  setForwardedUserAgent(agent: string): ServerClient;
  addHeader(name: string, value: string): ServerClient;
};

/** Every major that we test, in every style of arguments that it takes. */
export const accountPackages: readonly AccountPackage[] = [
  ...(['in a row', 'as one object'] as const).map(ofWeb),
  ofServer('node-appwrite 16', '1.6.0', node16, 'in a row'),
  ...(['in a row', 'as one object'] as const).flatMap((style) => [
    ofServer(`node-appwrite 20, arguments ${style}`, '1.8.0', node20, style),
    ofServer(`node-appwrite 27, arguments ${style}`, '1.9.5', node27, style),
  ]),
];

function ofWeb(style: Style): AccountPackage {
  return {
    name: `appwrite 27, arguments ${style}`,
    format: '1.9.5',
    isServer: false,
    has: (method) => method in web27.Account.prototype,
    visitor: (to) => ({ account: caller(browser(to).account, style) }),
  };
}

function ofServer(
  name: string,
  format: AccountPackage['format'],
  // The packages' types differ by major; what they send is what is under test.
  module: unknown,
  style: Style,
): AccountPackage {
  const { Account, Client } = module as ServerModule;
  return {
    name,
    format,
    isServer: true,
    has: (method) => method in Account.prototype,
    visitor: ({ endpoint }) => {
      const ip = freshAddress();
      const connected = () =>
        new Client()
          .setEndpoint(endpoint)
          .setProject(PROJECT)
          .setForwardedUserAgent(CHROME)
          .addHeader('X-Forwarded-For', ip);
      const service = (client: ServerClient) => caller(new Account(client as never), style);
      const asServer = service(connected().setKey(KEY));
      let signedIn: Visitor['account'] | undefined;
      const account: Visitor['account'] = async (method, input) => {
        if (!opening.has(method)) return (signedIn ?? asServer)(method, input);
        const session = (await asServer(method, input)) as { readonly secret: string };
        signedIn = service(connected().setSession(session.secret));
        return session;
      };
      return { account };
    },
  };
}

function caller(service: object, style: Style): Visitor['account'] {
  const methods = service as Readonly<Record<string, Method>>;
  return async (method, input = {}) => {
    const values = style === 'in a row' ? Object.values(input) : [input];
    return methods[method]?.(...values) ?? Promise.reject(new Error(`the package has no method ${method}`));
  };
}
