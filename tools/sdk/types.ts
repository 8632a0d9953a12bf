import type { Route } from '../../src/appwrite/route.ts';
import type { Param } from '../../src/http/endpoint.ts';
import { nameIn, paramSchema, type Schema } from '../../src/http/openapi-schemas.ts';
import { docOf, exampleLines } from './docs.ts';
import { modelExampleOf } from './model-examples.ts';

type Schemas = Readonly<Record<string, Schema>>;

/** Models with another name in the package. An account is a user without the password hash. */
const names: Readonly<Record<string, string>> = { account: 'User' };
/** Models that no method returns. */
const unnamed = ['account', 'error', 'pong', 'preferences'];
/** Models that are generic in the preferences. */
const withPreferences = new Set(['user', 'account', 'userList', 'team', 'teamList', 'preferences']);

/** Names of enumerations by parameter. */
const enumNames: Readonly<Record<string, string>> = {
  type: 'AuthenticatorType',
  factor: 'AuthenticationFactor',
  provider: 'OAuthProvider',
  providerType: 'MessagingProviderType',
  passwordVersion: 'PasswordHash',
  range: 'UsageRange',
};
/** Deprecated members. */
const formerMembers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  AuthenticationFactor: { Recoverycode: 'recoveryCode' },
};

export function hasPreferences(model: string): boolean {
  return withPreferences.has(model);
}

export function modelName(model: string): string {
  return names[model] ?? model.charAt(0).toUpperCase() + model.slice(1);
}

/** Returns the name of the enumeration of a parameter, if it has one. */
export function enumOf(name: string, param: Param): string | undefined {
  return valuesOf(paramSchema(param)).length > 0 ? enumNames[name] : undefined;
}

/** Returns the TypeScript type of a schema. `mark` precedes list types: `readonly ` for parameters. */
export function typeOf(schema: Schema, mark = ''): string {
  if (schema.$ref) return modelName(nameIn(schema.$ref));
  const values = valuesOf(schema);
  if (values.length > 0) return values.map((value) => `'${value}'`).join(' | ');
  if (schema.anyOf) return unionOf(schema.anyOf, mark);
  return [schema.type ?? 'unknown']
    .flat()
    .map((type) => plainType(type, schema, mark))
    .join(' | ');
}

/** Leaves out strings in place of numbers, and empty strings in place of nothing: typed callers do not need them. */
function unionOf(schemas: readonly Schema[], mark: string): string {
  const hasNumber = schemas.some(({ type }) => type === 'integer');
  const useful = schemas.filter(({ type, const: only }) => only !== '' && !(hasNumber && type === 'string'));
  return [...new Set(useful.map((schema) => typeOf(schema, mark)))].join(' | ');
}

function plainType(type: string, { items = {} }: Schema, mark: string): string {
  if (type === 'integer') return 'number';
  if (type === 'object') return mark ? 'object' : 'Record<string, unknown>';
  if (type !== 'array') return type;
  const item = typeOf(items, mark);
  return `${mark}${item.includes(' ') ? `(${item})` : item}[]`;
}

function valuesOf({ enum: values, const: only }: Schema): readonly unknown[] {
  return values ?? (only === undefined || only === '' ? [] : [only]);
}

/** Types without a schema. */
const plainModels = [
  {
    description: 'Preferences of a user or a team: any JSON object.',
    code: 'Preferences = object',
    example: "const prefs: Models.Preferences = { theme: 'dark' };",
  },
  {
    description: 'Preferences of unknown shape.',
    code: 'DefaultPreferences = Record<string, unknown>',
    example: "const prefs: Models.DefaultPreferences = await users.getPrefs({ userId: 'ann' });",
  },
  {
    description: 'The empty result of a method that returns nothing.',
    code: 'Nothing = Record<string, never>',
    example: "const nothing: Models.Nothing = await users.delete({ userId: 'ann' });",
  },
];

/** Returns the models as types. */
export function modelsText(schemas: Schemas, routes: readonly Route[]): string {
  const begin = plainModels
    .map(
      ({ description, code, example }) =>
        `${docOf([description, ...exampleLines(example)], '')}export type ${code};\n`,
    )
    .join('\n');
  const models = Object.keys(schemas).filter((name) => !unnamed.includes(name));
  return `${begin}\n${models.map((name) => modelText(name, schemas, routes)).join('\n')}`;
}

function modelText(name: string, schemas: Schemas, routes: readonly Route[]): string {
  const { properties = {}, description } = schemas[name] ?? {};
  const generics = hasPreferences(name) ? '<P extends Preferences = DefaultPreferences>' : '';
  const inAccount = schemas.account?.properties ?? {};
  const fields = Object.entries(properties).map(([field, schema]) => {
    const isOptional = name === 'user' && !(field in inAccount);
    const type = field === 'prefs' ? 'P' : typeOf(schema).replace(/\b(User|Team)\b/, '$1<P>');
    const doc = docOf([descriptionOf(schemas, name, field)]);
    return `${doc}  ${field}${isOptional ? '?' : ''}: ${type};\n`;
  });
  const about = description ?? `${sentence(name)}.`;
  const example = modelExampleOf(name, schemas, routes);
  return `${docOf([about, ...exampleLines(example)], '')}export type ${modelName(name)}${generics} = {\n${fields.join('')}};\n`;
}

/** Returns the description of a field. Throws if it has none. */
export function descriptionOf(schemas: Schemas, model: string, field: string): string {
  const description = schemas[model]?.properties?.[field]?.description;
  if (!description) throw new Error(`The field ${field} of the model ${model} has no description.`);
  return description;
}

function sentence(name: string): string {
  const words = name.replace(/([A-Z])/g, ' $1').toLowerCase();
  return `${/^[aeiou](?!sa)/.test(words) ? 'An' : 'A'} ${words}`;
}

/** Returns the enumerations as values with a type of the same name. */
export function enumsText(routes: readonly Route[]): string {
  const found = new Map<string, readonly unknown[]>();
  for (const [name, param] of routes.flatMap(({ input }) => Object.entries(input))) {
    const type = enumOf(name, param);
    if (type) found.set(type, valuesOf(paramSchema(param)));
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, values]) => enumText(name, values))
    .join('\n');
}

function enumText(name: string, values: readonly unknown[]): string {
  const members = values.map((value) => [memberName(`${value}`), value] as const);
  const former = Object.entries(formerMembers[name] ?? {});
  const lines = [
    ...members.map(([member, value]) => `  /** \`${value}\` */\n  ${member}: '${value}',\n`),
    ...former.map(([member, value]) => `  /** Former name of \`${value}\`. */\n  ${member}: '${value}',\n`),
  ];
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const [[first, value] = ['', '']] = members;
  const doc = (example: string) => docOf([`Every ${words}.`, ...exampleLines(example)], '');
  return `${doc(`${name}.${first}; // ${value}`)}export const ${name} = {
${lines.join('')}} as const;
${doc(`const one: ${name} = '${value}';`)}export type ${name} = (typeof ${name})[keyof typeof ${name}];
`;
}

function memberName(value: string): string {
  const plain = value.replace(/[^A-Za-z0-9]/g, '');
  const name = plain.charAt(0).toUpperCase() + plain.slice(1);
  return /^\d/.test(name) ? `_${name}` : name;
}
