import { describe } from 'node:test';
import { externalProvider } from '../oauth/external-provider.ts';
import { onAnyEngine } from '../support/engines.ts';
import { runsMajor } from '../support/extent.ts';
import { mailbox } from '../support/mailbox.ts';
import { languages } from './dialects.ts';
import { type Dialect, recorded } from './recorded.ts';
import { credentialSteps } from './users-credentials.ts';
import { peopleSteps } from './users-directory.ts';
import { factorSteps } from './users-factors.ts';
import { exercise } from './walk.ts';

const steps = { ...peopleSteps, ...credentialSteps, ...factorSteps };

/** Deno's majors, the package whose methods each has, and the format that it asks for. */
const deno = [
  ['0.4.1', 3, '0.11.0'],
  ['4.0.2', 6, '0.14.0'],
  ['5.0.0', 7, '0.15.0'],
  ['6.0.0', 8, '1.0.0'],
  ['9.0.0', 11, '1.4.0'],
  ['10.0.0', 12, '1.5.0'],
  ['11.0.0', 13, '1.5.0'],
  ['12.1.0', 16, '1.6.0'],
] as const;
/** The same of Ruby. */
const ruby = [
  ['11.0.2', 12, '1.5.0'],
  ['12.1.1', 14, '1.6.0'],
  ['16.0.0', 16, '1.6.0'],
  ['17.2.0', 18, '1.8.0'],
  ['21.0.0', 24, '1.9.0'],
] as const;

onAnyEngine('every method of Users as other languages send it', (database) => {
  const { server, person } = externalProvider(database);
  const world = { server, person, box: mailbox({ get: server }) };
  for (const dialect of [...deno.map(ofDeno), ...ruby.map(ofRuby), ...languages])
    if (runsMajor(dialect.like)) describe(dialect.name, () => exercise(recorded(dialect), world, steps));
});

/** JSON is said of every request, and nothing is sent with a GET. */
function ofDeno([version, like, format]: (typeof deno)[number]): Dialect {
  return {
    name: `Deno ${version}`,
    like,
    headers: {
      accept: '*/*',
      'accept-language': '*',
      'accept-encoding': 'gzip, br',
      'content-type': 'application/json',
      ...saidBy('deno', 'Deno', version, like),
      'X-Appwrite-Response-Format': format,
    },
    nameOfOne: (name, at) => `${name}%5B${at}%5D`,
    withoutQuery: '',
    bodyOfGet: undefined,
  };
}

/** A question mark stands before a query that there is not, and a GET has a body of no bytes. */
function ofRuby([version, like, format]: (typeof ruby)[number]): Dialect {
  return {
    name: `Ruby ${version}`,
    like,
    headers: {
      accept: '*/*',
      'accept-encoding': 'gzip;q=1.0,deflate;q=0.6,identity;q=0.3',
      'content-type': 'application/json',
      'user-agent': 'x86_64-linux:ruby-3.2.2',
      ...named('ruby', 'Ruby', version),
      'X-Appwrite-Response-Format': format,
    },
    nameOfOne: (name) => `${name}[]`,
    withoutQuery: '?',
    bodyOfGet: '',
  };
}

/** Before 1.0 one header said it all, and the user agent was the runtime's. */
function saidBy(language: string, name: string, version: string, like: number): Record<string, string> {
  if (like < 8) return { 'user-agent': 'Deno/1.24.0', 'x-sdk-version': `appwrite:${language}:${version}` };
  return { 'user-agent': `Appwrite${name}SDK/${version} (linux; x86_64)`, ...named(language, name, version) };
}

function named(language: string, name: string, version: string): Record<string, string> {
  return {
    'x-sdk-name': name,
    'x-sdk-platform': 'server',
    'x-sdk-language': language,
    'x-sdk-version': version,
  };
}
