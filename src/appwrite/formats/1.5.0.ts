import { type Format, without } from './format.ts';

const user = without('targets', 'mfa');

/** 1.5 brought second factors, targets, and words by which a message is known. */
export const before150: Format = {
  below: [1, 5, 0],
  answers: {
    user,
    account: user,
    session: without('$updatedAt', 'factors', 'secret', 'mfaUpdatedAt'),
    token: without('phrase'),
    membership: without('mfa'),
  },
};
