import { z } from 'zod';
import type { Canary } from '../core/imports/canaries.ts';
import { defaultPlan, type ImportPlan } from '../core/imports/import.ts';
import { isProviderKey } from '../core/oauth/providers/table.ts';
import { isStorable } from '../core/text.ts';
import { input, optional, someListAtMost, someTextAtMost, textAtMost } from '../http/param.ts';
import { someText, text } from './params.ts';

const TEXT = 1_024;
const SECRET = 65_536;
const PROVIDERS_AT_MOST = 200;
const CANARIES_AT_MOST = 100;
const PREFIX = /^[A-Za-z0-9][A-Za-z0-9._-]{0,19}$/;

const storable = (most: number) => textAtMost(most).refine(isStorable);
const someStorable = (most: number) => someTextAtMost(most).refine(isStorable);
const provider = z.string().refine(isProviderKey).nullable();

// Cast: the schema makes what the type says; an option is missing, never undefined, in JSON.
const options = z.strictObject({
  id: z.union([z.enum(['keep', 'fresh']), z.strictObject({ prefix: z.string().regex(PREFIX) })]).optional(),
  onConflict: z.enum(['skip', 'update', 'fail']).optional(),
  mergesEmails: z.boolean().optional(),
  extraEmails: z.enum(['metadata', 'targets']).optional(),
  providers: z
    .record(storable(TEXT), provider)
    .refine((given) => Object.keys(given).length <= PROVIDERS_AT_MOST)
    .optional(),
  rest: z.enum(['keep', 'drop']).optional(),
  badHashes: z.enum(['refuse', 'drop']).optional(),
  hashesPlainPasswords: z.boolean().optional(),
  withoutPassword: z.enum(['leave', 'pending']).optional(),
  history: z.enum(['batch', 'user']).optional(),
  systemOptions: z.record(storable(TEXT), storable(TEXT)).optional(),
}) as unknown as z.ZodType<Partial<Omit<ImportPlan, 'secrets'>>>;

// Cast: as above.
const secrets = z.strictObject({
  pepper: someStorable(SECRET).optional(),
  signerKey: someStorable(SECRET).optional(),
  saltSeparator: storable(TEXT).optional(),
  rounds: z.int().min(1).max(999_999_999).optional(),
  memCost: z.int().min(1).max(999_999_999).optional(),
  recipe: someStorable(SECRET).optional(),
}) as unknown as z.ZodType<ImportPlan['secrets']>;

// Cast: as above.
const canary = z
  .strictObject({
    name: someStorable(TEXT),
    password: someStorable(TEXT).optional(),
    code: someStorable(64).optional(),
  })
  .refine(({ password, code }) => (password ?? code) !== undefined) as unknown as z.ZodType<Canary>;

/** What a dry run needs. */
export const checkParams = {
  system: someText('Name of the system that the files are of.', 64),
  options: optional(
    input(
      options,
      'must be an object with "id" (keep, fresh, {"prefix"}), "onConflict" (skip, update, fail), "mergesEmails", "extraEmails" (metadata, targets), "providers" (ours by theirs; null leaves out), "rest" (keep, drop), "badHashes" (refuse, drop), "hashesPlainPasswords", "withoutPassword" (leave, pending), "history" (batch, user) or "systemOptions"',
      'How rows become users, as the options of `denizen import`.',
    ),
  ),
  secrets: optional(
    input(
      secrets,
      'must be an object with "pepper", "signerKey", "saltSeparator", "rounds", "memCost" or "recipe"',
      'What hashes need that is not in the files. Kept sealed and never shown. Default: those that were given before.',
    ),
  ),
};

export const canaries = input(
  someListAtMost(CANARIES_AT_MOST, canary),
  `must be a list of 1 to ${CANARIES_AT_MOST} objects with "name", and "password" or "code"`,
  'Sign-ins that must succeed: email address, phone number, username or id at the source; a code counts at the moment of the request.',
);
export const digest = someText('The `digest` of the dry run.', 200);
export const confirm = text('`confirm` of the dry run, typed.', 20);

/** Returns how rows become users, with the defaults of the command line. */
export function planOf(given: Partial<Omit<ImportPlan, 'secrets'>> = {}): Omit<ImportPlan, 'secrets'> {
  const { secrets: _, ...defaults } = defaultPlan;
  return { ...defaults, ...given };
}
