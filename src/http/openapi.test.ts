import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { type About, openApi } from './openapi.ts';
import { type Model, type Param, route } from './route.ts';

const pet: Model = { name: 'pet', schema: z.object({ name: z.string() }), view: (value) => value };
const pets: Model = {
  name: 'petList',
  schema: z.object({ pets: z.array(pet.schema) }),
  view: (value) => value,
};
const error = { name: 'error', schema: z.object({ type: z.string() }) };
const about: About = {
  title: 'Pets',
  version: '1.0.0',
  description: 'All about pets.',
  prefix: '/v1',
  parts: [pet],
  error,
  errorKinds: [{ type: 'pet_not_found', status: 404, message: 'No such pet.' }],
  securitySchemes: {},
  securityOf: () => [{ key: [] }],
};
const told = { tag: 'pets', scope: 'users.read', summary: 'Do it', run: async () => undefined } as const;

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
  it('a GET route has its parameters in path and query, arrays by their own spelling', () => {
    const list = route({
      method: 'GET',
      path: '/pets/:petId',
      operation: 'petsList',
      ...told,
      params: { petId: id, words },
      model: pets,
    });

    const { paths } = openApi([list], about);

    assert.deepEqual(paths, {
      '/pets/{petId}': {
        get: {
          operationId: 'petsList',
          summary: 'Do it',
          description: 'Needs the scope `users.read` (Read users and what belongs to them).',
          tags: ['pets'],
          'x-scopes': ['users.read'],
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
                'Words. The value must be words. Give it once for each value, as `words[]=` or with a number, as `words[0]=`.',
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

  it('any other route has its input in a JSON body', () => {
    const rename = route({
      method: 'PUT',
      path: '/pets/:petId',
      operation: 'petsRename',
      ...told,
      scope: null,
      params: { petId: id, name: { ...id, place: 'input' }, words },
    });

    const operation = openApi([rename], about).paths['/pets/{petId}']?.put;

    assert.deepEqual(operation?.requestBody, {
      required: true,
      description: 'An optional field that is null counts as left out.',
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
    assert.deepEqual(operation?.responses['204'], { description: 'Done; the answer has no body.' });
  });

  it('a model within another is a reference to it', () => {
    const list = route({
      method: 'GET',
      path: '/pets',
      operation: 'petsList',
      ...told,
      params: {},
      model: pets,
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
    const sound: Model = { name: 'sound', schema: z.string(), view: (value) => value };
    const bark = route({
      method: 'GET',
      path: '/bark',
      operation: 'bark',
      ...told,
      params: {},
      model: sound,
    });

    const { responses } = openApi([bark], about).paths['/bark']?.get ?? {};

    assert.deepEqual(responses?.['200'], {
      description: 'Done.',
      content: { 'text/plain': { schema: { $ref: '#/components/schemas/sound' } } },
    });
  });

  it('a route that older clients know by another path says so, and stands there once', () => {
    const get = route({
      method: 'GET',
      path: '/pets/:petId',
      aliases: ['/animals/:petId'],
      operation: 'petsGet',
      ...told,
      params: { petId: id },
      model: pet,
    });

    const { paths } = openApi([get], about);

    assert.deepEqual(Object.keys(paths), ['/pets/{petId}']);
    assert.deepEqual(paths['/pets/{petId}']?.get?.['x-aliases'], ['/animals/{petId}']);
  });
});
