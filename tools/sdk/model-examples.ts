import type { Route } from '../../src/appwrite/route.ts';
import { nameIn, type Schema } from '../../src/http/openapi-schemas.ts';
import { exampleOf } from './examples.ts';
import { methodName, parametersOf } from './methods.ts';
import { modelName } from './types.ts';

type Schemas = Readonly<Record<string, Schema>>;

/** Returns a call that gets the model from the server, alone or as the first of a list. */
export function modelExampleOf(name: string, schemas: Schemas, routes: readonly Route[]): string {
  const route = routeReturning(name, routes);
  if (route) return callOf(route, name);
  const [list = '', field = ''] = listHolding(name, schemas);
  const listing = routeReturning(list, routes);
  if (!listing) throw new Error(`No method returns the model ${name}.`);
  return `${callOf(listing, list)}\nconst one: Models.${modelName(name)} | undefined = result.${field}[0];`;
}

function callOf(route: Route, model: string): string {
  const form = 'by name';
  const call = exampleOf(route, { name: methodName(route), params: parametersOf(route), form });
  return call.replace(/^const .*? = /, `const result: Models.${modelName(model)} = `);
}

/** Returns a route with this model as result, preferably one that only reads. */
function routeReturning(name: string, routes: readonly Route[]): Route | undefined {
  const all = routes.filter(({ output }) => output.model?.name === name);
  return all.find(({ method }) => method === 'GET') ?? all[0];
}

/** Returns the list model of a model, and the field of the list. */
function listHolding(name: string, schemas: Schemas): readonly [list: string, field: string] | readonly [] {
  for (const [list, { properties = {} }] of Object.entries(schemas)) {
    const field = Object.entries(properties).find(
      ([, { items }]) => items?.$ref && nameIn(items.$ref) === name,
    );
    if (field) return [list, field[0]];
  }
  return [];
}
