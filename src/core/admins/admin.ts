import type { Instant } from '../instant.ts';
import type { Grant } from './permissions.ts';

/** An administrator: a user of the installation with roles. */
export type Admin = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly grants: readonly Grant[];
  readonly createdAt: Instant;
  /** Null until an invitation is accepted. */
  readonly passwordUpdatedAt: Instant | null;
  readonly accessedAt: Instant | null;
  readonly hasTotp: boolean;
};
