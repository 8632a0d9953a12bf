type Values = Readonly<Record<string, unknown>>;

/** What systems call that which opens an account: sealed seeds, hashes of recovery codes, tokens of resets. */
const SECRET_NAME = /secret|passw|token|hash|salt|seed|otp|(?:recovery|backup).?code|private.?key/i;
/** A hash that names its scheme, whatever the field is called. */
const HASH = /^(?:\$[\w-]{1,32}\$|\{[A-Z][\w-]{1,32}\}).{8}/i;

/** Reports whether a field of another system may hold a secret. Moments, numbers and flags are none. */
export function isSecretField(name: string, value: unknown): boolean {
  if (typeof value === 'string') return HASH.test(value) || (value !== '' && SECRET_NAME.test(name));
  return typeof value === 'object' && value !== null && SECRET_NAME.test(name);
}

export function isSecretText(value: unknown): boolean {
  return typeof value === 'string' && HASH.test(value);
}

/**
 * Returns private metadata without what looks like a secret among the fields that imports kept (`imported`), and how many
 * fields that are. Imports keep seeds that they cannot open, and hashes of recovery codes, for whoever has their key.
 */
export function withoutImportedSecrets(metadata: Values): { readonly kept: Values; readonly left: number } {
  if (!isObject(metadata.imported)) return { kept: metadata, left: 0 };
  let left = 0;
  const without = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      const some = value.filter((each) => !isSecretText(each));
      left += value.length - some.length;
      return some.map(without);
    }
    if (!isObject(value)) return value;
    const fields = Object.entries(value);
    const some = fields.filter(([name, each]) => !isSecretField(name, each));
    left += fields.length - some.length;
    return Object.fromEntries(some.map(([name, each]) => [name, without(each)]));
  };
  // The names of systems are ours: one could look like a secret.
  const systems = Object.entries(metadata.imported).map(([system, fields]) => [system, without(fields)]);
  return { kept: { ...metadata, imported: Object.fromEntries(systems) }, left };
}

/** The same in JSON. Undefined where nothing is left out, so that the text stays as it is, also one that is damaged. */
export function withoutSecretsInText(
  text: string,
): { readonly kept: string; readonly left: number } | undefined {
  let metadata: unknown;
  try {
    metadata = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(metadata)) return undefined;
  const { kept, left } = withoutImportedSecrets(metadata);
  return left === 0 ? undefined : { kept: JSON.stringify(kept), left };
}

function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
