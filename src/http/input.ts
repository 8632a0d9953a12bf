import type { Fields } from './body.ts';
import type { Param, Params } from './endpoint.ts';

/** An invalid value. */
export type Issue = {
  readonly name: string;
  readonly param: Param;
  /** The broken rules, with the path within the value; empty if a required value is missing. */
  readonly broken: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
};

export type Parsed = { readonly input: Fields; readonly issues: readonly Issue[] };

/** Parses the fields of query string or body, and of the path. */
export type InputParser = (fields: Fields, path: Fields) => Parsed;

const NO_FIELDS: Fields = Object.freeze({});
const NO_ISSUES: readonly Issue[] = [];
/** Zod's own sentences ask a value for its constructor's name, which throws on an object that has one of its own. */
const PLAIN = { error: () => 'is invalid' };
const NOTHING: Parsed = { input: NO_FIELDS, issues: NO_ISSUES };

/**
 * Compiles the rules of an input. Values are checked in the order of the rules; with `stopsAtFirst`, only the first
 * invalid one is reported. Null counts as missing for optional values. Unknown fields are ignored.
 */
export function inputParser(
  params: Params,
  { stopsAtFirst }: { readonly stopsAtFirst: boolean },
): InputParser {
  const rules = Object.entries(params);
  if (rules.length === 0) return () => NOTHING;
  return (fields, path) => {
    const input: Record<string, unknown> = {};
    let issues = NO_ISSUES;
    for (const [name, param] of rules) {
      const source = param.place === 'path' ? path : fields;
      const value = Object.hasOwn(source, name) ? source[name] : undefined;
      const isMissing = value === undefined || (value === null && param.optional);
      if (isMissing && param.optional) continue;
      const quick = isMissing ? undefined : param.quick?.(value);
      if (quick !== undefined) {
        input[name] = quick;
        continue;
      }
      const parsed = isMissing ? undefined : param.schema.safeParse(value, PLAIN);
      if (parsed?.success) {
        input[name] = parsed.data;
        continue;
      }
      issues = [...issues, { name, param, broken: parsed?.error.issues ?? [] }];
      if (stopsAtFirst) break;
    }
    return { input, issues };
  };
}
