import type { Read, Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { claim, findIdentifier, release } from '../identifiers/store.ts';
import type { Email } from './email.ts';
import { emailKind } from './email-kind.ts';
import { listEmails } from './store.ts';

const CLAIMED_AT_ONCE = 500;

/**
 * Claims the mailbox of an address for the user where the policy `canonicalEmails` is on. Returns false when another
 * user holds it under another spelling. The address itself is stored as given.
 */
export async function claimMailbox(
  tx: Tx,
  { project }: Actor,
  email: string,
  user: string,
): Promise<boolean> {
  if (!project.policies.canonicalEmails) return true;
  return claim(tx, mailboxOf(project.id, email), user);
}

/** Reports whether no user holds the mailbox, or the policy is off. */
export async function isMailboxFree(read: Read, { project }: Actor, email: Email): Promise<boolean> {
  if (!project.policies.canonicalEmails) return true;
  const { kind, value } = mailboxOf(project.id, email);
  return (await findIdentifier(read, project.id, { kind, value })) === undefined;
}

/**
 * Moves the claim of a mailbox to that of the new address, if there is one. Returns false when another user holds it.
 * Another spelling of the same mailbox needs no claim of its own, also where an earlier user holds it.
 */
export async function moveMailbox(
  tx: Tx,
  actor: Actor,
  move: { readonly from: string | null; readonly to: string | null; readonly user: string },
): Promise<boolean> {
  const { from, to, user } = move;
  const [before, after] = [from, to].map((email) => email && mailboxOf(actor.project.id, email).value);
  if (before === after) return true;
  if (to !== null && !(await claimMailbox(tx, actor, to, user))) return false;
  if (from !== null) await release(tx, mailboxOf(actor.project.id, from), user);
  return true;
}

/**
 * Claims the mailboxes of all users of the project, oldest first, when the policy is switched on. Of several users
 * who share a mailbox already, the oldest holds it and the others keep their addresses.
 */
export async function claimMailboxes(core: Core, actor: Actor): Promise<void> {
  const { id: project } = actor.project;
  for (let after = 0; ; ) {
    const users = await listEmails(core.read, { project_id: project, after, most: CLAIMED_AT_ONCE });
    const last = users.at(-1);
    if (!last) return;
    await core.write(actor, [], async (tx) => {
      for (const { id, email } of users) if (email !== null) await claim(tx, mailboxOf(project, email), id);
    });
    after = last.sequence;
  }
}

function mailboxOf(project: Actor['project']['id'], email: string) {
  // Cast: stored addresses are valid.
  return { project, kind: 'mailbox', value: emailKind(email as Email).canonical } as const;
}
