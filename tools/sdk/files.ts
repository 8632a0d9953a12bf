import { attributes as identityAttributes } from '../../src/appwrite/identities.ts';
import { attributes as membershipAttributes } from '../../src/appwrite/memberships.ts';
import { appwriteDocument } from '../../src/appwrite/openapi.ts';
import type { QueryAttribute } from '../../src/appwrite/query-values.ts';
import type { Route } from '../../src/appwrite/route.ts';
import { routes } from '../../src/appwrite/routes.ts';
import { attributes as teamAttributes } from '../../src/appwrite/teams.ts';
import { attributes as targetAttributes } from '../../src/appwrite/user-targets.ts';
import { attributes as userAttributes } from '../../src/appwrite/users.ts';
import { SPOKEN_VERSION } from '../../src/appwrite/version.ts';
import { docOf, exampleLines } from './docs.ts';
import { methodOf } from './methods.ts';
import { descriptionOf, enumsText, modelsText } from './types.ts';

const FOLDER = 'sdk/src/generated';
const MARK = '// Written by `npm run generate` out of the routes: change those.\n\n';

/** The services of the package, with what is told of each. */
const services = {
  users: {
    name: 'UsersMethods',
    told: 'What the server does with users, one method an endpoint.',
    example: 'const methods: UsersMethods = new Users(client);',
  },
  account: {
    name: 'Account',
    told: 'The account of whoever is signed in.',
    example: `const account = new Account(client);
const session = await account.createEmailPasswordSession('ann@example.com', 'correct horse battery');`,
  },
  teams: {
    name: 'Teams',
    told: 'Teams and their members.',
    example: `const teams = new Teams(client);
const team = await teams.create({ teamId: ID.unique(), name: 'Staff' });`,
  },
  health: {
    name: 'Health',
    told: 'How the server is.',
    example: `const health = new Health(client);
const { status } = await health.get();`,
  },
} as const;

/** The files of the SDK that are written out of the routes. */
export const sdkFiles: Readonly<Record<string, () => string>> = {
  [`${FOLDER}/models.ts`]: () => MARK + modelsText(appwriteDocument().components.schemas, served()),
  [`${FOLDER}/enums.ts`]: () => MARK + enumsText(served()),
  [`${FOLDER}/error-types.ts`]: () => MARK + errorTypesText(),
  [`${FOLDER}/attributes.ts`]: () => MARK + attributesText(),
  [`${FOLDER}/version.ts`]: () =>
    `${MARK}/** Version of the protocol in whose shapes answers come. */\nexport const PROTOCOL_VERSION = '${SPOKEN_VERSION}';\n`,
  ...Object.fromEntries(
    Object.entries(services).map(([tag, service]) => [
      `${FOLDER}/${tag}.ts`,
      () => MARK + serviceText(tag, service),
    ]),
  ),
};

/** What callers call by a method of a service: not where a provider sends a browser back to. */
function served(): readonly Route[] {
  const isCalled = ({ meta: { redirects, scope } }: Route) => !(redirects && scope === null);
  return routes.filter((route) => route.operation.startsWith(route.tag) && isCalled(route));
}

type Service = { readonly name: string; readonly told: string; readonly example: string };

function serviceText(tag: string, { name, told, example }: Service): string {
  const methods = served()
    .filter((route) => route.tag === tag)
    .map((route) => methodOf(route));
  const body = methods.join('\n');
  const enums = [...new Set([...body.matchAll(/Enums\.\w+/g)])].length > 0;
  const imports = [
    "import type { Client } from '../client.ts';",
    `import { invoke${body.includes('return lead(') ? ', lead' : ''} } from '../invoke.ts';`,
    "import type { CallOptions } from '../transport.ts';",
    ...(enums ? ["import type * as Enums from './enums.ts';"] : []),
    "import type * as Models from './models.ts';",
  ];
  const begin = `${docOf([told, ...exampleLines(example)], '')}export class ${name} {
  /** Where the server is and who asks. */
  readonly client: Client;

  /**
   * Calls go out through the client.
   *
   * @param client - Where the server is and who asks.
   */
  constructor(client: Client) {
    this.client = client;
  }
`;
  return `${imports.join('\n')}\n\n${begin}\n${body}}\n`;
}

function errorTypesText(): string {
  const types = [...new Set(appwriteDocument()['x-errors'].flatMap(({ type }) => type ?? []))].sort();
  const union = types.map((type) => `  | '${type}'`).join('\n');
  const about = ['Every way in which the server refuses.'];
  const doc = docOf([...about, ...exampleLines("const refused: ServerErrorType = 'user_not_found';")], '');
  return `${doc}export type ServerErrorType =
${union};

/** The same at run time, in one text. */
export const serverErrorTypes = '${types.join(' ')}';
`;
}

const wireTypes = {
  text: 'string',
  date: 'string',
  boolean: 'boolean',
  integer: 'number',
  list: 'string[]',
} as const;

/** The lists, with the model of their rows. */
const lists = [
  { model: 'user', attributes: userAttributes },
  { model: 'team', attributes: teamAttributes },
  { model: 'membership', attributes: membershipAttributes },
  { model: 'identity', attributes: identityAttributes },
  { model: 'target', attributes: targetAttributes },
];

/** The one attribute that no model shows. */
const SEQUENCE = 'Position in the order of creation.';

/** One attribute has one type in every list that has it: the compiler would let the wrong one pass otherwise. */
function attributesText(): string {
  const { schemas } = appwriteDocument().components;
  const found = new Map<string, { readonly type: string; readonly description: string }>();
  for (const { model, attributes } of lists) {
    for (const [name, { type }] of Object.entries<QueryAttribute>(attributes)) {
      const description = name === '$sequence' ? SEQUENCE : descriptionOf(schemas, model, name);
      const known = found.get(name) ?? { type: wireTypes[type], description };
      if (known.type !== wireTypes[type]) throw new Error(`The attribute ${name} has two types.`);
      found.set(name, known);
    }
  }
  const lines = [...found]
    .toSorted()
    .map(([name, { type, description }]) => `  /** ${description} */\n  ${name}: ${type};`);
  const about = 'Every attribute that lists can be queried by, with what it is compared with.';
  const example =
    "const attribute: keyof AttributeTypes = 'email';\nconst query = Query.equal(attribute, 'ann@example.com');";
  return `${docOf([about, ...exampleLines(example)], '')}export type AttributeTypes = {
${lines.join('\n')}
};
`;
}
