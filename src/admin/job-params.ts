import { z } from 'zod';
import { type JobParameters, type JobTarget, jobActs } from '../core/jobs/job.ts';
import { IDS_AT_MOST } from '../core/jobs/selection.ts';
import type { Attribute, Filter, Scalar } from '../core/listing/listing.ts';
import { comparisons } from '../core/listing/listing.ts';
import { isStorable } from '../core/text.ts';
import { users } from '../core/users/list.ts';
import { userIdOf } from '../core/users/user.ts';
import { input, listAtMost, made, optional } from '../http/param.ts';
import { someText, text } from './params.ts';

const FILTERS_AT_MOST = 100;
const VALUES_AT_MOST = 100;
const VALUE_LENGTH = 1_000;
const LABELS_AT_MOST = 100;

const value = z.union([
  z.boolean(),
  z.int(),
  z.string().max(VALUE_LENGTH).refine(isStorable),
]) satisfies z.ZodType<Scalar>;

/** One filter of the list of users. Moments are texts in ISO 8601. */
const query: z.ZodType<Filter> = z
  .object({
    attribute: z.string(),
    is: z.enum(comparisons),
    values: listAtMost(VALUES_AT_MOST, value).optional(),
  })
  .transform(({ attribute, is, values = [] }, context): Filter => {
    const known = Object.hasOwn(users.attributes, attribute)
      ? users.attributes[attribute as keyof typeof users.attributes]
      : undefined;
    const typed = known && values.map((each) => typedFor(known, each));
    const least = is === 'isNull' || is === 'isNotNull' ? 0 : is === 'between' || is === 'notBetween' ? 2 : 1;
    if (!typed || typed.length < least || typed.includes(undefined)) context.addIssue({ code: 'custom' });
    // Cast: an issue was added if one is missing.
    return { attribute, is, values: (typed ?? []) as readonly Scalar[] };
  }) as unknown as z.ZodType<Filter>;

function typedFor({ kind }: Attribute, value: Scalar): Scalar | undefined {
  if (kind === 'moment') {
    const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    return Number.isNaN(at) ? undefined : at;
  }
  const wanted = kind === 'flag' ? 'boolean' : kind === 'number' ? 'number' : 'string';
  // biome-ignore lint/suspicious/useValidTypeof: one of three names of types.
  return typeof value === wanted ? value : undefined;
}

const filter = z.object({
  queries: listAtMost(FILTERS_AT_MOST, query),
  search: z.string().max(256).refine(isStorable).optional(),
});
const ids = listAtMost(IDS_AT_MOST, made(userIdOf));

// Cast: the schemas make what the types say; an optional text is missing, never undefined, in JSON.
const target = z.union([
  z.strictObject({ filter }),
  z.strictObject({ ids }),
]) as unknown as z.ZodType<JobTarget>;

// Cast: as above.
const parameters = z.strictObject({
  address: z.enum(['email', 'phone']).optional(),
  labels: listAtMost(LABELS_AT_MOST, z.string()).optional(),
  url: z.string().max(2_048).optional(),
}) as unknown as z.ZodType<JobParameters>;

/** Whom to do what. */
export const selectionParams = {
  act: input(z.enum(jobActs), `must be one of ${jobActs.join(', ')}`, 'What is done to each user.'),
  target: input(
    target,
    `must be an object with "filter" ({"queries": [{"attribute", "is", "values"}], "search"}) or "ids" (1 to ${IDS_AT_MOST})`,
    'Whom it meets: users by the queries and the search of their list, or by ids.',
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
export const confirm = text(
  'The number of users in the preview: from 100 on, and for what cannot be undone.',
  20,
);
