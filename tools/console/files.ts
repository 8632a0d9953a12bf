import type { Endpoint, Param } from '../../src/http/endpoint.ts';
import { modelSchemas, nameIn, paramSchema, type Schema } from '../../src/http/openapi-schemas.ts';

const MARK = '// Generated from the endpoints by `npm run generate`. Do not edit.\n\n';

type Route = Pick<Endpoint, 'method' | 'path' | 'operation' | 'summary' | 'input' | 'output'>;

/** The typed client of the console: a line for each endpoint, and the types of what goes in and comes out. */
export function consoleClient(routes: readonly Route[], permissions: readonly string[]): string {
  const sorted = routes.toSorted((a, b) => (a.operation < b.operation ? -1 : 1));
  const models = [
    ...new Map(sorted.flatMap(({ output: { model } }) => (model ? [[model.name, model]] : []))),
  ];
  const schemas = modelSchemas(models.map(([, model]) => model));
  return [
    MARK,
    '/** Method and path of each endpoint. */\n',
    'export const endpoints = {\n',
    ...sorted.map(({ operation, method, path }) => `  ${operation}: '${method} ${path}',\n`),
    '} as const;\n\n',
    'export type Endpoints = {\n',
    ...sorted.map(endpointText),
    '};\n\n',
    `export type Permission =\n${permissions.map((name) => `  | '${name}'`).join('\n')};\n`,
    ...Object.entries(schemas).map(
      ([name, schema]) => `\nexport type ${typeName(name)} = ${typeOf(schema, 0)};\n`,
    ),
  ].join('');
}

function endpointText({ operation, summary, input, output: { model } }: Route): string {
  const fields = Object.entries(input).map(([name, param]) => inputText(name, param));
  const given = fields.length > 0 ? `{\n${fields.join('')}    }` : '{ readonly [name: string]: never }';
  return `  /** ${summary}. */\n  readonly ${operation}: {\n    readonly input: ${given};\n    readonly output: ${model ? typeName(model.name) : 'undefined'};\n  };\n`;
}

function inputText(name: string, param: Param): string {
  const mark = param.optional ? '?' : '';
  const missing = param.optional ? ' | undefined' : '';
  return `      /** ${commentOf(param.description)} */\n      readonly ${name}${mark}: ${typeOf(paramSchema(param), 3)}${missing};\n`;
}

function typeName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Returns the TypeScript type of a schema; members are indented by so many steps. */
function typeOf(schema: Schema, depth: number): string {
  if (schema.$ref) return typeName(nameIn(schema.$ref));
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum) return schema.enum.map(literal).join(' | ');
  if (schema.anyOf) return [...new Set(schema.anyOf.map((one) => typeOf(one, depth)))].join(' | ');
  return [schema.type ?? 'unknown']
    .flat()
    .map((type) => plainType(type, schema, depth))
    .join(' | ');
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

function plainType(type: string, schema: Schema, depth: number): string {
  if (type === 'integer') return 'number';
  if (type === 'array') {
    const item = typeOf(schema.items ?? {}, depth);
    return `readonly ${/[ |]/.test(item) ? `(${item})` : item}[]`;
  }
  if (type !== 'object') return type;
  if (!schema.properties) return `Readonly<Record<string, ${valueType(schema, depth)}>>`;
  const inner = '  '.repeat(depth + 1);
  const members = Object.entries(schema.properties).map(([name, member]) => {
    const mark = schema.required?.includes(name) ? '' : '?';
    const missing = mark && ' | undefined';
    const comment = member.description ? `${inner}/** ${commentOf(member.description)} */\n` : '';
    return `${comment}${inner}readonly ${name}${mark}: ${typeOf(member, depth + 1)}${missing};\n`;
  });
  return `{\n${members.join('')}${'  '.repeat(depth)}}`;
}

/** The values of an object with any keys. */
function valueType(schema: Schema, depth: number): string {
  const { additionalProperties: values } = schema as { readonly additionalProperties?: Schema | boolean };
  return typeof values === 'object' ? typeOf(values, depth) : 'unknown';
}

function commentOf(text: string): string {
  return text.replaceAll('*/', '*\\/');
}
