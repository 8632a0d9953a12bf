import type { Scope } from './keys/scopes.ts';
import type { Project } from './projects/project.ts';

/** Who is asking, from where, with which scopes. Plain data. */
export type Actor = {
  readonly kind: 'guest' | 'key' | 'cli' | 'system';
  /** The key's id, or nothing. */
  readonly id?: string;
  readonly project: Project;
  readonly scopes: ReadonlySet<Scope>;
  readonly ip?: string;
  readonly userAgent?: string;
  readonly requestId?: string;
};

export function may(actor: Actor, scope: Scope): boolean {
  return actor.scopes.has(scope);
}
