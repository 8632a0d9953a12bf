import { isOpenToGuests, isOwn } from '../../src/appwrite/openapi-terms.ts';
import type { Route } from '../../src/appwrite/route.ts';
import { scopesOf } from '../../src/appwrite/route.ts';
import type { Param } from '../../src/http/endpoint.ts';
import type { Limit } from '../../src/http/limits.ts';

const WIDTH = 110;

/** The error type for an unknown id in the path, by parameter. */
const unknown: Readonly<Record<string, string>> = {
  userId: 'user_not_found',
  teamId: 'team_not_found',
  sessionId: 'user_session_not_found',
  targetId: 'user_target_not_found',
  membershipId: 'membership_not_found',
  identityId: 'user_identity_not_found',
  provider: 'project_provider_disabled',
};

/** Returns a doc comment of these lines, wrapped. */
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

/** The lines of an example in a comment. */
export function exampleLines(code: string): readonly string[] {
  return ['', '@example', `\`\`\`ts\n${code}\n\`\`\``];
}

/** The doc comment of one form of a method: summary, access, parameters, result, errors and an example. */
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
    `@returns ${resultDoc(route)}`,
    `@throws {DenizenError} ${errorsOf(route, params.length > 0).join('; ')}.`,
    ...exampleLines(example),
  ]);
}

/** Describes a parameter and its rule. */
export function paramText({ description, rule }: Param): string {
  return `${safe(description)} The value ${safe(rule)}.`;
}

/** Escapes text that would end a comment or begin a tag. */
function safe(text: string): string {
  return text.replaceAll('*/', '*\\/').replaceAll('@', '&#64;');
}

function whoMayCall(route: Route): string {
  if (route.meta.scope === null) return 'Needs no scope.';
  if (isOwn(route)) return 'Needs a session or a JWT of the user.';
  const scopes = scopesOf(route).map((scope) => `\`${scope}\``);
  const key = `a key with ${scopes.length > 1 ? 'one of the scopes' : 'the scope'} ${scopes.join(', ')}`;
  if (isOpenToGuests(route)) return 'Open to all callers.';
  return route.meta.client ? `Needs a session or a JWT of a user, or ${key}.` : `Needs ${key}.`;
}

function resultDoc({ output: { model }, meta: { redirects } }: Route): string {
  if (redirects) return 'The URL to redirect the browser to. In a browser, the page navigates there.';
  return model ? `The ${model.name.replace(/([A-Z])/g, ' $1').toLowerCase()}.` : 'An empty object.';
}

function errorsOf(route: Route, takesParameters: boolean): readonly string[] {
  const inPath = Object.entries(route.input).filter(([, { place }]) => place === 'path');
  const errors = [
    ...(takesParameters ? ['`general_argument_invalid` when a parameter is invalid'] : []),
    ...inPath.flatMap(([name]) =>
      unknown[name] ? [`\`${unknown[name]}\` when the \`${name}\` is unknown`] : [],
    ),
    ...(route.meta.scope === null
      ? []
      : ['`general_unauthorized_scope` or `user_unauthorized` for other callers']),
    ...(route.limits.length > 0
      ? [`\`general_rate_limit_exceeded\` after ${route.limits.map(most).join(', ')}`]
      : []),
  ];
  return errors.length > 0 ? errors : ['`sdk_connection_failed` when the server cannot be reached'];
}

function most({ most, seconds = 3_600 }: Limit): string {
  return `${most} calls in ${seconds} seconds`;
}
