import type { Format, RefusalBody } from './format.ts';
import { compose, renamed, without } from './shapes.ts';

const sum = renamed({ total: 'sum' });

/** 0.13: lists have `total`; sessions have more provider fields. */
export const before0130: Format = {
  below: [0, 13, 0],
  answers: {
    userList: sum,
    sessionList: sum,
    logList: sum,
    membershipList: sum,
    teamList: sum,
    team: sum,
    session: compose(
      without('providerAccessTokenExpiry', 'providerRefreshToken'),
      renamed({ providerAccessToken: 'providerToken' }),
    ),
  },
  refusals: ({ type: _, ...refusal }: RefusalBody) => refusal,
};
