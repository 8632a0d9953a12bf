import { z } from 'zod';
import type { Challenge } from '../../core/factors/challenges/challenge.ts';
import type { Enrolment } from '../../core/factors/totp.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';

/** Shown once, to whoever sets the authenticator up. */
export const enrolmentModel: Model<Enrolment> = {
  name: 'mfaType',
  schema: z.object({
    secret: z.string().meta({ description: 'Seed in base32.' }),
    uri: z.string().meta({ description: 'The same as a link, which authenticators read from a QR code.' }),
  }),
  view: ({ secret, uri }) => ({ secret, uri }),
};

export const challengeModel: Model<Challenge> = {
  name: 'mfaChallenge',
  schema: z.object({ $id: z.string(), $createdAt: date, userId: z.string(), expire: date }),
  view: ({ id, createdAt, userId, expiresAt }) => ({
    $id: id,
    $createdAt: dateOf(createdAt),
    userId,
    expire: dateOf(expiresAt),
  }),
};
