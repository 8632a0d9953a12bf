import { describe } from 'node:test';
import { externalProvider } from '../oauth/external-provider.ts';
import { onAnyEngine } from '../support/engines.ts';
import { mailbox } from '../support/mailbox.ts';
import { serverPackagesInTurn } from '../support/official-packages.ts';
import { speaker } from './speakers.ts';
import { credentialSteps } from './users-credentials.ts';
import { peopleSteps } from './users-directory.ts';
import { factorSteps } from './users-factors.ts';
import { exercise } from './walk.ts';

const steps = { ...peopleSteps, ...credentialSteps, ...factorSteps };

onAnyEngine('every method of Users that an official package has', (database) => {
  const { server, person } = externalProvider(database);
  const world = { server, person, box: mailbox({ get: server }) };
  for (const one of serverPackagesInTurn)
    describe(one.name, () => exercise(speaker(one, 'Users'), world, steps));
});
