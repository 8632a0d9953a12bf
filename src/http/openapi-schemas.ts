import { z } from 'zod';
import type { Param, Shape } from './endpoint.ts';

/** The subset of JSON Schema 2020-12 that we generate. */
export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly examples?: readonly unknown[];
};

const SCHEMAS = '#/components/schemas/';

/** Returns the schema of the input type, since callers send that. Checks in code have no JSON Schema. */
const options = { io: 'input', unrepresentable: 'any' } as const;

export function refTo({ name }: Shape): Schema {
  return { $ref: `${SCHEMAS}${name}` };
}

/** Returns the model name of a reference. */
export function nameIn(ref: string): string {
  return ref.slice(SCHEMAS.length);
}

export function paramSchema(param: Param): Schema {
  return plain(z.toJSONSchema(param.schema, options));
}

/** Returns the schemas by name; nested models become references. */
export function modelSchemas(shapes: readonly Shape[]): Readonly<Record<string, Schema>> {
  const registry = z.registry<{ id: string }>();
  for (const { name, schema } of shapes) {
    const known = registry.get(schema)?.id;
    if (known !== undefined && known !== name)
      throw new Error(`The models ${known} and ${name} share one schema.`);
    registry.add(schema, { id: name });
  }
  const { schemas } = z.toJSONSchema(registry, { ...options, uri: (id) => `${SCHEMAS}${id}` });
  const sorted = Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, schema]) => [name, plain(schema)]));
}

/** Removes keywords of standalone schemas. */
function plain({ $schema, $id, ...schema }: z.core.JSONSchema.BaseSchema): Schema {
  // Zod's type allows every keyword of every draft; `Schema` has those that our schemas use.
  return schema as Schema;
}
