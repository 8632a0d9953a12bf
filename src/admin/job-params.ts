import { z } from 'zod';
import { type JobParameters, type JobTarget, jobActs } from '../core/jobs/job.ts';
import { IDS_AT_MOST } from '../core/jobs/selection.ts';
import { isStorable } from '../core/text.ts';
import { users } from '../core/users/list.ts';
import { userIdOf } from '../core/users/user.ts';
import { input, listAtMost, made, optional, textAtMost } from '../http/param.ts';
import { filtersOf } from './lists.ts';
import { someText, text } from './params.ts';
import { sessionTerms } from './session-params.ts';

const LABELS_AT_MOST = 100;

const filter = z.object({
  // Validated by `filtersOf`, as those of the list are.
  queries: z.array(z.unknown()).transform((queries) => filtersOf(users.attributes, queries)),
  search: textAtMost(256).refine(isStorable).optional(),
});
const ids = listAtMost(IDS_AT_MOST, made(userIdOf));
const sessions = z.strictObject(
  Object.fromEntries(
    Object.entries(sessionTerms).map(([name, { schema, description }]) => [
      name,
      schema.optional().describe(description),
    ]),
  ),
);

// Cast: the schemas make what the types say; an optional text is missing, never undefined, in JSON.
const target = z.union([
  z.strictObject({ filter }),
  z.strictObject({ ids }),
  z.strictObject({ sessions }),
]) as unknown as z.ZodType<JobTarget>;

// Cast: as above.
const parameters = z.strictObject({
  address: z.enum(['email', 'phone']).optional(),
  labels: listAtMost(LABELS_AT_MOST, z.string()).optional(),
  url: textAtMost(2_048).optional(),
}) as unknown as z.ZodType<JobParameters>;

/** Whom to do what. */
export const selectionParams = {
  act: input(
    z.enum(jobActs),
    `must be one of ${jobActs.join(', ')}`,
    'What is done to each user, or to each session.',
  ),
  target: input(
    target,
    `must be an object with "filter" ({"queries": [{"attribute", "is", "values"}], "search"}), "ids" (1 to ${IDS_AT_MOST}) or "sessions" (terms of their search)`,
    'Whom it meets: users by the queries and the search of their list, or by ids; for endSessions also single sessions, by the terms of their search.',
  ),
  parameters: optional(
    input(
      parameters,
      'must be an object with "address" (email or phone), "labels" or "url"',
      'What the act needs: `address` of verify; `labels` of label and unlabel; `url` of requireNewPassword, the page that the mailed link leads to.',
    ),
  ),
};

export const digest = someText('The digest of a preview of the same selection, at most 15 minutes old.', 200);
export const confirm = text('The `count` of the preview: from 100 on, and for what cannot be undone.', 20);
