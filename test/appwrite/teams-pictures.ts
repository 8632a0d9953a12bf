import { DATE, ID, normal } from './clients-pictures.ts';
import type { Fields, Person, TeamsPackage } from './teams-packages.ts';

/** An answer as plain data in which whatever differs from run to run is replaced by its name. */
export const plain = normal;

export function teamPicture(said: Fields & { readonly $id: string }): Fields {
  return { $createdAt: DATE, $updatedAt: DATE, name: 'Blue', total: 0, prefs: {}, ...said };
}

/** A membership as the newest clients get it. */
export function wholeMembership(said: Fields): Fields {
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
    ...said,
  };
}

/** What changing a membership answers, or being shown one: that has more to say. */
export function membershipPicture(one: TeamsPackage, said: Fields): Fields {
  const whole = wholeMembership(said);
  if (one.format === '1.9.5') return whole;
  const { userPhone: _, userAccessedAt: __, ...older } = whole;
  return older;
}

/** What tells of whom a membership is. */
export function whose({ id, email }: Pick<Person, 'id' | 'email'>): Fields {
  return { userId: id, userName: `Name of ${id}`, userEmail: email };
}
