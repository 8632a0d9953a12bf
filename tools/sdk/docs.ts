import { isOpenToGuests, isOwn } from '../../src/appwrite/openapi-terms.ts';
import type { Route } from '../../src/appwrite/route.ts';
import { scopesOf } from '../../src/appwrite/route.ts';
import type { Param } from '../../src/http/endpoint.ts';
import type { Limit } from '../../src/http/limits.ts';

const WIDTH = 110;

/** What is refused when the thing that a parameter of the path names is not there. */
const unknown: Readonly<Record<string, string>> = {
  userId: 'user_not_found',
  teamId: 'team_not_found',
  sessionId: 'user_session_not_found',
  targetId: 'user_target_not_found',
  membershipId: 'membership_not_found',
  identityId: 'user_identity_not_found',
  provider: 'project_provider_disabled',
};

/** A comment of lines, each as long as it may be. */
export function docOf(lines: readonly string[], indent = '  '): string {
  const wrapped = lines.flatMap((line) =>
    line.includes('\n') ? line.split('\n') : wrap(line, indent.length),
  );
  if (wrapped.length === 1) return `${indent}/** ${wrapped[0]} */\n`;
  return `${indent}/**\n${wrapped.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

function wrap(line: string, indent: number): readonly string[] {
  const lines: string[] = [''];
  for (const word of line.split(' ')) {
    const last = lines.at(-1) ?? '';
    const longer = last ? `${last} ${word}` : word;
    if (longer.length + indent + 3 > WIDTH && last) lines.push(`  ${word}`);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

type Named = readonly [name: string, param: Param];
export type Form = 'by name' | 'in a row' | 'alone';

/** The lines of a comment that show code. */
export function exampleLines(code: string): readonly string[] {
  return ['', '@example', `\`\`\`ts\n${code}\n\`\`\``];
}

/** The comment of a form of a method: what it does, who may call it, parameters, answer, refusals, and an example. */
export function methodDoc(
  route: Route,
  { params, example, form }: { params: readonly Named[]; example: string; form: Form },
): string {
  const forms: Readonly<Record<Form, readonly string[]>> = {
    'by name': ['@param params - The parameters by name.'],
    'in a row': params.map(([name, param]) => `@param ${name} - ${paramText(param)}`),
    alone: [],
  };
  return docOf([
    `${safe(route.summary)}. ${whoMayCall(route)}`,
    '',
    ...forms[form],
    '@param options - Signal, deadline and retries of this call.',
    `@returns ${answerDoc(route)}`,
    `@throws {DenizenError} ${refusals(route, params.length > 0).join('; ')}.`,
    ...exampleLines(example),
  ]);
}

/** A parameter in words: what it is, and what its value must be. */
export function paramText({ description, rule }: Param): string {
  return `${safe(description)} The value ${safe(rule)}.`;
}

/** What would end a comment or begin a tag. */
function safe(text: string): string {
  return text.replaceAll('*/', '*\\/').replaceAll('@', '&#64;');
}

function whoMayCall(route: Route): string {
  if (route.meta.scope === null) return 'Needs no scope.';
  if (isOwn(route)) return 'Needs a session or a signed token of the user.';
  const scopes = scopesOf(route).map((scope) => `\`${scope}\``);
  const key = `a key with ${scopes.length > 1 ? 'one of the scopes' : 'the scope'} ${scopes.join(', ')}`;
  if (isOpenToGuests(route)) return 'Open to everybody.';
  return route.meta.client ? `Needs a session or a signed token, or ${key}.` : `Needs ${key}.`;
}

function answerDoc({ output: { model }, meta: { redirects } }: Route): string {
  if (redirects) return 'The address to which the browser is to be sent; a page goes there by itself.';
  return model ? `The ${model.name.replace(/([A-Z])/g, ' $1').toLowerCase()}.` : 'An empty object.';
}

function refusals(route: Route, takesParameters: boolean): readonly string[] {
  const inPath = Object.entries(route.input).filter(([, { place }]) => place === 'path');
  const told = [
    ...(takesParameters ? ['`general_argument_invalid` when a parameter is not as described'] : []),
    ...inPath.flatMap(([name]) =>
      unknown[name] ? [`\`${unknown[name]}\` when there is none with this \`${name}\``] : [],
    ),
    ...(route.meta.scope === null ? [] : ['`general_unauthorized_scope` or `user_unauthorized` to others']),
    ...(route.limits.length > 0
      ? [`\`general_rate_limit_exceeded\` beyond ${route.limits.map(most).join(', ')}`]
      : []),
  ];
  return told.length > 0 ? told : ['`sdk_connection_failed` when the server is not reached'];
}

function most({ most, seconds = 3_600 }: Limit): string {
  return `${most} calls in ${seconds} seconds`;
}
