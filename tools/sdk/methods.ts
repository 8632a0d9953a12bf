import type { Route } from '../../src/appwrite/route.ts';
import type { Param } from '../../src/http/endpoint.ts';
import { paramSchema } from '../../src/http/openapi-schemas.ts';
import { docOf, exampleLines, type Form, methodDoc, paramText } from './docs.ts';
import { exampleOf } from './examples.ts';
import { enumOf, hasPreferences, modelName, typeOf } from './types.ts';

const GENERICS = '<Preferences extends Models.Preferences = Models.DefaultPreferences>';

type Named = readonly [name: string, param: Param];

/** Parameters whose old name (`not`) is left out; the new name (`but`) is required. */
const older: Readonly<Record<string, { readonly not: string; readonly but: string }>> = {
  accountUpdatePhone: { not: 'number', but: 'phone' },
};

/** Deprecated names of methods. */
const formerNames: Readonly<Record<string, string>> = {
  accountCreateEmailVerification: 'createVerification',
  accountUpdateEmailVerification: 'updateVerification',
};

/** Returns the method of an endpoint: its overloads and a body of one line. */
export function methodOf(route: Route): string {
  const name = methodName(route);
  const params = parametersOf(route);
  const shape = { generics: isGeneric(route) ? GENERICS : '', answer: `Promise<${resultType(route)}>` };
  const overloads = overloadsOf(route, params, shape);
  const run = route.meta.redirects ? 'lead' : 'invoke';
  const body = `  ${name}(...given: unknown[]): Promise<unknown> {
    return ${run}(this.client, '${callSpec(route, params)}', given);
  }
`;
  return overloads + body + deprecatedGetter(route, name, params);
}

export function methodName({ operation, tag }: Route): string {
  const name = operation.slice(tag.length);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Returns the parameters in positional order: required ones first. */
export function parametersOf({ operation, input }: Route): readonly Named[] {
  const { not, but } = older[operation] ?? { not: '', but: '' };
  const all = Object.entries(input)
    .filter(([name]) => name !== not)
    .map(([name, param]): Named => [name, name === but ? { ...param, optional: false } : param]);
  return [...all.filter(([, { optional }]) => !optional), ...all.filter(([, { optional }]) => optional)];
}

/** The call as `invoke` parses it. `LEAD` returns the target of the redirect, `AT` the URL of the endpoint. */
function callSpec(route: Route, params: readonly Named[]): string {
  const path = route.path.replace(/:(\w+)/g, '{$1}');
  const verb = route.operation.endsWith('Session') ? 'AT' : 'LEAD';
  const marks = params.map(([name, param]) => {
    if (param.optional) return `${name}?`;
    return paramSchema(param).type === 'object' ? `${name}*` : name;
  });
  return [route.meta.redirects ? verb : route.method, path, ...marks].join(' ');
}

function isGeneric({ output: { model } }: Route): boolean {
  return model !== undefined && hasPreferences(model.name);
}

function resultType({ output: { model }, meta: { redirects } }: Route): string {
  if (redirects) return 'string';
  if (!model) return 'Models.Nothing';
  if (model.name === 'preferences') return 'Preferences';
  return `Models.${modelName(model.name)}${hasPreferences(model.name) ? '<Preferences>' : ''}`;
}

/** Returns the overloads with their comments; one if there are no parameters. */
function overloadsOf(
  route: Route,
  params: readonly Named[],
  { generics, answer }: { readonly generics: string; readonly answer: string },
): string {
  const name = methodName(route);
  const doc = (form: Form) =>
    methodDoc(route, { params, example: exampleOf(route, { name, params, form }), form });
  if (params.length === 0) return `${doc('alone')}  ${name}${generics}(options?: CallOptions): ${answer};\n`;
  const mark = params.every(([, { optional }]) => optional) ? '?' : '';
  const fields = params.map(
    ([field, param]) => `${docOf([paramText(param)], '      ')}      ${declared(field, param)};\n`,
  );
  const positional = params.map(([field, param]) => `    ${declared(field, param)},\n`);
  const named = `  ${name}${generics}(\n    params${mark}: {\n${fields.join('')}    },\n    options?: CallOptions,\n  ): ${answer};\n`;
  const inARow = `  ${name}${generics}(\n${positional.join('')}    options?: CallOptions,\n  ): ${answer};\n`;
  return doc('by name') + named + doc('in a row') + inARow;
}

function declared(name: string, param: Param): string {
  const type = enumOf(name, param) ? `Enums.${enumOf(name, param)}` : typeOf(paramSchema(param), 'readonly ');
  return param.optional ? `${name}?: ${type} | undefined` : `${name}: ${type}`;
}

/** Returns a getter under the deprecated name. */
function deprecatedGetter(route: Route, name: string, params: readonly Named[]): string {
  const former =
    formerNames[route.operation] ?? (name.includes('MFA') ? name.replace('MFA', 'Mfa') : undefined);
  if (!former) return '';
  const example = exampleOf(route, { name: former, params, form: 'by name' });
  const lines = [`Former name of \`${name}\`.`, '', `@deprecated Call \`${name}\`.`];
  const doc = docOf([...lines, ...exampleLines(example)]);
  return `\n${doc}  get ${former}(): this['${name}'] {\n    return this.${name};\n  }\n`;
}
