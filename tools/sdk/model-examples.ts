import type { Route } from '../../src/appwrite/route.ts';
import { nameIn, type Schema } from '../../src/http/openapi-schemas.ts';
import { exampleOf } from './examples.ts';
import { methodName, parametersOf } from './methods.ts';
import { modelName } from './types.ts';

type Schemas = Readonly<Record<string, Schema>>;

/** A line that gets the model from the server: as an answer, or as the first of a list that is one. */
export function modelExampleOf(name: string, schemas: Schemas, routes: readonly Route[]): string {
  const route = answering(name, routes);
  if (route) return got(route, name);
  const [list = '', field = ''] = holding(name, schemas);
  const asked = answering(list, routes);
  if (!asked) throw new Error(`No method answers the model ${name}.`);
  return `${got(asked, list)}\nconst one: Models.${modelName(name)} | undefined = answer.${field}[0];`;
}

function got(route: Route, model: string): string {
  const form = 'by name';
  const call = exampleOf(route, { name: methodName(route), params: parametersOf(route), form });
  return call.replace(/^const .*? = /, `const answer: Models.${modelName(model)} = `);
}

/** What only reads, rather than what changes something. */
function answering(name: string, routes: readonly Route[]): Route | undefined {
  const all = routes.filter(({ output }) => output.model?.name === name);
  return all.find(({ method }) => method === 'GET') ?? all[0];
}

/** The model, and the field in it, that is a list of this one. */
function holding(name: string, schemas: Schemas): readonly [list: string, field: string] | readonly [] {
  for (const [list, { properties = {} }] of Object.entries(schemas)) {
    const field = Object.entries(properties).find(
      ([, { items }]) => items?.$ref && nameIn(items.$ref) === name,
    );
    if (field) return [list, field[0]];
  }
  return [];
}
