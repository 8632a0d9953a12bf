import { ownedTable } from '../../db/owned-table.ts';
import { createdAt, type Instant, type Sequence } from '../instant.ts';
import type { Phone } from '../users/phone.ts';
import type { MockPhone } from './mock-phone.ts';

const LISTED_AT_MOST = 5_000;

const mockPhones = ownedTable('mock_phones', {
  owner: {},
  key: 'phone',
  toRow: ({ phone, sequence, updatedAt, sealed }: MockPhone) => ({
    phone,
    sequence,
    updated_at: updatedAt,
    sealed,
  }),
  // Casts: validated on write.
  toValue: (row): MockPhone => ({
    phone: row.phone as Phone,
    sequence: row.sequence as Sequence,
    createdAt: createdAt(row.sequence as Sequence),
    updatedAt: row.updated_at as Instant,
    sealed: row.sealed,
  }),
});

/** Returns false when the number has a code already. */
export const insertMockPhone = mockPhones.insertIfFree;
export const findMockPhone = mockPhones.find({ phone: 'phone' });
/** Oldest first. */
export const listMockPhones = mockPhones.list({}, { order: ['sequence'], most: LISTED_AT_MOST });
export const updateMockPhoneCode = mockPhones.update(
  { sealed: 'sealed', updated_at: 'now' },
  { phone: 'phone' },
);
export const takeMockPhone = mockPhones.take({ phone: 'phone' });
