import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { type Endpoint, endpointsOf, type Model, type Param } from './endpoint.ts';
import { type About, openApi } from './openapi.ts';

const endpoint = endpointsOf<{ readonly open?: true }, string>();
const pet: Model<unknown, string> = {
  name: 'pet',
  schema: z.object({ name: z.string() }),
  view: (value) => value,
};
const pets: Model<unknown, string> = {
  name: 'petList',
  schema: z.object({ pets: z.array(pet.schema) }),
  view: (value) => value,
};
const error = { name: 'error', schema: z.object({ type: z.string() }) };
const about: About<Endpoint<{ readonly open?: true }, string>> = {
  title: 'Pets',
  version: '1.0.0',
  description: 'All about pets.',
  prefix: '/v1',
  parts: [pet],
  error,
  errorKinds: [{ type: 'pet_not_found', status: 404, message: 'No such pet.' }],
  securitySchemes: {},
  termsOf: ({ meta }) => ({
    description: meta.open ? 'Open.' : 'Needs a key.',
    security: [{ key: [] }],
    extensions: { 'x-animals': true },
  }),
};
const told = { tag: 'pets', summary: 'Do it', meta: {}, run: async () => undefined } as const;
const answers = (model: Model<unknown, string>) => ({ status: 200, model });

const trimmed = z
  .string()
  .transform((text) => text.trim())
  .meta({ maxLength: 5 });
const id: Param & { optional: false } = {
  schema: trimmed,
  rule: 'must be an id',
  description: 'Id.',
  place: 'path',
  optional: false,
};
const words: Param & { optional: true } = {
  schema: z.array(z.string()),
  rule: 'must be words',
  description: 'Words.',
  place: 'input',
  optional: true,
};

describe('an OpenAPI document', () => {
  it('a GET endpoint has its parameters in path and query, arrays by their own spelling', () => {
    const list = endpoint({
      method: 'GET',
      path: '/pets/:petId',
      operation: 'petsList',
      ...told,
      input: { petId: id, words },
      output: answers(pets),
    });

    const { paths } = openApi([list], about);

    assert.deepEqual(paths, {
      '/pets/{petId}': {
        get: {
          operationId: 'petsList',
          summary: 'Do it',
          description: 'Needs a key.',
          tags: ['pets'],
          'x-animals': true,
          security: [{ key: [] }],
          parameters: [
            {
              name: 'petId',
              in: 'path',
              required: true,
              description: 'Id. The value must be an id.',
              schema: { type: 'string', maxLength: 5 },
            },
            {
              name: 'words[]',
              in: 'query',
              required: false,
              description:
                'Words. The value must be words. Repeat the parameter for each value, as `words[]=` or numbered, as `words[0]=`.',
              style: 'form',
              explode: true,
              schema: { type: 'array', items: { type: 'string' } },
            },
          ],
          responses: {
            200: {
              description: 'Done.',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/petList' } } },
            },
            default: { $ref: '#/components/responses/error' },
          },
        },
      },
    });
  });

  it('any other endpoint has its input in a JSON body', () => {
    const rename = endpoint({
      method: 'PUT',
      path: '/pets/:petId',
      operation: 'petsRename',
      ...told,
      meta: { open: true },
      output: { status: 204 },
      input: { petId: id, name: { ...id, place: 'input' }, words },
    });

    const operation = openApi([rename], about).paths['/pets/{petId}']?.put;

    assert.deepEqual(operation?.requestBody, {
      required: true,
      description: 'Null counts as missing for optional fields.',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: {
              name: { type: 'string', maxLength: 5, description: 'Id. The value must be an id.' },
              words: {
                type: 'array',
                items: { type: 'string' },
                description: 'Words. The value must be words.',
              },
            },
            required: ['name'],
          },
        },
      },
    });
    assert.deepEqual(operation?.responses['204'], { description: 'Done. The response has no body.' });
  });

  it('a model within another is a reference to it', () => {
    const list = endpoint({
      method: 'GET',
      path: '/pets',
      operation: 'petsList',
      ...told,
      input: {},
      output: answers(pets),
    });

    const { schemas } = openApi([list], about).components;

    assert.deepEqual(schemas, {
      error: { type: 'object', properties: { type: { type: 'string' } }, required: ['type'] },
      pet: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
      petList: {
        type: 'object',
        properties: { pets: { type: 'array', items: { $ref: '#/components/schemas/pet' } } },
        required: ['pets'],
      },
    });
  });

  it('two models must not share one schema', () => {
    const dog = { ...pet, name: 'dog' };

    assert.throws(() => openApi([], { ...about, parts: [pet, dog] }), {
      message: 'The models pet and dog share one schema.',
    });
  });

  it('a model that is a text is answered as plain text', () => {
    const sound: Model<unknown, string> = { name: 'sound', schema: z.string(), view: (value) => value };
    const bark = endpoint({
      method: 'GET',
      path: '/bark',
      operation: 'bark',
      ...told,
      input: {},
      output: answers(sound),
    });

    const { responses } = openApi([bark], about).paths['/bark']?.get ?? {};

    assert.deepEqual(responses?.['200'], {
      description: 'Done.',
      content: { 'text/plain': { schema: { $ref: '#/components/schemas/sound' } } },
    });
  });

  it('bodies have the media types of the protocol, and refusals every shape that there is', () => {
    const fault = { name: 'fault', schema: z.object({ fault: z.string() }) };
    const add = endpoint({
      ...told,
      ...{ method: 'POST', path: '', operation: 'petsAdd' },
      input: { words },
      output: { status: 201, model: pet, others: [{ status: 204, description: 'It was there.' }] },
    });
    const media = ['application/json', 'application/xml'];

    const { paths, components } = openApi([add], {
      ...about,
      media,
      termsOf: () => ({ description: '', security: [], errors: [fault] }),
    });

    const { requestBody, responses = {} } = paths['/']?.post ?? {};
    const contents = [requestBody, responses['201'], responses.default, components.responses.error].map(
      (each) => Object.keys((each as { content?: object } | undefined)?.content ?? {}),
    );
    assert.deepEqual(contents, Array(4).fill(media));
    assert.deepEqual(responses['204'], { description: 'It was there.' });
    assert.deepEqual(
      (responses.default as { content: Record<string, { schema: unknown }> }).content[media[0] ?? '']?.schema,
      { anyOf: [{ $ref: '#/components/schemas/error' }, { $ref: '#/components/schemas/fault' }] },
    );
  });
});
