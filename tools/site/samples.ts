import { nameIn, type Schema } from '../../src/http/openapi-schemas.ts';

type Schemas = Readonly<Record<string, Schema>>;

/** Models within models, as deep as a reader wants to see. */
const DEEPEST = 3;
const MOMENT = '2026-11-28T09:30:00.000+00:00';

const plain: Readonly<Record<string, unknown>> = {
  boolean: true,
  integer: 1,
  number: 1,
  object: {},
  null: null,
};

const byName: Readonly<Record<string, unknown>> = {
  $id: 'ann',
  id: 'ann',
  userId: 'ann',
  name: 'Ann Lee',
  userName: 'Ann Lee',
  email: 'ann@example.com',
  userEmail: 'ann@example.com',
  phone: '+14155552671',
  secret: '…',
};

/** Returns a value as the schema describes it. */
export function sampleOf(schema: Schema, schemas: Schemas, name = '', depth = 0): unknown {
  if (schema.examples && schema.examples.length > 0) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.$ref) {
    const model = schemas[nameIn(schema.$ref)];
    return model && depth < DEEPEST ? sampleOf(model, schemas, name, depth + 1) : {};
  }
  const [first] = schema.anyOf ?? [];
  if (first) return sampleOf(first, schemas, name, depth);
  if (schema.items) return depth < DEEPEST ? [sampleOf(schema.items, schemas, '', depth)] : [];
  if (schema.properties) {
    const fields = Object.entries(schema.properties);
    return Object.fromEntries(
      fields.map(([field, inner]) => [field, sampleOf(inner, schemas, field, depth)]),
    );
  }
  const type = [schema.type ?? 'string'].flat()[0] ?? 'string';
  if (type !== 'string') return plain[type] ?? [];
  if (schema.description?.includes('ISO 8601')) return MOMENT;
  return byName[name] ?? 'text';
}
