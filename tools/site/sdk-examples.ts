import * as official from 'node-appwrite';
import type { Route } from '../../src/appwrite/route.ts';
import { exampleOf } from '../sdk/examples.ts';
import { publicRoutes } from '../sdk/files.ts';
import { methodName, parametersOf } from '../sdk/methods.ts';
import type { Example } from './operation.ts';

/** Services of `denizen-sdk`, by the tag of their routes. */
const services: Readonly<Record<string, string>> = {
  users: 'Users',
  account: 'Account',
  teams: 'Teams',
  health: 'Health',
};

/** Examples of an operation of Appwrite's protocol in the packages whose clients have a method for it. */
export function sdkExamples(operationId: string): readonly Example[] {
  const route = publicRoutes().find(({ operation }) => operation === operationId);
  const service = route && services[route.tag];
  if (!route || service === undefined) return [];
  const packages = hasMethod(service, methodName(route)) ? ['node-appwrite', 'denizen-sdk'] : ['denizen-sdk'];
  return packages.map((language) => ({ language, code: codeOf(route, service, language) }));
}

function codeOf(route: Route, service: string, language: string): string {
  const call = exampleOf(route, { name: methodName(route), params: parametersOf(route), form: 'by name' });
  const used = ['Client', ...['ID', 'Query'].filter((name) => call.includes(`${name}.`)), service];
  return [
    `import { ${used.sort().join(', ')} } from '${language}';`,
    '',
    `const client = new Client().setEndpoint('http://localhost:4100/v1').setProject('default');`,
    `const ${route.tag} = new ${service}(client${route.tag === 'account' ? '' : '.setKey(process.env.KEY)'});`,
    call,
  ].join('\n');
}

/** Whether the official client has the method. */
function hasMethod(service: string, method: string): boolean {
  // Cast: a class of the package, by its name.
  const found = (official as unknown as Record<string, { readonly prototype: object } | undefined>)[service];
  return found !== undefined && method in found.prototype;
}
