import type { Texts } from '../../texts/texts.ts';
import type { Filter, FilterAttribute } from '../../ui/filters.tsx';

const address = ['equal', 'contains', 'startsWith', 'endsWith', 'isNull', 'isNotNull'] as const;
const moment = ['greaterThan', 'lessThan'] as const;

/** What users are filtered by, with the comparisons of `core/users/attributes.ts`. */
export function userAttributes(t: Texts): readonly FilterAttribute[] {
  const { attributes, verified, notVerified } = t.users;
  const verification = [
    { value: 'true', label: verified },
    { value: 'false', label: notVerified },
  ];
  return [
    {
      name: 'active',
      title: attributes.active,
      kind: 'flag',
      choices: [
        { value: 'true', label: t.users.notBlocked },
        { value: 'false', label: t.users.states.blocked },
      ],
    },
    {
      name: 'name',
      title: attributes.name,
      kind: 'text',
      comparisons: ['contains', 'startsWith', 'endsWith', 'equal'],
    },
    { name: 'email', title: attributes.email, kind: 'text', comparisons: address },
    { name: 'emailVerified', title: attributes.emailVerified, kind: 'flag', choices: verification },
    { name: 'phone', title: attributes.phone, kind: 'text', comparisons: address },
    { name: 'phoneVerified', title: attributes.phoneVerified, kind: 'flag', choices: verification },
    { name: 'labels', title: attributes.labels, kind: 'list', comparisons: ['containsAny', 'containsAll'] },
    { name: 'createdAt', title: attributes.createdAt, kind: 'moment', comparisons: moment },
    {
      name: 'accessedAt',
      title: attributes.accessedAt,
      kind: 'moment',
      comparisons: [...moment, 'isNull', 'isNotNull'],
    },
    {
      name: 'passwordUpdatedAt',
      title: attributes.passwordUpdatedAt,
      kind: 'moment',
      comparisons: [...moment, 'isNull', 'isNotNull'],
    },
    { name: 'id', title: attributes.id, kind: 'text', comparisons: ['equal'] },
    { name: 'impersonator', title: attributes.impersonator, kind: 'flag' },
  ];
}

/** Filters as the parameter of a list; `undefined` without any. */
export function queriesOf(filters: readonly Filter[]): string | undefined {
  return filters.length > 0 ? JSON.stringify(filters) : undefined;
}
