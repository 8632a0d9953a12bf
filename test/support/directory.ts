import { after, before } from 'node:test';
import type { Actor } from '../../src/core/actor.ts';
import { type Core, createCore } from '../../src/core/core.ts';
import { unknownDevice } from '../../src/core/devices/device.ts';
import { type Clock, clockOver } from '../../src/core/instant.ts';
import { everyScope } from '../../src/core/keys/scopes.ts';
import { HttpClientError } from '../../src/core/oauth/http-client.ts';
import { boundedPasswords } from '../../src/core/passwords.ts';
import { defaultPolicies, type Policies, type ProjectId } from '../../src/core/projects/project.ts';
import { createProject } from '../../src/core/projects/projects.ts';
import { sealWith } from '../../src/crypto/seal.ts';
import type { Engine } from '../../src/db/engine.ts';
import { openEngine } from '../../src/open.ts';
import type { EmptyDatabase } from './engines.ts';

/** A core over an empty database, a project in it, and a clock that the test moves. */
export type Directory = {
  readonly core: Core;
  readonly engine: Engine;
  readonly actor: Actor;
  readonly clock: Clock & { advance: (milliseconds: number) => void };
  /** The same actor in a project with other policies. */
  readonly under: (policies: Partial<Policies>) => Actor;
};

/** Tests bring their own providers. */
const toNobody = () => Promise.reject(new HttpClientError('nobody is asked'));

/** Opens the directory before the tests of this `describe` and closes it after them. */
export function directory(database: EmptyDatabase): Directory {
  let now = Date.parse('2026-09-01T10:00:00.123Z');
  const advance = (milliseconds: number) => {
    now += milliseconds;
  };
  const clock = { ...clockOver(() => now), advance };
  let engine: Engine | undefined;
  let core: Core | undefined;
  const project = { id: 'test' as ProjectId, name: 'Test', policies: defaultPolicies };
  const actor: Actor = { kind: 'system', project, scopes: new Set(everyScope) };
  before(async () => {
    engine = await openEngine(database.config(), database.secrets());
    await engine.migrate();
    core = createCore(engine, {
      clock,
      passwords: boundedPasswords(2, 256),
      seal: sealWith('a secret for tests, and long enough'),
      clientInfo: { device: async () => unknownDevice, country: async () => undefined },
      channels: { sendsMail: true, sendsSms: true },
      urls: { publicUrl: undefined, ownUrl: () => new URL('http://localhost') },
      httpClient: toNobody,
      notifyOutbox: () => {},
    });
    await createProject(core, actor, { id: project.id, name: project.name });
  });
  after(async () => engine?.close());
  const there = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the directory opens before the tests run');
    return value;
  };
  return {
    get core() {
      return there(core);
    },
    get engine() {
      return there(engine);
    },
    actor,
    clock,
    under: (policies) => ({
      ...actor,
      project: { ...project, policies: { ...defaultPolicies, ...policies } },
    }),
  };
}

/** The same directory, in which the project has these policies. */
export function directoryUnder(here: Directory, policies: Partial<Policies>): Directory {
  // Cast: made over the other one, whose parts are there once the tests run.
  return Object.create(here, { actor: { value: here.under(policies) } }) as Directory;
}
