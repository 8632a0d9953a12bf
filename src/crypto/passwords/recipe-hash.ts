import { argon2 } from './argon2.ts';
import { bcrypt } from './bcrypt.ts';
import { fromBase64, fromHex, sameBytes } from './bytes.ts';
import { md5Crypt, shaCrypt } from './crypt.ts';
import { phpass } from './phpass.ts';
import { callsIn, type Expression, type HashRecipe, type Name, namesIn, readRecipe } from './recipe.ts';
import { rounds } from './rounds.ts';
import { malformed, type ParsedScheme, PLAIN_BYTES_AT_MOST, type Scheme } from './scheme.ts';
import { yescrypt } from './yescrypt.ts';

/** A value on the way longer than this never matches: functions that lengthen could be nested. */
const VALUE_BYTES_AT_MOST = 65_536;
/** Bytes that all rounds digest together. */
const ROUND_BYTES_AT_MOST = 2 ** 30;
const FIELD_BYTES_AT_MOST = 1024;

/** Stands for a pepper that is kept elsewhere: see sealed.ts. */
export const KEPT = '?';

const FORM = /^\$recipe\$([\w-]+)\$([\w-]*)\$([\w-]*)\$([\w-]*)\$(.+)$/s;

export type Recipe = {
  readonly recipe: HashRecipe;
  readonly salt: Buffer;
  readonly username: Buffer;
  readonly pepper: Buffer;
  /** As imported. */
  readonly hash: string;
};

/**
 * A hash by a recipe: `$recipe$`, then the text of the recipe, the salt, the username and the pepper in base64url, and
 * the hash as imported.
 */
export const recipeHash: ParsedScheme<Recipe> & {
  readonly encode: (parsed: {
    readonly recipe: string;
    readonly hash: string;
    readonly salt?: string;
    readonly username?: string;
    /** In base64url, or `KEPT`. */
    readonly pepper?: string;
  }) => string;
} = {
  name: 'recipe',
  parse: (stored) => {
    const parsed = parse(stored);
    return isRefused(parsed) ? undefined : parsed;
  },
  owns: (stored) => stored.startsWith('$recipe$'),
  verify: async (plain, stored) => {
    const parsed = parse(stored);
    return !isRefused(parsed) && Buffer.byteLength(plain) <= PLAIN_BYTES_AT_MOST && matches(plain, parsed);
  },
  readsAll: (plain, stored) => {
    const parsed = parse(stored);
    return isRefused(parsed) || readsAll(plain, parsed);
  },
  parameters: (stored) => {
    const parsed = parse(stored);
    return isRefused(parsed) ? {} : { recipe: parsed.recipe.text };
  },
  refusal: (stored) => {
    const parsed = parse(stored);
    return isRefused(parsed) ? parsed.refused : undefined;
  },
  original: (stored) => {
    const parsed = parse(stored);
    return isRefused(parsed) ? stored : parsed.hash;
  },
  encode: ({ recipe, hash, salt = '', username = '', pepper = '' }) => {
    const [text, salted, named] = [recipe, salt, username].map(base64url);
    return `$recipe$${text}$${salted}$${named}$${pepper}$${hash}`;
  },
};

export function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function isRefused(parsed: Recipe | { readonly refused: string }): parsed is { readonly refused: string } {
  return 'refused' in parsed;
}

const MALFORMED = malformed('recipe');

function parse(stored: string): Recipe | { readonly refused: string } {
  const found = FORM.exec(stored);
  if (!found) return refuse(MALFORMED);
  const fields = found.slice(1, 5);
  const texts = fields.map((field) => Buffer.from(field, 'base64url').toString());
  // One text has one encoding.
  if (fields.some((field, index) => field !== base64url(texts[index] ?? ''))) return refuse(MALFORMED);
  const [text = '', saltText = '', username = '', pepper = ''] = texts;
  const hash = found[5] ?? '';
  const recipe = readRecipe(text);
  if ('refused' in recipe) return recipe;

  const salt = saltOf(recipe, saltText);
  if (!salt) return refuse(`The salt is not ${recipe.salt}.`);
  const values = { salt, username: Buffer.from(username), pepper: Buffer.from(pepper) };
  for (const name of ['salt', 'username', 'pepper'] as const) {
    const { length } = values[name];
    if (!recipe.uses.has(name) && length > 0) return refuse(`The recipe uses no ${name}.`);
    if (recipe.uses.has(name) && length === 0)
      return refuse(`The recipe needs a ${name}, and there is none.`);
    if (length > FIELD_BYTES_AT_MOST)
      return refuse(`The ${name} has more than ${FIELD_BYTES_AT_MOST} bytes.`);
  }
  const refused = hashRefusal(recipe, hash);
  return refused === undefined ? { recipe, ...values, hash } : refuse(refused);
}

function refuse(refused: string): { readonly refused: string } {
  return { refused };
}

function saltOf(recipe: HashRecipe, text: string): Buffer | undefined {
  if (recipe.salt === 'hex') return fromHex(text);
  return recipe.salt === 'base64' ? fromBase64(text) : Buffer.from(text);
}

/** The schemes that `bcrypt()`, `argon2()` and `crypt()` read. */
const readers: Readonly<Record<string, readonly Scheme[]>> = {
  bcrypt: [bcrypt],
  argon2: [argon2],
  crypt: [bcrypt, argon2, md5Crypt, shaCrypt, phpass, yescrypt],
};

function readerOf(recipe: HashRecipe, hash: string): Scheme | undefined {
  const known = recipe.alternatives.map(({ name }) => readers[name]?.find((scheme) => scheme.owns(hash)));
  return known.every(Boolean) ? known[0] : undefined;
}

function hashRefusal(recipe: HashRecipe, hash: string): string | undefined {
  if (recipe.hash === 'own') {
    const reader = readerOf(recipe, hash);
    return reader
      ? reader.refusal(hash)
      : 'The hash is none that the outermost function of the recipe reads.';
  }
  const length = digestIn(recipe, hash)?.length;
  const wanted = recipe.alternatives.map(({ call, numbers }) => call.bytes?.(numbers));
  if (length !== undefined && wanted.every((bytes) => bytes === length)) return undefined;
  return `The hash is not ${wanted.join(' or ')} bytes in ${recipe.hash}.`;
}

export function digestIn(recipe: HashRecipe, hash: string): Buffer | undefined {
  return recipe.hash === 'hex' ? fromHex(hash) : fromBase64(hash);
}

type Values = Readonly<Record<Name, Buffer>> & {
  /** The settings of the stored bcrypt hash, for one inside it. */
  readonly settings: string;
};

class TooLong extends Error {}

async function matches(plain: string, parsed: Recipe): Promise<boolean> {
  try {
    return parsed.recipe.hash === 'own' ? await readsAny(plain, parsed) : await digestsToAny(plain, parsed);
  } catch (error) {
    if (error instanceof TooLong) return false;
    throw error;
  }
}

/** Tries each alternative whose text differs from those before it. */
async function readsAny(plain: string, parsed: Recipe): Promise<boolean> {
  const { recipe, hash } = parsed;
  const reader = readerOf(recipe, hash);
  const tried = new Set<string>();
  for (const { parts } of recipe.alternatives) {
    const text = (await computed(parts[0], valuesOf(plain, parsed))).toString();
    if (!tried.has(text) && (await reader?.verify(text, hash))) return true;
    tried.add(text);
  }
  return false;
}

async function digestsToAny(plain: string, parsed: Recipe): Promise<boolean> {
  const { recipe } = parsed;
  const digest = digestIn(recipe, parsed.hash) ?? Buffer.alloc(0);
  for (const each of recipe.alternatives) {
    const values = valuesOf(plain, parsed);
    let last = await computed(each, values);
    if (recipe.rounds > 1) last = await repeated(recipe, each, { ...values, last });
    if (sameBytes(last, digest)) return true;
  }
  return false;
}

/** All rounds after the first. The key of an HMAC stays, its text is replaced. */
async function repeated(
  recipe: HashRecipe,
  { call, parts, numbers }: HashRecipe['alternatives'][number],
  values: Values,
): Promise<Buffer> {
  let { last } = values;
  const keys = await Promise.all(parts.slice(0, -1).map((key) => computed(key, values)));
  if (quickValueOf(recipe.again, values).length * recipe.rounds > ROUND_BYTES_AT_MOST) throw new TooLong();
  await rounds(recipe.rounds - 1, () => {
    const next = quickValueOf(recipe.again, { ...values, last });
    last = call.run?.([...keys, next], numbers) ?? last;
  });
  return last;
}

function valuesOf(plain: string, { salt, username, pepper, hash }: Recipe): Values {
  return {
    password: Buffer.from(plain),
    salt,
    username,
    pepper,
    last: Buffer.alloc(0),
    settings: hash.slice(0, '$2b$10$'.length + 22),
  };
}

async function computed(expression: Expression | undefined, values: Values): Promise<Buffer> {
  if (!expression) return Buffer.alloc(0);
  if (!callsIn(expression).some(({ call }) => call.isSlow)) return quickValueOf(expression, values);
  if (expression.is === 'join') return bounded(Buffer.concat(await each(expression.parts, values)));
  if (expression.is !== 'call') return quickValueOf(expression, values);
  const parts = await each(expression.parts, values);
  const { call, numbers } = expression;
  if (call.verifies) return innerBcrypt(parts[0], values);
  return bounded((await call.runSlowly?.(parts, numbers)) ?? call.run?.(parts, numbers) ?? Buffer.alloc(0));
}

async function each(parts: readonly Expression[], values: Values): Promise<readonly Buffer[]> {
  const found: Buffer[] = [];
  for (const part of parts) found.push(await computed(part, values));
  return found;
}

function quickValueOf(expression: Expression, values: Values): Buffer {
  if (expression.is === 'name') return values[expression.name];
  if (expression.is === 'text') return expression.bytes;
  const parts = expression.parts.map((part) => quickValueOf(part, values));
  if (expression.is === 'join') return bounded(Buffer.concat(parts));
  return bounded(expression.call.run?.(parts, expression.numbers) ?? Buffer.alloc(0));
}

/** The bytes of a part of a recipe that takes nothing of the password; undefined of one that does, or is slow. */
export function constantIn(recipe: Recipe, expression: Expression): Buffer | undefined {
  const isSlow = callsIn(expression).some(({ call }) => call.isSlow);
  const names = namesIn(expression);
  if (isSlow || names.includes('password') || names.includes('last')) return undefined;
  try {
    return quickValueOf(expression, valuesOf('', recipe));
  } catch (error) {
    if (error instanceof TooLong) return undefined;
    throw error;
  }
}

function bounded(value: Buffer): Buffer {
  if (value.length > VALUE_BYTES_AT_MOST) throw new TooLong();
  return value;
}

/** The 60 characters of a bcrypt hash with the settings of the stored one. */
async function innerBcrypt(value: Buffer | undefined, { settings }: Values): Promise<Buffer> {
  const { hash } = await import('@node-rs/bcrypt');
  const made = await hash(value ?? '', { salt: settings });
  return Buffer.from(settings.slice(0, '$2b$'.length) + made.slice('$2b$'.length));
}

/** Whether the outermost function reads all of the password, where the password reaches it as it is. */
function readsAll(plain: string, parsed: Recipe): boolean {
  const { recipe, hash } = parsed;
  const reader = recipe.hash === 'own' ? readerOf(recipe, hash) : undefined;
  if (!reader) return true;
  return recipe.alternatives.every(({ parts: [whole] }) => {
    if (!whole || !isBare(whole)) return true;
    const input = upToPassword(whole);
    if (callsIn(input).some(({ call }) => call.isSlow)) return false;
    try {
      return reader.readsAll(quickValueOf(input, valuesOf(plain, parsed)).toString(), hash);
    } catch (error) {
      if (error instanceof TooLong) return true;
      throw error;
    }
  });
}

/** Without what follows the password: bcrypt may miss that. */
function upToPassword(expression: Expression): Expression {
  if (expression.is !== 'join') return expression;
  return { is: 'join', parts: expression.parts.slice(0, expression.parts.findLastIndex(isBare) + 1) };
}

/** Reports whether the password stands outside of every digest. */
function isBare(expression: Expression): boolean {
  if (expression.is === 'name') return expression.name === 'password';
  if (expression.is === 'text') return false;
  if (expression.is === 'call' && (expression.call.digests || expression.call.verifies)) return false;
  return expression.parts.some(isBare);
}
