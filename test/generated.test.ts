import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { validate } from '@hyperjump/json-schema/openapi-3-1';
import { appwriteDocument } from '../src/appwrite/openapi.ts';
import { routes } from '../src/appwrite/routes.ts';
import { generatedFiles } from '../tools/generated-files.ts';
import { type Started, start } from './support/server.ts';

const ROOT = join(import.meta.dirname, '..');
describe('generated files', () => {
  for (const [file, write] of Object.entries(generatedFiles)) {
    it(`${file} is what the code gives`, () => {
      assert.ok(read(file) === write(), `${file} is not what the code gives. Run: npm run generate`);
    });
  }
});
describe('the OpenAPI document', documentTests);
describe('a running server', serverTests);

function documentTests(): void {
  const document = appwriteDocument();

  it('is valid OpenAPI 3.1', async () => {
    const written = JSON.parse(read('docs/openapi.json'));
    const output = await validate('https://spec.openapis.org/oas/3.1/schema-base', written, 'BASIC');
    assert.deepEqual(output, { valid: true });
  });

  it('has every route, and nothing else', () => {
    const told = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { operationId }]) => `${operationId}: ${method} ${path}`),
    );
    const served = routes.map(({ method, path, operation }) => {
      return `${operation}: ${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`;
    });
    assert.deepEqual(told.sort(), served.sort());
  });

  it('names each operation once', () => {
    const names = routes.map(({ operation }) => operation);
    assert.deepEqual([...new Set(names)], names);
  });

  it('gives every parameter, field and model a type', () => {
    const { parameters, bodies } = inputsOf(document);
    const untyped = [...parameters, ...bodies, ...Object.entries(document.components.schemas)]
      .filter(([, { type, anyOf, enum: values }]) => !type && !anyOf && !values)
      .map(([name]) => name);
    assert.deepEqual(untyped, []);
  });

  it('has no reference that leads nowhere', () => {
    const targets = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      ([, path]) => path ?? '',
    );
    const lost = targets.filter((path) => path.split('/').reduce<unknown>(inside, document) === undefined);
    assert.ok(targets.length > 0);
    assert.deepEqual(lost, []);
  });

  it('holds every model within another as a reference', () => {
    const { schemas } = document.components;
    const copied = Object.entries(schemas).flatMap(([name, { properties = {} }]) =>
      Object.entries(properties)
        .filter(([, field]) => JSON.stringify(field).includes('"properties":'))
        .map(([field]) => `${name}.${field}: name its model in the parts of the document`),
    );
    assert.deepEqual(copied, []);
  });
}

function serverTests(): void {
  let started: Started | undefined;
  before(async () => {
    started = await start({ DENIZEN_DATABASE: 'sqlite::memory:' });
  });
  after(() => started?.stop());

  it('gives the document to anybody, leads to the documentation, and refuses elsewhere as ever', async () => {
    const base = started?.base;
    const document = await fetch(`${base}/v1/openapi.json`);
    const page = await fetch(`${base}/`, { redirect: 'manual' });
    const lost = await fetch(`${base}/other`);

    assert.deepEqual(await document.json(), JSON.parse(read('docs/openapi.json')));
    assert.equal(page.headers.get('location'), '/docs/');
    assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(lost.status, 404);
    assert.equal(((await lost.json()) as { type: string }).type, 'general_route_not_found');
  });
}

type Document = ReturnType<typeof appwriteDocument>;

function inputsOf(document: Document) {
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
  const parameters = operations.flatMap(({ parameters: list = [] }) =>
    list.map(({ name, schema }) => [name, schema] as const),
  );
  const bodies = operations.flatMap(({ requestBody }) =>
    Object.entries(requestBody?.content['application/json']?.schema.properties ?? {}),
  );
  return { parameters, bodies };
}

function inside(value: unknown, key: string): unknown {
  return (value as Record<string, unknown> | undefined)?.[key];
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}
