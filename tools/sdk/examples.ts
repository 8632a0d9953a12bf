import type { Route } from '../../src/appwrite/route.ts';
import type { Param } from '../../src/http/endpoint.ts';
import { paramSchema, type Schema } from '../../src/http/openapi-schemas.ts';

import type { Form } from './docs.ts';

type Named = readonly [name: string, param: Param];
type Values = Readonly<Record<string, string>>;

const LINE_AT_MOST = 92;
const HASHES = {
  argon2: '$argon2id$v=19$m=19456,t=2,p=1$tuij84ecoOFeEPnGU+F7lQ$6PC/BoVfxMzlAoXYH3Wv2sWVqUY0jM+C2GZzNzNKPlc',
  bcrypt: '$2b$12$Ba5VVgucu0fVPt2FX9XSXe57uKpnxlYc7kXQpxURjsjy41Voi98gm',
  md5: '88e4ddd2402d92d50e1879d6ecd9ffd4',
  phpass: '$P$9Ab3dEf7hZFeb42Otd.mh4hqTXEWIH.',
  sha256: '9028ea0d15decaa35b2da21c0290af3b1a5ba0a30a591906f89b5074e209ea72',
  scrypt:
    'a39606327de6c7a67f2c1914e2fbb8fd368a5b0b447d8b12141772a43d56c3ddb901c1d41d38d0029c8e3ce3b7422a95b768cec5e35b16eb9b1fee0a0e94b2e9',
  modified: 'yAE+HKjIQI/jjhb+UlLHA94+1jPslPNOOXZvgoVNIf3iURsuyWjpgfazO+7GsSFUq9OcJnMsBYJEJ5n/jewfyA==',
};

/** Values that only the server knows. Examples use a variable of the same name. */
const variables = ['sessionId', 'secret', 'otp', 'challengeId', 'membershipId', 'identityId', 'idToken'];

/** Source of the values of parameters whose schema has no example. */
const values: Values = {
  provider: "'github'",
  queries: '[Query.limit(25)]',
};

const sms = { providerType: "'sms'", identifier: "'+14155552672'" };
const push = { targetId: "'browser'", identifier: "'token-of-the-browser'" };
const hash = (text: string) => ({ password: `'${text}'` });

/** Values in the example of one endpoint, including optional parameters to show. */
const operationValues: Readonly<Record<string, Values>> = {
  usersCreateTarget: sms,
  usersUpdateTarget: { identifier: "'+14155552673'" },
  usersCreateArgon2User: hash(HASHES.argon2),
  usersCreateBcryptUser: hash(HASHES.bcrypt),
  usersCreateMD5User: hash(HASHES.md5),
  usersCreatePHPassUser: hash(HASHES.phpass),
  usersCreateSHAUser: { ...hash(HASHES.sha256), passwordVersion: "'sha256'" },
  usersCreateScryptUser: {
    ...hash(HASHES.scrypt),
    passwordSalt: "'pinch of salt'",
    passwordCpu: '16384',
    passwordMemory: '8',
    passwordParallel: '1',
    passwordLength: '64',
  },
  usersCreateScryptModifiedUser: {
    ...hash(HASHES.modified),
    passwordSalt: "'YSBwaW5jaCBvZiBpdA=='",
    passwordSaltSeparator: "'Bw=='",
    passwordSignerKey:
      "'qOKj5SPrMHiN4N21jL8YXHyNFhQgcS9M3huawrlLCEfEjiHDpEjTv15LiJhti4P1+kHNNfdeh62cbEpqiGdEfA=='",
  },
  accountCreateIdTokenSession: { provider: "'oidc'", idToken: 'idToken' },
  usersCreate: { email: "'ann@example.com'" },
  accountUpdatePassword: { oldPassword: "'battery staple'" },
  accountCreatePushTarget: push,
  accountUpdatePushTarget: push,
  accountDeletePushTarget: push,
  teamsCreate: { name: "'Staff'" },
  teamsUpdateName: { name: "'All staff'" },
  teamsCreateMembership: { email: "'ann@example.com'" },
};

/** Ids that callers choose. */
const ids: Values = { userId: "'ann'", teamId: "'staff'", targetId: "'phone-of-ann'" };

/** Names of results that differ from the name of their model. */
const answers: Values = {
  account: 'user',
  preferences: 'prefs',
  jwt: '{ jwt }',
  mfaRecoveryCodes: '{ recoveryCodes }',
  mfaFactors: 'factors',
  mfaType: 'authenticator',
  mfaChallenge: 'challenge',
  usageUsers: 'usage',
  healthStatus: 'status',
  healthVersion: '{ version }',
};

/** Returns a call of a method in one of its forms. It runs if its variables are defined. */
export function exampleOf(
  route: Route,
  { name, params, form }: { readonly name: string; readonly params: readonly Named[]; form: Form },
): string {
  const given = operationValues[route.operation] ?? {};
  const isShown = ([field, { optional }]: Named) => !optional || field in given || field === 'queries';
  const begin = `${resultName(route)}await ${route.tag}.${name}(`;
  const sourceOf = ([field, param]: Named) => given[field] ?? values[field] ?? valueIn(field, param);
  if (form === 'in a row') {
    const row = params.slice(0, params.findLastIndex(isShown) + 1);
    return formatCall(
      begin,
      row.map((one) => (isShown(one) ? sourceOf(one) : 'undefined')),
      ['', ''],
    );
  }
  const fields = params.filter(isShown).map((one) => {
    const value = sourceOf(one);
    return value === one[0] ? value : `${one[0]}: ${value}`;
  });
  return formatCall(begin, fields, fields.length > 0 ? ['{ ', ' }'] : ['', '']);
}

/** Returns one line, or one line per part if that line is too long. */
function formatCall(
  begin: string,
  parts: readonly string[],
  [open, close]: readonly [string, string],
): string {
  const line = `${begin}${open}${parts.join(', ')}${close});`;
  if (line.length <= LINE_AT_MOST) return line;
  return `${begin}${open.trim()}\n${parts.map((part) => `  ${part},\n`).join('')}${close.trim()});`;
}

function resultName({ output: { model }, meta: { redirects } }: Route): string {
  if (redirects) return 'const address = ';
  if (!model) return '';
  const name = answers[model.name] ?? (model.name.endsWith('List') ? 'page' : model.name);
  return `const ${name} = `;
}

function valueIn(name: string, param: Param): string {
  if (variables.includes(name)) return name;
  const schema = paramSchema(param);
  const example = exampleIn(schema);
  if (example === 'unique()') return 'ID.unique()';
  if (ids[name]) return ids[name];
  if (example !== undefined) return literal(example);
  if (schema.const !== undefined || schema.enum) return literal(schema.const ?? schema.enum?.[0]);
  const type = [schema.type ?? schema.anyOf?.[0]?.type].flat()[0];
  if (type === 'boolean') return 'true';
  throw new Error(`No example value for ${name}. Add one to tools/sdk/examples.ts.`);
}

function exampleIn({ examples, anyOf }: Schema): unknown {
  return examples?.[0] ?? anyOf?.map(({ examples: within }) => within?.[0]).find((one) => one !== undefined);
}

function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return `${value}`;
  const fields = Object.entries(value).map(([name, one]) => `${name}: ${literal(one)}`);
  return `{ ${fields.join(', ')} }`;
}
