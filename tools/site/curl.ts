import type { OpenApi, Operation, Parameter } from '../../src/http/openapi.ts';
import type { Schema } from '../../src/http/openapi-schemas.ts';

/** A call of an operation, as one types it into a shell that knows ENDPOINT and what the security schemes need. */
export function curlExample(
  document: OpenApi,
  call: { method: string; path: string; operation: Operation },
): string {
  const { method, path, operation } = call;
  const query = (operation.parameters ?? []).filter(
    (parameter) => parameter.in === 'query' && isShown(parameter),
  );
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => shellName(name));
  return [
    ...(method === 'get' ? [query.length > 0 ? 'curl -G' : 'curl'] : [`curl -X ${method.toUpperCase()}`]),
    `"$ENDPOINT${address}"`,
    ...credentials(document, operation),
    ...query.flatMap(queryValues),
    ...body(operation),
  ]
    .join(' \\\n  ')
    .replace(' \\\n ', '');
}

/** `userId` as a shell variable or a placeholder is called. */
export function shellName(name: string): string {
  return name.replace(/[A-Z]/g, '_$&').toUpperCase();
}

function isShown({ required, schema }: Parameter): boolean {
  return required || schema.examples !== undefined;
}

function credentials(document: OpenApi, { security }: Operation): readonly string[] {
  const schemes = Object.keys(security[0] ?? {});
  return schemes.map((scheme) => {
    const header = document.components.securitySchemes[scheme]?.name ?? scheme;
    return `-H "${header}: $${shellName(scheme)}"`;
  });
}

function queryValues({ name, schema }: Parameter): readonly string[] {
  const example = exampleOf(schema);
  const values = Array.isArray(example) ? example : [example];
  return values.map((value) => `--data-urlencode ${quoted(`${name}=${value}`)}`);
}

function body({ requestBody }: Operation): readonly string[] {
  const schema = requestBody?.content['application/json']?.schema;
  if (!schema) return [];
  const visible = Object.entries(schema.properties ?? {}).filter(
    ([name, field]) => schema.required?.includes(name) || field.examples !== undefined,
  );
  const example = Object.fromEntries(visible.map(([name, field]) => [name, exampleOf(field)]));
  return ['-H "Content-Type: application/json"', `-d ${quoted(JSON.stringify(example))}`];
}

const plainExamples: Readonly<Record<string, unknown>> = {
  boolean: true,
  integer: 1,
  number: 1,
  array: [],
  object: {},
};

function exampleOf({ examples, enum: values, type }: Schema): unknown {
  return examples?.[0] ?? values?.[0] ?? plainExamples[String(type)] ?? 'text';
}

/** As one word for a shell, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
