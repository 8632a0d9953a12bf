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
const MARK = '// Generated from the routes by `npm run generate`. Do not edit.\n\n';

/** The services of the package, with their documentation. */
const services = {
  users: {
    name: 'UsersMethods',
    description: 'The Users service, with one method per endpoint.',
    example: 'const methods: UsersMethods = new Users(client);',
  },
  account: {
    name: 'Account',
    description: 'The account of the current user.',
    example: `const account = new Account(client);
const session = await account.createEmailPasswordSession('ann@example.com', 'correct horse battery');`,
  },
  teams: {
    name: 'Teams',
    description: 'Teams and their members.',
    example: `const teams = new Teams(client);
const team = await teams.create({ teamId: ID.unique(), name: 'Staff' });`,
  },
  health: {
    name: 'Health',
    description: 'Health checks of the server.',
    example: `const health = new Health(client);
const { status } = await health.get();`,
  },
} as const;

/** The files of the SDK that are generated from the routes. */
export const sdkFiles: Readonly<Record<string, () => string>> = {
  [`${FOLDER}/models.ts`]: () => MARK + modelsText(modelsOfServices(), publicRoutes()),
  [`${FOLDER}/enums.ts`]: () => MARK + enumsText(publicRoutes()),
  [`${FOLDER}/error-types.ts`]: () => MARK + errorTypesText(),
  [`${FOLDER}/attributes.ts`]: () => MARK + attributesText(),
  [`${FOLDER}/version.ts`]: () =>
    `${MARK}/** Version of the protocol that responses follow. */\nexport const PROTOCOL_VERSION = '${SPOKEN_VERSION}';\n`,
  ...Object.fromEntries(
    Object.entries(services).map(([tag, service]) => [
      `${FOLDER}/${tag}.ts`,
      () => MARK + serviceText(tag, service),
    ]),
  ),
};

/**
 * Returns the routes that get a method: those of the services, without callbacks of providers. The management of the
 * project is not part of the package.
 */
export function publicRoutes(): readonly Route[] {
  const isCalled = ({ meta: { redirects, scope } }: Route) => !(redirects && scope === null);
  return routes.filter(
    (route) => Object.hasOwn(services, route.tag) && route.operation.startsWith(route.tag) && isCalled(route),
  );
}

/** Returns the models without those that only other routes answer. */
function modelsOfServices(): ReturnType<typeof appwriteDocument>['components']['schemas'] {
  const { schemas } = appwriteDocument().components;
  const ours = new Set(routes.filter(({ tag }) => Object.hasOwn(services, tag)).map(modelOf));
  const apart = new Set(
    routes
      .map(modelOf)
      .filter((name) => !ours.has(name))
      .flatMap((name) => [name, ...referredTo(schemas[name])]),
  );
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => !apart.has(name)));
}

function modelOf({ output: { model } }: Route): string {
  return model?.name ?? '';
}

function referredTo(schema: unknown): readonly string[] {
  const found = JSON.stringify(schema ?? {}).matchAll(/"\$ref":"[^"]*\/(\w+)"/g);
  return [...found].map(([, name = '']) => name);
}

type Service = { readonly name: string; readonly description: string; readonly example: string };

function serviceText(tag: string, { name, description, example }: Service): string {
  const methods = publicRoutes()
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
  const begin = `${docOf([description, ...exampleLines(example)], '')}export class ${name} {
  /** Endpoint, project and credentials. */
  readonly client: Client;

  /**
   * Creates the service on a client.
   *
   * @param client - Endpoint, project and credentials.
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
  const about = ['Every error type of the server.'];
  const doc = docOf([...about, ...exampleLines("const type: ServerErrorType = 'user_not_found';")], '');
  return `${doc}export type ServerErrorType =
${union};

/** All of them at run time, in one string. */
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

/** The queryable lists, with the model of their rows. */
const lists = [
  { model: 'user', attributes: userAttributes },
  { model: 'team', attributes: teamAttributes },
  { model: 'membership', attributes: membershipAttributes },
  { model: 'identity', attributes: identityAttributes },
  { model: 'target', attributes: targetAttributes },
];

/** The only attribute that no model has. */
const SEQUENCE = 'Position in the order of creation.';

/** An attribute must have the same type in every list, else the compiler would accept wrong values. */
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
  const about = 'Every attribute that lists can be queried by, with the type of its values.';
  const example =
    "const attribute: keyof AttributeTypes = 'email';\nconst query = Query.equal(attribute, 'ann@example.com');";
  return `${docOf([about, ...exampleLines(example)], '')}export type AttributeTypes = {
${lines.join('\n')}
};
`;
}
