import { describe } from 'node:test';
import { externalProvider } from '../oauth/external-provider.ts';
import { onAnyEngine } from '../support/engines.ts';
import { mailbox } from '../support/mailbox.ts';
import { serverPackagesInTurn } from '../support/official-packages.ts';
import { accountFactorSteps } from './account-factors.ts';
import { ownSteps } from './account-own.ts';
import { tokenSteps } from './account-tokens.ts';
import { outsideSteps } from './outside.ts';
import { speaker } from './speakers.ts';
import { exercise } from './walk.ts';

const steps = { ...ownSteps, ...tokenSteps, ...accountFactorSteps, ...outsideSteps };

onAnyEngine('every method of Account that an official server package has', (database) => {
  const { server, person } = externalProvider(database);
  const world = { server, person, box: mailbox({ get: server }) };
  for (const one of serverPackagesInTurn)
    describe(one.name, () => exercise(speaker(one, 'Account'), world, steps));
});
