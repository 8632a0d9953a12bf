import { hours, minutes } from '../instant.ts';
import type { LinkKind } from './links-store.ts';

/** How long a link can be used. */
export const LINK_MS: Readonly<Record<LinkKind, number>> = {
  setup: minutes(30),
  invite: hours(72),
  reset: hours(1),
};
