import assert from 'node:assert/strict';
import { freshName } from '../appwrite/account-fixtures.ts';
import { signedIn } from './account-fixtures.ts';
import { plain, refuses, type Step, type Steps } from './walk.ts';

/** What the package offers and no user service has: consents to other programs, and programs that teams install. Lists of them are empty. */
const methods = [
  'getConsent',
  'deleteConsent',
  'listConsentTokens',
  'getConsentToken',
  'deleteConsentToken',
  'createInstallation',
  'getInstallation',
  'updateInstallation',
  'deleteInstallation',
];

const outside: Step = async (walk) => {
  const input = { consentId: 'a', tokenId: 'b', teamId: 'c', appId: 'd', installationId: 'e' };
  await refuses(walk, walk.ask({ ...input, authorizationDetails: '[]' }), 404, 'general_route_not_found');
};

const listConsents: Step = async (walk) => {
  const ann = await signedIn(walk);
  assert.deepEqual(plain(await ann.walk.ask()), { total: 0, consents: [] });
};

const listInstallations: Step = async (walk) => {
  const teamId = freshName();
  await walk.raw('POST', '/teams', { teamId, name: 'Blue' });
  assert.deepEqual(plain(await walk.ask({ teamId })), { total: 0, installations: [] });
  await refuses(walk, walk.ask({ teamId: 'none' }), 404, 'team_not_found');
};

export const outsideSteps: Steps = {
  ...Object.fromEntries(methods.map((method) => [method, outside])),
  listConsents,
  listInstallations,
};
