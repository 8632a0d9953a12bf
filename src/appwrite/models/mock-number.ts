import { z } from 'zod';
import type { MockPhone } from '../../core/mock-phones/mock-phone.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';

/** A phone number and its code, unsealed. */
export type CodedPhone = { readonly mock: MockPhone; readonly code: string };

const schema = z.object({
  number: z.string().describe('Phone number in E.164 form.'),
  otp: z.string().describe('The fixed code.'),
  $createdAt: date('Time of creation.'),
  $updatedAt: date('Time of the last change.'),
});

export const mockNumberModel: Model<CodedPhone> = { name: 'mockNumber', schema, view: viewOf };

export const mockNumberListModel: Model<{ readonly total: number; readonly rows: readonly CodedPhone[] }> = {
  name: 'mockNumberList',
  schema: z.object({
    total: z.int().describe('Number of phone numbers over all pages.'),
    mockNumbers: z.array(schema).describe('The phone numbers of this page.'),
  }),
  view: ({ total, rows }) => ({ total, mockNumbers: rows.map(viewOf) }),
};

function viewOf({ mock, code }: CodedPhone): z.infer<typeof schema> {
  return {
    number: mock.phone,
    otp: code,
    $createdAt: dateOf(mock.createdAt),
    $updatedAt: dateOf(mock.updatedAt),
  };
}
