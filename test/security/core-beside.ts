import { after, before } from 'node:test';
import { readConfig } from '../../src/config.ts';
import type { Actor } from '../../src/core/actor.ts';
import type { Core } from '../../src/core/core.ts';
import { everyScope } from '../../src/core/keys/scopes.ts';
import { defaultPolicies, type ProjectId } from '../../src/core/projects/project.ts';
import { type Opened, open } from '../../src/open.ts';
import type { EmptyDatabase } from '../support/engines.ts';
import { PROJECT, settingsFor } from '../support/server.ts';

/** A core of the test's own beside the servers on the database: it has their key, and answers what they only send. */
export type Beside = { readonly core: Core; readonly actor: Actor };

/** Opens it before the tests of this `describe`, whose server stands by then, and closes it after them. */
export function coreBeside(database: Pick<EmptyDatabase, 'setting'>): Beside {
  let opened: Opened | undefined;
  before(async () => {
    const { config, secrets } = readConfig(settingsFor(database.setting()));
    opened = await open(config, secrets, { migrate: false });
  });
  after(() => opened?.[Symbol.asyncDispose]());
  const project = { id: PROJECT as ProjectId, name: 'Test', policies: defaultPolicies };
  return {
    get core() {
      if (!opened) throw new Error('the core opens before the tests run');
      return opened.core;
    },
    actor: { kind: 'system', project, scopes: new Set(everyScope) },
  };
}
