import { type Format, without } from './format.ts';

const user = without(
  'impersonator',
  'impersonatorUserId',
  'emailCanonical',
  'emailIsFree',
  'emailIsDisposable',
  'emailIsCorporate',
  'emailIsCanonical',
);

/** 1.9 brought impersonation and what an email tells of its mailbox. */
export const before190: Format = {
  below: [1, 9, 0],
  answers: {
    user,
    account: user,
    log: without('userType', 'impersonatedUserId'),
  },
};
