import { z } from 'zod';
import type { Model } from '../route.ts';

/** A policy by its wire id, with the values of its fields. */
export type PolicyView = {
  readonly $id: string;
  readonly values: Readonly<Record<string, boolean | number>>;
};

const flag = (description: string) => z.boolean().optional().describe(description);
const number = (description: string) => z.int().optional().describe(description);

/** Each policy has some of these fields. */
const schema = z.object({
  $id: z.string().describe('Id of the policy.'),
  enabled: flag('Whether the policy is enabled.'),
  total: number('The number that the policy sets; 0 for none.'),
  duration: number('Lifetime in seconds.'),
  min: number('Minimum length of a password.'),
  uppercase: flag('Whether a password needs an uppercase letter.'),
  lowercase: flag('Whether a password needs a lowercase letter.'),
  number: flag('Whether a password needs a number.'),
  symbols: flag('Whether a password needs a symbol.'),
  userId: flag('Whether members see ids of users.'),
  userEmail: flag('Whether members see email addresses.'),
  userPhone: flag('Whether members see phone numbers.'),
  userName: flag('Whether members see names.'),
  userMFA: flag('Whether members see who uses a second factor.'),
  userAccessedAt: flag('Whether members see the last visits.'),
  totp: flag('Whether authenticators are accepted.'),
  email: flag('Whether codes by email are accepted.'),
  phone: flag('Whether codes by phone are accepted.'),
  custom: flag('Whether codes that a server delivers are accepted.'),
});

export const policyModel: Model<PolicyView> = { name: 'policy', schema, view: viewOf };

export const policyListModel: Model<{ readonly total: number; readonly rows: readonly PolicyView[] }> = {
  name: 'policyList',
  schema: z.object({
    total: z.int().describe('Number of policies.'),
    policies: z.array(schema).describe('The policies of this page.'),
  }),
  view: ({ total, rows }) => ({ total, policies: rows.map(viewOf) }),
};

function viewOf({ $id, values }: PolicyView) {
  return { $id, ...values };
}
