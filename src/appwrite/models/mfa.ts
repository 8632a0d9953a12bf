import { z } from 'zod';
import type { Challenge } from '../../core/factors/challenges/challenge.ts';
import type { Enrolment } from '../../core/factors/totp.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';

/** Returned once, at the creation of the authenticator. */
export const enrolmentModel: Model<Enrolment> = {
  name: 'mfaType',
  schema: z.object({
    secret: z.string().describe('Seed in base32, which the user can type into an authenticator.'),
    uri: z.string().describe('The same as a link, which authenticators read from a QR code.'),
  }),
  view: ({ secret, uri }) => ({ secret, uri }),
};

const challengeSchema = z.object({
  $id: z.string().describe('Id.'),
  $createdAt: date('Time of creation.'),
  userId: z.string().describe('Id of the user.'),
  expire: date('Time of expiry.'),
});

export const challengeModel: Model<Challenge> = {
  name: 'mfaChallenge',
  schema: challengeSchema,
  view: viewOf,
};

/** For servers that deliver the code. */
export const challengeSecretModel: Model<Challenge & { readonly code: string }> = {
  name: 'mfaChallengeSecret',
  schema: challengeSchema.extend({ code: z.string().describe('The code that completes the challenge.') }),
  view: (challenge) => ({ ...viewOf(challenge), code: challenge.code }),
};

function viewOf({ id, createdAt, userId, expiresAt }: Challenge): z.infer<typeof challengeSchema> {
  return { $id: id, $createdAt: dateOf(createdAt), userId, expire: dateOf(expiresAt) };
}
