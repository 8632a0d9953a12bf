import { type Call, calls, type Work } from './recipe-calls.ts';

/** Inputs of a recipe. `last` is the digest of the round before. */
export const names = ['password', 'salt', 'pepper', 'username', 'last'] as const;

export type Name = (typeof names)[number];

export type Expression =
  | { readonly is: 'name'; readonly name: Name }
  | { readonly is: 'text'; readonly bytes: Buffer }
  | { readonly is: 'join'; readonly parts: readonly Expression[] }
  | {
      readonly is: 'call';
      readonly name: string;
      readonly call: Call;
      readonly parts: readonly Expression[];
      readonly numbers: readonly number[];
    };

type CallExpression = Extract<Expression, { is: 'call' }>;

/** How an application made its hashes. `docs/guide/recipes.md` has the grammar. */
export type HashRecipe = {
  readonly text: string;
  /** Tried in order. */
  readonly alternatives: readonly CallExpression[];
  /** How the stored hash is written. `own`: the outermost function reads its own text, as bcrypt does. */
  readonly hash: 'hex' | 'base64' | 'own';
  readonly rounds: number;
  /** What the next round digests. */
  readonly again: Expression;
  /** How the text of the salt becomes bytes. */
  readonly salt: 'utf8' | 'hex' | 'base64';
  readonly uses: ReadonlySet<Name>;
};

const CHARACTERS_AT_MOST = 1000;
const NODES_AT_MOST = 100;
const DEPTH_AT_MOST = 16;
const DIGESTS_DEEP_AT_MOST = 4;
const ALTERNATIVES_AT_MOST = 4;
/** Digests that run on the event loop, and steps of the functions that do not, each about a microsecond. */
const WORK_AT_MOST: Work = { digests: 2_000_000, steps: 10_000_000 };

class Refused extends Error {}

/** Reads a recipe. Refuses one that is malformed or too expensive; the sentence quotes no text of the recipe. */
export function readRecipe(text: string): HashRecipe | { readonly refused: string } {
  try {
    return readWhole(text);
  } catch (error) {
    if (error instanceof Refused) return { refused: `The recipe is refused: ${error.message}.` };
    throw error;
  }
}

function readWhole(text: string): HashRecipe {
  if (text.length > CHARACTERS_AT_MOST)
    throw new Refused(`it has more than ${CHARACTERS_AT_MOST} characters`);
  const reader = new Reader(tokensOf(text));
  const alternatives = [outermost(reader.expression())];
  while (reader.takes('or')) alternatives.push(outermost(reader.expression()));
  if (alternatives.length > ALTERNATIVES_AT_MOST)
    throw new Refused(`it has more than ${ALTERNATIVES_AT_MOST} alternatives`);

  const options = optionsOf(reader);
  const again = options.again ?? { is: 'name', name: 'last' };
  const ownText = alternatives.filter(({ call }) => call.verifies).length;
  if (ownText > 0 && ownText < alternatives.length)
    throw new Refused('its alternatives make different kinds of hashes');
  if (ownText > 0 && (options.hash || options.rounds !== undefined || options.again))
    throw new Refused('bcrypt, argon2 and crypt take no options but salt');
  const rounds = options.rounds ?? 1;
  const recipe: HashRecipe = {
    text,
    alternatives,
    hash: ownText > 0 ? 'own' : (options.hash ?? 'hex'),
    rounds,
    again,
    salt: options.salt ?? 'utf8',
    uses: new Set([...alternatives, again].flatMap(namesIn)),
  };
  checkWhole(recipe);
  return recipe;
}

type Options = {
  hash?: 'hex' | 'base64';
  rounds?: number;
  again?: Expression;
  salt?: 'utf8' | 'hex' | 'base64';
};

function optionsOf(reader: Reader): Options {
  const options: Options = {};
  const set = <Key extends keyof Options>(key: Key, value: Options[Key]): void => {
    if (options[key] !== undefined) throw new Refused(`it says ${key} twice`);
    options[key] = value;
  };
  while (reader.takes(',')) {
    const name = reader.word();
    if (name === 'hex' || name === 'base64') {
      set('hash', name);
      continue;
    }
    reader.needs('=');
    if (name === 'rounds') set('rounds', reader.number());
    else if (name === 'again') set('again', reader.expression());
    else if (name === 'salt') set('salt', oneOf(reader.word(), ['utf8', 'hex', 'base64'] as const));
    else throw new Refused('its options are hex, base64, rounds=, again= and salt=');
  }
  reader.end();
  return options;
}

function oneOf<Word extends string>(word: string, known: readonly Word[]): Word {
  const found = known.find((each) => each === word);
  if (!found) throw new Refused(`it needs one of ${known.join(', ')}`);
  return found;
}

function outermost(expression: Expression): CallExpression {
  if (expression.is !== 'call' || !(expression.call.bytes || expression.call.verifies))
    throw new Refused('its outermost function must be a digest, bcrypt, argon2 or crypt');
  return expression;
}

/** The rules that need the whole recipe. */
function checkWhole(recipe: HashRecipe): void {
  const { alternatives, again, rounds, uses } = recipe;
  if (!alternatives.every((each) => namesIn(each).includes('password')))
    throw new Refused('each alternative must use the password');
  if (alternatives.some((each) => namesIn(each).includes('last')))
    throw new Refused('last belongs into again=');
  if (rounds < 1) throw new Refused('rounds begin at 1');
  if (rounds > 1 && !alternatives.every(({ call }) => call.repeats))
    throw new Refused('only a digest or hmac has rounds');
  if (!uses.has('last')) throw new Refused('again= must use last');
  if (callsIn(again).some(({ call }) => call.isSlow)) throw new Refused('again= takes plain digests only');
  for (const each of alternatives) {
    if (each.parts.some(hasOuterOnly) && !isTwofoldBcrypt(each))
      throw new Refused('bcrypt, argon2 and crypt stand outermost');
    const deep = Math.max(digestsDeep(each), rounds > 1 ? 1 + digestsDeep(again) : 0);
    if (deep > DIGESTS_DEEP_AT_MOST)
      throw new Refused(`its digests are more than ${DIGESTS_DEEP_AT_MOST} deep`);
  }
  checkWork(recipe);
}

/** WoltLab 4 puts the text of one bcrypt hash into another with the same salt. */
function isTwofoldBcrypt({ name, parts: [inner] }: CallExpression): boolean {
  return (
    name === 'bcrypt' && inner?.is === 'call' && inner.name === 'bcrypt' && !inner.parts.some(hasOuterOnly)
  );
}

function hasOuterOnly(expression: Expression): boolean {
  return callsIn(expression).some(({ call }) => call.verifies);
}

function checkWork({ alternatives, again, rounds }: HashRecipe): void {
  const total = { digests: 0, steps: 0 };
  const add = (expression: Expression, times: number): void => {
    for (const { call, numbers } of callsIn(expression)) {
      const refused = call.refusal?.(numbers);
      if (refused !== undefined) throw new Refused(refused);
      const work = call.work(numbers);
      total.digests += work.digests * times;
      total.steps += work.steps * times;
    }
  };
  for (const each of alternatives) {
    add(each, 1);
    add(again, rounds - 1);
    total.digests += each.call.work(each.numbers).digests * (rounds - 1);
  }
  if (total.digests > WORK_AT_MOST.digests || total.steps > WORK_AT_MOST.steps)
    throw new Refused(
      `it takes more than ${WORK_AT_MOST.digests} digests or ${WORK_AT_MOST.steps} steps for one password`,
    );
}

export function callsIn(expression: Expression): readonly CallExpression[] {
  if (expression.is === 'join') return expression.parts.flatMap(callsIn);
  return expression.is === 'call' ? [expression, ...expression.parts.flatMap(callsIn)] : [];
}

export function namesIn(expression: Expression): readonly Name[] {
  if (expression.is === 'name') return [expression.name];
  return expression.is === 'text' ? [] : expression.parts.flatMap(namesIn);
}

function digestsDeep(expression: Expression): number {
  if (expression.is === 'name' || expression.is === 'text') return 0;
  const own = expression.is === 'call' && (expression.call.digests || expression.call.verifies) ? 1 : 0;
  return own + Math.max(0, ...expression.parts.map(digestsDeep));
}

type Token = {
  readonly kind: 'word' | 'text' | 'number' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
};

const TOKEN = /\s*(?:([a-z][a-z\d_]*)|'((?:[^']|'')*)'|(\d{1,9}(?!\d))|([()+,=]))/y;

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (const end = text.trimEnd().length; at < end; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) throw new Refused(`nothing known stands at character ${at + 1}`);
    const [, word, quoted, number, sign] = found;
    if (word !== undefined) tokens.push({ kind: 'word', text: word, at });
    else if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.replaceAll("''", "'"), at });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
    else tokens.push({ kind: 'sign', text: sign ?? '', at });
  }
  return [...tokens, { kind: 'end', text: '', at }];
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #nodes = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Terms joined by `+`. */
  expression(): Expression {
    if (++this.#depth > DEPTH_AT_MOST) throw new Refused(`it is nested more than ${DEPTH_AT_MOST} deep`);
    const first = this.#term();
    const parts = [first];
    while (this.takes('+')) parts.push(this.#term());
    this.#depth--;
    return parts.length === 1 ? first : { is: 'join', parts };
  }

  takes(text: string): boolean {
    const { kind, text: found } = this.#peek();
    if ((kind !== 'sign' && kind !== 'word') || found !== text) return false;
    this.#at++;
    return true;
  }

  needs(sign: string): void {
    if (!this.takes(sign)) throw this.#unexpected(`"${sign}"`);
  }

  word(): string {
    return this.#next('word', 'a name').text;
  }

  number(): number {
    return Number(this.#next('number', 'a number').text);
  }

  end(): void {
    this.#next('end', 'the end or a comma');
  }

  #term(): Expression {
    if (++this.#nodes > NODES_AT_MOST) throw new Refused(`it has more than ${NODES_AT_MOST} parts`);
    const { kind, text } = this.#peek();
    if (kind === 'text') {
      this.#at++;
      return { is: 'text', bytes: Buffer.from(text) };
    }
    const word = this.#next('word', 'a name, a function or a text in quotes').text;
    const name = names.find((each) => each === word);
    if (name) return { is: 'name', name };
    return this.#call(word);
  }

  #call(name: string): Expression {
    const { at } = this.#peek();
    const call = calls.get(name);
    if (!call) throw new Refused(`it has an unknown name before character ${at + 1}`);
    this.needs('(');
    const parts: Expression[] = [];
    const numbers: number[] = [];
    for (let index = 0; index < call.parts + call.numbers; index++) {
      if (index > 0) this.needs(',');
      if (index < call.parts) parts.push(this.expression());
      else numbers.push(this.number());
    }
    this.needs(')');
    if (call.takesText && !parts.every(isText))
      throw new Refused(`${name} takes text: put hex() or base64() around the digest`);
    return { is: 'call', name, call, parts, numbers };
  }

  #peek(): Token {
    // The last token is the end, and is never passed.
    return this.#tokens[this.#at] ?? { kind: 'end', text: '', at: 0 };
  }

  #next(kind: Token['kind'], wanted: string): Token {
    const token = this.#peek();
    if (token.kind !== kind) throw this.#unexpected(wanted);
    if (kind !== 'end') this.#at++;
    return token;
  }

  #unexpected(wanted: string): Refused {
    return new Refused(`${wanted} is missing at character ${this.#peek().at + 1}`);
  }
}

/** Reports whether an expression always makes UTF-8. */
function isText(expression: Expression): boolean {
  if (expression.is === 'join') return expression.parts.every(isText);
  return expression.is !== 'call' || expression.call.makesText === true;
}
