import { isBelow } from '../support/user-fields.ts';
import { DATE, ID, normal } from './clients-expected.ts';
import type { Fields, Person, TeamsPackage } from './teams-packages.ts';

/** An answer as plain data in which whatever differs from run to run is replaced by its name. */
export const plain = normal;

export function expectedTeam(fields: Fields & { readonly $id: string }): Fields {
  return { $createdAt: DATE, $updatedAt: DATE, name: 'Blue', total: 0, prefs: {}, ...fields };
}

/** A membership as the newest clients get it. */
export function expectedFullMembership(fields: Fields): Fields {
  return {
    $id: ID,
    $createdAt: DATE,
    $updatedAt: DATE,
    userPhone: '',
    teamName: 'Blue',
    invited: DATE,
    joined: DATE,
    confirm: true,
    mfa: false,
    userAccessedAt: '',
    ...fields,
  };
}

/** What changing a membership answers, or being shown one: that has more to say. */
export function expectedMembership(one: TeamsPackage, fields: Fields): Fields {
  const whole = expectedFullMembership(fields);
  if (!isBelow(one.format, '1.9.0')) return whole;
  const { userPhone: _, userAccessedAt: __, ...older } = whole;
  return older;
}

/** What tells of whom a membership is. */
export function whose({ id, email }: Pick<Person, 'id' | 'email'>): Fields {
  return { userId: id, userName: `Name of ${id}`, userEmail: email };
}
