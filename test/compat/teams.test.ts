import { describe } from 'node:test';
import { BEHIND_PROXY } from '../support/browser-client.ts';
import { onAnyEngine } from '../support/engines.ts';
import { mailbox } from '../support/mailbox.ts';
import { serverPackagesInTurn } from '../support/official-packages.ts';
import { serving } from '../support/server.ts';
import { outsideSteps } from './outside.ts';
import { speaker } from './speakers.ts';
import { teamSteps } from './teams-steps.ts';
import { exercise } from './walk.ts';

const steps = { ...teamSteps, ...outsideSteps };

onAnyEngine('every method of Teams that an official server package has', (database) => {
  const server = serving(database, BEHIND_PROXY);
  const world = { server: server.get, box: mailbox(server) };
  for (const one of serverPackagesInTurn)
    describe(one.name, () => exercise(speaker(one, 'Teams'), world, steps));
});
