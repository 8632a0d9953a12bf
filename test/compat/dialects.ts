import type { Dialect } from './recorded.ts';

/** The version of a client, the package whose methods it has, and the format that it asks for. */
type Generation = readonly [version: string, like: number, format: string];

const indexed = (name: string, at: number) => `${name}%5B${at}%5D`;
const listed = (name: string) => `${name}%5B%5D`;
const plainly = (name: string) => `${name}[]`;

/** Python and .NET write a boolean as their own code does. */
const capital = (value: boolean) => (value ? 'True' : 'False');

/** An array without entries is a list to `json_encode`: no parameters, and a parameter that is an empty map. */
function phpJson(value: unknown): string {
  const fields = Object.entries(value as object).map(([name, inner]) => [name, isEmpty(inner) ? [] : inner]);
  return fields.length === 0 ? '[]' : JSON.stringify(Object.fromEntries(fields));
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function saidBy(name: string, language: string, [version, , format]: Generation): Record<string, string> {
  return {
    'x-sdk-name': name,
    'x-sdk-platform': 'server',
    'x-sdk-language': language,
    'x-sdk-version': version,
    'X-Appwrite-Response-Format': format,
  };
}

/** curl, with the body that `json_encode` makes. A `true` of a query is 1. */
const php = (of: Generation): Dialect => ({
  name: `PHP ${of[0]}`,
  like: of[1],
  headers: {
    accept: '*/*',
    'user-agent': `AppwritePHPSDK/${of[0]} (Linux; 6.1.0; x86_64)`,
    'content-type': 'application/json',
    ...saidBy('PHP', 'php', of),
  },
  nameOfOne: indexed,
  withoutQuery: '',
  bodyOfGet: undefined,
  booleanInQuery: (value) => (value ? '1' : '0'),
  body: phpJson,
});

/** requests. A GET has a body too, and an answer without a type is an error. */
const python = (of: Generation): Dialect => ({
  name: `Python ${of[0]}`,
  like: of[1],
  headers: {
    accept: '*/*',
    'accept-encoding': 'gzip, deflate',
    connection: 'keep-alive',
    'user-agent': `AppwritePythonSDK/${of[0]} (Linux; 6.1.0; x86_64)`,
    'content-type': 'application/json',
    ...saidBy('Python', 'python', of),
  },
  nameOfOne: indexed,
  withoutQuery: '',
  bodyOfGet: '{}',
  booleanInQuery: capital,
  needsType: true,
});

/** HttpClient, which says the type of a body only where there is one. */
const dotnet = (of: Generation): Dialect => ({
  name: `.NET ${of[0]}`,
  like: of[1],
  headers: {
    'user-agent': `AppwriteDotNetSDK/${of[0]} (Unix 6.1.0)`,
    'content-type': 'application/json; charset=utf-8',
    ...saidBy('.NET', 'dotnet', of),
  },
  nameOfOne: plainly,
  withoutQuery: '',
  bodyOfGet: undefined,
  booleanInQuery: capital,
});

const dart = (of: Generation): Dialect => ({
  name: `Dart ${of[0]}`,
  like: of[1],
  headers: {
    'accept-encoding': 'gzip',
    'user-agent': `AppwriteDartSDK/${of[0]} (linux; Linux)`,
    'content-type': 'application/json; charset=utf-8',
    ...saidBy('Dart', 'dart', of),
  },
  nameOfOne: listed,
  withoutQuery: '?',
  bodyOfGet: undefined,
});

const go = (of: Generation): Dialect => ({
  name: `Go ${of[0]}`,
  like: of[1],
  headers: {
    'accept-encoding': 'gzip',
    'user-agent': `AppwriteGoSDK/${of[0]} (linux; amd64)`,
    'content-type': 'application/json',
    ...saidBy('Go', 'go', of),
  },
  nameOfOne: indexed,
  withoutQuery: '',
  bodyOfGet: undefined,
});

const kotlin = (of: Generation): Dialect => ({
  name: `Kotlin ${of[0]}`,
  like: of[1],
  headers: {
    'accept-encoding': 'gzip',
    'user-agent': `AppwriteKotlinSDK/${of[0]} (linux)`,
    'content-type': 'application/json',
    ...saidBy('Kotlin', 'kotlin', of),
  },
  nameOfOne: listed,
  withoutQuery: '',
  bodyOfGet: undefined,
});

const swift = (of: Generation): Dialect => ({
  name: `Swift ${of[0]}`,
  like: of[1],
  headers: {
    'user-agent': `AppwriteSwiftSDK/${of[0]} (linux; x86_64)`,
    'content-type': 'application/json',
    ...saidBy('Swift', 'swift', of),
  },
  nameOfOne: plainly,
  withoutQuery: '?',
  bodyOfGet: undefined,
});

const rust = (of: Generation): Dialect => ({
  name: `Rust ${of[0]}`,
  like: of[1],
  headers: {
    accept: '*/*',
    'user-agent': `AppwriteRustSDK/${of[0]} (linux; x86_64)`,
    'content-type': 'application/json',
    ...saidBy('Rust', 'rust', of),
  },
  nameOfOne: indexed,
  withoutQuery: '',
  bodyOfGet: undefined,
});

/**
 * Servers' clients in languages that cannot run here. The shape of a request is the client's; its methods and their
 * parameters are those of the package for Node of its time.
 */
export const languages: readonly Dialect[] = [
  ...(
    [
      ['5.0.1', 6, '0.14.0'],
      ['7.0.0', 8, '1.0.0'],
      ['10.1.0', 11, '1.4.0'],
      ['12.1.0', 14, '1.6.0'],
      ['17.4.0', 20, '1.8.0'],
      ['27.0.0', 27, '1.9.5'],
    ] as const
  ).map(php),
  ...(
    [
      ['1.1.0', 7, '0.15.0'],
      ['2.0.0', 9, '1.3.0'],
      ['4.1.0', 12, '1.5.0'],
      ['9.0.3', 16, '1.6.0'],
      ['13.4.0', 20, '1.8.0'],
      ['22.0.0', 27, '1.9.5'],
    ] as const
  ).map(python),
  ...(
    [
      ['0.4.2', 11, '1.4.0'],
      ['0.10.0', 14, '1.6.0'],
      ['0.21.0', 22, '1.8.0'],
    ] as const
  ).map(dotnet),
  ...(
    [
      ['7.0.0', 8, '1.0.0'],
      ['12.2.0', 14, '1.6.0'],
      ['20.0.0', 22, '1.8.0'],
    ] as const
  ).map(dart),
  ...(
    [
      ['0.3.0', 14, '1.6.0'],
      ['0.14.0', 22, '1.8.0'],
    ] as const
  ).map(go),
  ...(
    [
      ['2.0.0', 9, '1.3.0'],
      ['6.1.0', 14, '1.6.0'],
      ['13.0.0', 22, '1.8.0'],
    ] as const
  ).map(kotlin),
  ...(
    [
      ['2.0.0', 9, '1.3.0'],
      ['6.1.0', 14, '1.6.0'],
      ['14.0.0', 22, '1.8.0'],
    ] as const
  ).map(swift),
  ...([['0.2.0', 24, '1.9.0']] as const).map(rust),
];
