import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import type { Email } from '../users/email.ts';
import { createAdmin, findAdminByEmail } from './admins.ts';

/**
 * Ensures that there is an owner with this email, for machines that are not set up by hand. An administrator who is
 * there keeps password and roles. Of several servers that start at once, one creates it. Fails as `createAdmin`.
 */
export async function ensureOwner(
  core: Core,
  actor: Actor,
  { email, password }: { readonly email: Email; readonly password: string },
): Promise<void> {
  if (await findAdminByEmail(core, email)) return;
  try {
    await createAdmin(core, actor, { email, password, grants: [{ project: null, role: 'owner' }] });
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'admin_exists') throw error;
  }
}
