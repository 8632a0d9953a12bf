import { z } from 'zod';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { type Instant, instantOf } from '../core/instant.ts';
import { createEphemeralKey, getKey, listKeys, revokeKeyAsKey, updateKey } from '../core/keys/keys.ts';
import { everyScope, type KeyScope } from '../core/keys/scopes.ts';
import type { MockPhone } from '../core/mock-phones/mock-phone.ts';
import {
  codeOfMockPhone,
  createMockPhone,
  getMockPhone,
  getMockPhones,
  removeMockPhone,
  updateMockPhone,
} from '../core/mock-phones/mock-phones.ts';
import { getCreatedAt } from '../core/projects/projects.ts';
import { type Phone, phoneOf } from '../core/users/phone.ts';
import {
  example,
  ID,
  ID_RULE,
  idInPath,
  input,
  listAtMost,
  made,
  optional,
  type Required,
} from '../http/param.ts';
import { ephemeralKeyModel, keyListModel, keyModel } from './models/key.ts';
import { type CodedPhone, mockNumberListModel, mockNumberModel } from './models/mock-number.ts';
import { projectModel } from './models/project.ts';
import * as params from './params.ts';
import { type Route, route } from './route.ts';
import { pageOf } from './short-lists.ts';

const SCOPES_AT_MOST = 200;
const EPHEMERAL_SECONDS = 3_600;

const list = {
  queries: optional({ ...params.queries, description: 'Queries as JSON strings: limit and offset.' }),
  total: optional(params.looseFlag('Whether to count all rows. Default: true.')),
};
const readsKeys = { tag: 'project', scope: 'keys.read' } as const;
const writesKeys = { tag: 'project', scope: 'keys.write' } as const;
const readsMocks = { tag: 'project', scope: 'mocks.read' } as const;
const writesMocks = { tag: 'project', scope: 'mocks.write' } as const;

const keyId = idInPath('Id of the key.');
const newKeyId: Required<string> = input(
  z.string().refine((text) => text === 'unique()' || ID.test(text)),
  `${ID_RULE}; or be "unique()" for a fresh id`,
  'Id of the new key, or "unique()" for a generated one.',
);
const keyName = { ...params.newName, description: 'Name of the key.' };
const scopes: Required<readonly KeyScope[]> = input(
  listAtMost(SCOPES_AT_MOST, z.enum(everyScope)).meta({ examples: [['users.read']] }),
  `must be an array of at most ${SCOPES_AT_MOST} scopes out of ${everyScope.join(', ')}`,
  'Scopes of the key: some of those of the calling key.',
);
const expire: Required<Instant> = input(
  made((text) => momentOf(text), example('2030-01-31T00:00:00.000+00:00')),
  'must be a time such as 2030-01-31T00:00:00.000+00:00',
  'Time of expiry; null for none.',
);

/** A date without an offset is in UTC, as upstream. `undefined` also for days that do not exist, such as 2030-02-30. */
function momentOf(text: string): Instant | undefined {
  const form = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z|[+-]\d{2}:\d{2})?)?$/;
  const [, day, time = '00:00', offset = 'Z'] = form.exec(text) ?? [];
  const midnight = Date.parse(day ?? '');
  const isReal = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day ?? '');
  const moment = isReal ? Date.parse(`${day}T${time}${offset}`) : Number.NaN;
  return Number.isNaN(moment) ? undefined : instantOf(moment);
}

/** A plus sign in a path arrives as a blank or not at all. */
const numberInPath: Required<Phone> = {
  ...params.phone,
  schema: made((text) => phoneOf(text.startsWith('+') ? text : `+${text.trim()}`), example('+14155552671')),
  place: 'path',
};
const otp: Required<string> = input(
  z
    .string()
    .regex(/^\d{6}$/)
    .meta({ examples: ['123456'] }),
  'must be a text of six digits',
  'The fixed code.',
);

/** Fails with `internal` when no known key opens the code. */
function coded(core: Core, mock: MockPhone): CodedPhone {
  const code = codeOfMockPhone(core, mock);
  if (code === undefined) throw new Failure({ code: 'internal', reason: 'sealing_key_unknown' });
  return { mock, code };
}

const keyRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/project/keys',
    operation: 'projectListKeys',
    summary: 'List API keys',
    ...readsKeys,
    params: list,
    model: keyListModel,
    run: async (core, { project }, input) => pageOf(await listKeys(core, project.id), input),
  }),
  route({
    method: 'POST',
    path: '/project/keys',
    operation: 'projectCreateKey',
    summary: 'Refused: an API key cannot create API keys that last',
    ...writesKeys,
    params: { keyId: newKeyId, name: keyName, scopes, expire: optional(expire) },
    status: 201,
    model: keyModel,
    run: () => Promise.reject(new Failure({ code: 'key_creation_denied', reason: 'lasting' })),
  }),
  route({
    method: 'POST',
    path: '/project/keys/ephemeral',
    operation: 'projectCreateEphemeralKey',
    summary: 'Create an API key that is not stored, and ends with the calling one',
    ...writesKeys,
    params: {
      scopes,
      duration: params.whole(1, EPHEMERAL_SECONDS, 'Lifetime in seconds.'),
    },
    status: 201,
    model: ephemeralKeyModel,
    run: (core, actor, { scopes, duration: seconds }) => createEphemeralKey(core, actor, { scopes, seconds }),
  }),
  route({
    method: 'GET',
    path: '/project/keys/:keyId',
    operation: 'projectGetKey',
    summary: 'Get an API key',
    ...readsKeys,
    params: { keyId },
    model: keyModel,
    run: (core, actor, input) => getKey(core, actor, input.keyId),
  }),
  route({
    method: 'PUT',
    path: '/project/keys/:keyId',
    operation: 'projectUpdateKey',
    summary: 'Update an API key; it gets no more than the calling one has',
    ...writesKeys,
    params: { keyId, name: keyName, scopes, expire: optional(expire) },
    model: keyModel,
    run: (core, actor, { keyId: id, name, scopes, expire }) =>
      updateKey(core, actor, { id, name, scopes, expiresAt: expire ?? null }),
  }),
  route({
    method: 'DELETE',
    path: '/project/keys/:keyId',
    operation: 'projectDeleteKey',
    summary: 'Revoke an API key',
    ...writesKeys,
    params: { keyId },
    run: (core, actor, input) => revokeKeyAsKey(core, actor, input.keyId),
  }),
];

const mockRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/project/mock-phones',
    operation: 'projectListMockPhones',
    summary: 'List phone numbers with a fixed code',
    ...readsMocks,
    params: list,
    model: mockNumberListModel,
    run: async (core, actor, input) => {
      const { total, rows } = pageOf(await getMockPhones(core, actor), input);
      return { total, rows: rows.map((mock) => coded(core, mock)) };
    },
  }),
  route({
    method: 'POST',
    path: '/project/mock-phones',
    operation: 'projectCreateMockPhone',
    summary: 'Give a phone number a fixed code, for tests',
    ...writesMocks,
    params: { number: params.phone, otp },
    status: 201,
    model: mockNumberModel,
    run: async (core, actor, { number: phone, otp: code }) =>
      coded(core, await createMockPhone(core, actor, { phone, code })),
  }),
  route({
    method: 'GET',
    path: '/project/mock-phones/:number',
    operation: 'projectGetMockPhone',
    summary: 'Get a phone number with a fixed code',
    ...readsMocks,
    params: { number: numberInPath },
    model: mockNumberModel,
    run: async (core, actor, input) => coded(core, await getMockPhone(core, actor, input.number)),
  }),
  route({
    method: 'PUT',
    path: '/project/mock-phones/:number',
    operation: 'projectUpdateMockPhone',
    summary: 'Update the fixed code of a phone number',
    ...writesMocks,
    params: { number: numberInPath, otp },
    model: mockNumberModel,
    run: async (core, actor, { number: phone, otp: code }) =>
      coded(core, await updateMockPhone(core, actor, { phone, code })),
  }),
  route({
    method: 'DELETE',
    path: '/project/mock-phones/:number',
    operation: 'projectDeleteMockPhone',
    summary: 'Delete the fixed code of a phone number',
    ...writesMocks,
    params: { number: numberInPath },
    run: (core, actor, input) => removeMockPhone(core, actor, input.number),
  }),
];

/** The project, its keys and its phone numbers with a fixed code, for servers. */
export const projectRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/project',
    operation: 'projectGet',
    summary: 'Get the project',
    tag: 'project',
    scope: 'project.read',
    params: {},
    model: projectModel,
    run: async (core, { project }) => ({ project, createdAt: await getCreatedAt(core, project.id) }),
  }),
  ...keyRoutes,
  ...mockRoutes,
];
