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

/** The sealing secret of every directory. */
export const SECRET = 'a secret for tests, and long enough';
/** Tests bring their own providers. */
const toNobody = () => Promise.reject(new HttpClientError('nobody is asked'));

type OpenedDirectory = Omit<Directory, 'under'> & { readonly close: () => Promise<void> };

type Opening = {
  /** Stands between core and database. */
  readonly wrap?: (engine: Engine) => Engine;
  readonly clock?: Directory['clock'];
  /** Whether the project is to be made. */
  readonly isNew?: boolean;
  /** The lanes of the history. */
  readonly lanes?: number;
};

/** Opens a database as a directory with a project, outside of tests. */
export async function openDirectory(
  database: Pick<EmptyDatabase, 'config' | 'secrets'>,
  { wrap = (engine) => engine, clock = movedClock(), isNew = true, lanes = 1 }: Opening = {},
): Promise<OpenedDirectory> {
  const engine = wrap(await openEngine(database.config(), database.secrets()));
  await engine.migrate();
  const core = coreOver(engine, clock, lanes);
  if (isNew) await createProject(core, actor, { id: project.id, name: project.name });
  return { core, engine, clock, actor, close: () => engine.close() };
}

/** Opens the directory before the tests of this `describe` and closes it after them. */
export function directory(database: EmptyDatabase, { lanes }: Pick<Opening, 'lanes'> = {}): Directory {
  const clock = movedClock();
  let opened: OpenedDirectory | undefined;
  before(async () => {
    opened = await openDirectory(database, { clock, ...(lanes ? { lanes } : {}) });
  });
  after(async () => opened?.close());
  const there = (): OpenedDirectory => {
    if (opened === undefined) throw new Error('the directory opens before the tests run');
    return opened;
  };
  return {
    get core() {
      return there().core;
    },
    get engine() {
      return there().engine;
    },
    actor,
    clock,
    under: (policies) => ({
      ...actor,
      project: { ...project, policies: { ...defaultPolicies, ...policies } },
    }),
  };
}

const project = { id: 'test' as ProjectId, name: 'Test', policies: defaultPolicies };
const actor: Actor = { kind: 'system', project, scopes: new Set(everyScope) };

export function movedClock(): Directory['clock'] {
  let now = Date.parse('2026-09-01T10:00:00.123Z');
  const advance = (milliseconds: number) => {
    now += milliseconds;
  };
  return { ...clockOver(() => now), advance };
}

export function coreOver(engine: Engine, clock: Clock, lanes = 1): Core {
  return createCore(engine, {
    lanes,
    clock,
    passwords: boundedPasswords(2, 256),
    seal: sealWith(SECRET),
    clientInfo: { device: async () => unknownDevice, country: async () => undefined },
    channels: { sendsMail: true, sendsSms: true },
    urls: { publicUrl: undefined, ownUrl: () => new URL('http://localhost') },
    httpClient: toNobody,
    notifyOutbox: () => {},
  });
}

/** The same directory, in which the project has these policies. */
export function directoryUnder(here: Directory, policies: Partial<Policies>): Directory {
  // Cast: made over the other one, whose parts are there once the tests run.
  return Object.create(here, { actor: { value: here.under(policies) } }) as Directory;
}
