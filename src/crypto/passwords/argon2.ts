import { hash, hashRaw } from '@node-rs/argon2';
import { fromBase64, sameBytes } from './bytes.ts';
import { type Argon2Cost, type NativeScheme, NUMBER, outside, type ParsedScheme, scheme } from './scheme.ts';

/** The default cost of new hashes: 19 MiB, two passes, one lane (OWASP's second profile). */
export const ARGON2_COST: Argon2Cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const KIB_AT_MOST = 131_072;
const PASSES_AT_MOST = 10;
const LANES_AT_MOST = 16;

/** The library's `Algorithm` and `Version` are const enums, which have no value at run time. */
const algorithms: Readonly<Record<string, number>> = { d: 0, i: 1, id: 2 };
const versions: Readonly<Record<string, number>> = { 16: 0, 19: 1 };

const FORM = /^\$argon2(id|i|d)\$(?:v=(16|19)\$)?([^$]+)\$([^$]+)\$([^$]+)$/;
const START = /^\$argon2(?:id|i|d)\$(?:v=\d{1,3}\$)?([^$]+)\$/;

type Costs = { readonly memoryCost: number; readonly timeCost: number; readonly threads: number };

/** `algorithm` is 0, 1 or 2 for d, i and id; `version` is 0 or 1 for 16 and 19. */
export type Argon2 = Costs & {
  readonly algorithm: number;
  readonly version: number;
  readonly salt: Buffer;
  readonly digest: Buffer;
};

/** Every argon2 hash in the PHC string format: i, d and id, version 19 and 16. A missing version means 16. */
const reader = scheme<Argon2>({
  name: 'argon2',
  owns: /^\$argon2/,
  parse: (stored) => {
    const found = FORM.exec(stored);
    if (!found) return undefined;
    const [, variant = '', versionText = '16', pairs = '', saltText = '', digestText = ''] = found;
    const [algorithm, version, costs] = [algorithms[variant], versions[versionText], costsOf(pairs)];
    const [salt, digest] = [fromBase64(saltText), fromBase64(digestText)];
    if (algorithm === undefined || version === undefined || !costs || !salt || !digest) return undefined;
    return { algorithm, version, ...costs, salt, digest };
  },
  limits: ({ memoryCost, timeCost, threads, salt, digest }) =>
    outside('The lanes of argon2 (p)', threads, 1, LANES_AT_MOST) ??
    outside('The memory of argon2 in KiB (m)', memoryCost, 8 * threads, KIB_AT_MOST) ??
    outside('The passes of argon2 (t)', timeCost, 1, PASSES_AT_MOST) ??
    outside('The bytes of the salt', salt.length, 8, 64) ??
    outside('The bytes of the hash', digest.length, 16, 128),
  matches: async (plain, { threads: parallelism, digest, ...rest }) =>
    sameBytes(await hashRaw(plain, { ...rest, parallelism, outputLen: digest.length }), digest),
});

/** The native scheme. Every byte of a password counts. */
export const argon2: ParsedScheme<Argon2> &
  NativeScheme & { readonly encode: (parsed: { readonly hash: string }) => string } = {
  ...reader,
  hash: (plain, cost = ARGON2_COST) => hash(plain, cost),
  decoy: ({ memoryCost, timeCost, parallelism } = ARGON2_COST) =>
    `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`,
  parameters: costsIn,
  needsRehash: (stored, today = ARGON2_COST) => {
    const { memoryCost, timeCost } = costsIn(stored);
    if (!stored.startsWith('$argon2id$v=19$')) return true;
    return memoryCost < today.memoryCost || memoryCost * timeCost < today.memoryCost * today.timeCost;
  },
  encode: ({ hash: parsed }) => parsed,
};

function costsIn(stored: string): Costs {
  const { memoryCost, timeCost, parallelism: threads } = ARGON2_COST;
  return costsOf(START.exec(stored)?.[1] ?? '') ?? { memoryCost, timeCost, threads };
}

const ONE_COST = new RegExp(`^([mtp])=${NUMBER}$`);

/** Accepts any order. Other names (`keyid`, `data`) refer to data that the string does not contain. */
function costsOf(pairs: string): Costs | undefined {
  const costs = new Map<string, number>();
  for (const pair of pairs.split(',')) {
    const [, name = '', value] = ONE_COST.exec(pair) ?? [];
    if (value === undefined || costs.has(name)) return undefined;
    costs.set(name, Number(value));
  }
  const [memoryCost, timeCost, threads] = ['m', 't', 'p'].map((name) => costs.get(name));
  if (memoryCost === undefined || timeCost === undefined || threads === undefined) return undefined;
  return { memoryCost, timeCost, threads };
}
