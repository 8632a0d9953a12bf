import { z } from 'zod';
import { GRANTS_AT_MOST } from '../core/admins/grants-store.ts';
import { type Grant, roles } from '../core/admins/permissions.ts';
import { type Instant, instantOf, type Sequence } from '../core/instant.ts';
import { projectIdOf } from '../core/projects/project.ts';
import { type TeamId, teamIdOf } from '../core/teams/team.ts';
import { type Email, emailOf } from '../core/users/email.ts';
import { type UserId, userIdOf } from '../core/users/user.ts';
import {
  example,
  ID_RULE,
  input,
  length,
  listAtMost,
  made,
  type Required,
  storable,
  textAtMost,
} from '../http/param.ts';

const ISO_MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;
const SECRET_LENGTH = 1_000;
const NAME_LENGTH = 128;
const PASSWORD_LENGTH = 256;

/** A text of at most so many characters. */
export function text(description: string, most: number): Required<string> {
  return input(
    storable.refine((value) => length(value) <= most).meta({ maxLength: most }),
    `must be a text of at most ${most} characters`,
    description,
  );
}

/** A text that is not empty. */
export function someText(description: string, most: number): Required<string> {
  return input(
    storable
      .refine((value) => length(value) >= 1 && length(value) <= most)
      .meta({ minLength: 1, maxLength: most }),
    `must be a text of 1 to ${most} characters`,
    description,
  );
}

export function inPath<T>(param: Required<T>): Required<T> {
  return { ...param, place: 'path' };
}

/** The project of the path. Authentication has found it before the input is parsed. */
export const projectInPath = inPath(someText('Id of the project.', 36));
export const idInPath = (description: string): Required<string> => inPath(someText(description, 64));

export const email: Required<Email> = input(
  made(emailOf, example('ann@example.com')),
  'must be a valid email address',
  'Email address.',
);
export const name = text('Name.', NAME_LENGTH);
export const password = someText('Password.', PASSWORD_LENGTH);
export const secret = someText('Secret of the link.', SECRET_LENGTH);
export const code = someText('Code of the authenticator, or a recovery code.', 64);

export const newProjectId = input(
  made(projectIdOf, example('shop')),
  'must have 1 to 36 characters out of a-z, 0-9, period, hyphen and underscore, and begin with a letter or a digit',
  'Id of the project.',
);

export const newUserId: Required<UserId> = input(
  made(userIdOf, example('ann')),
  `${ID_RULE}. Default: a new one`,
  'Id of the new user.',
);

export const newTeamId: Required<TeamId> = input(
  made(teamIdOf, example('editors')),
  `${ID_RULE}. Default: a new one`,
  'Id of the new team.',
);

const grant: z.ZodType<Grant> = z.object({ project: textAtMost(36).nullable(), role: z.enum(roles) });

export const grants: Required<readonly Grant[]> = input(
  listAtMost(GRANTS_AT_MOST, grant),
  `must be a list of 1 to ${GRANTS_AT_MOST} objects with "project" (an id, or null for all) and "role" (${roles.join(', ')})`,
  'Roles; they replace all earlier ones.',
);

export function flag(description: string): Required<boolean> {
  return input(z.boolean(), 'must be true or false', description);
}

/** `1` or `true` in a query string. */
export function flagInQuery(description: string): Required<boolean> {
  const schema = made((value) => ({ 1: true, true: true, 0: false, false: false })[value]);
  return input(schema, 'must be 1 or 0', description);
}

/** How many rows a page has, in a query string. */
export function limitAtMost(most: number): Required<number> {
  const schema = made((value) => {
    const count = /^\d{1,4}$/.test(value) ? Number(value) : 0;
    return count >= 1 && count <= most ? count : undefined;
  });
  return input(schema, `must be a number from 1 to ${most}`, `Rows of a page, 1 to ${most}.`);
}

/** The `next` of an earlier page. */
export function cursor<T>(parse: (text: string) => T | undefined): Required<T> {
  return input(made(parse), 'must be the "next" of an earlier page', 'The `next` of the page before.');
}

/** The `next` of an earlier page whose rows are in the order of their sequence. */
export const sequenceCursor: Required<Sequence> = cursor((text) => {
  const sequence = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  // Cast: a safe integer is one for either engine.
  return Number.isSafeInteger(sequence) ? (sequence as Sequence) : undefined;
});

/** A moment in a query string. */
export function momentInQuery(description: string): Required<Instant> {
  const schema = made((value) => {
    const at = ISO_MOMENT.test(value) ? Date.parse(value) : Number.NaN;
    return Number.isNaN(at) ? undefined : instantOf(at);
  }, example('2026-10-01T00:00:00.000Z'));
  return input(schema, 'must be a moment as in 2026-10-01T00:00:00Z', description);
}
