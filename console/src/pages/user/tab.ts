import type { ShownUser } from '../../generated/admin.ts';
import type { UserEdits } from './edits.ts';

export const TABS = [
  ...(['overview', 'credentials', 'sessions', 'identities'] as const),
  ...(['teams', 'preferences', 'metadata', 'history', 'raw'] as const),
] as const;
export type Tab = (typeof TABS)[number];

export const DIALOGS = [
  ...(['', 'block', 'password', 'reset', 'sessions', 'impersonate', 'delete', 'erase'] as const),
] as const;
export type DialogName = (typeof DIALOGS)[number];

/** What every tab is given. */
export type TabProps = {
  readonly project: string;
  readonly user: ShownUser;
  readonly edits: UserEdits;
  readonly open: (dialog: DialogName) => void;
};
