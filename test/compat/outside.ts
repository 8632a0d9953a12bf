import { refuses, type Step, type Steps } from './walk.ts';

/** What the package offers and no user service has: consents to other programs, and programs that teams install. */
const methods = [
  'listConsents',
  'getConsent',
  'deleteConsent',
  'listConsentTokens',
  'getConsentToken',
  'deleteConsentToken',
  'listInstallations',
  'createInstallation',
  'getInstallation',
  'updateInstallation',
  'deleteInstallation',
];

const outside: Step = async (walk) => {
  const input = { consentId: 'a', tokenId: 'b', teamId: 'c', appId: 'd', installationId: 'e' };
  await refuses(walk, walk.ask({ ...input, authorizationDetails: '[]' }), 404, 'general_route_not_found');
};

export const outsideSteps: Steps = Object.fromEntries(methods.map((method) => [method, outside]));
