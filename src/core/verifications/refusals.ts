import type { Actor } from '../actor.ts';
import type { Act } from '../audit/acts.ts';
import { creationOf } from '../audit/store.ts';
import type { Core } from '../core.ts';
import { expiryOf, isAhead } from '../expiry.ts';
import { Failure } from '../failure.ts';
import { linkTo } from '../links.ts';
import type { Claim } from '../outbox/message.ts';
import { endOwned } from '../owned.ts';
import type { ProjectId } from '../projects/project.ts';
import { releaseClaim } from '../users/prove-address.ts';
import { lockUser } from '../users/store.ts';
import type { User, UserId } from '../users/user.ts';

/** The path of the link that frees an address. */
export const REFUSAL_PATH = '/v1/auth/not-me';

const ALGORITHM = 'HS256';

/** An account that an address was claimed for. A later account with the same id has another `sequence`. */
type ClaimedBy = { readonly user: string; readonly sequence: number; readonly email: string };

/**
 * Describes the account behind a confirmation mail, with the link by which the owner of the mailbox frees the address
 * from it. `madeBy` is the actor who is creating the account.
 */
export async function describeClaim(
  core: Core,
  actor: Actor,
  input: { readonly user: User; readonly seconds: number; readonly madeBy?: Actor },
): Promise<Claim> {
  const { user, seconds } = input;
  const { ip, userAgent } = input.madeBy ?? (await makerOf(core, actor, user)) ?? {};
  const [device, country] = await Promise.all([
    core.clientInfo.device(userAgent),
    core.clientInfo.country(ip),
  ]);
  const claimed = { user: user.id, sequence: user.sequence, email: user.email ?? '' };
  const token = await sign(core, actor.project.id, { ...claimed, seconds });
  const page = new URL(REFUSAL_PATH, core.urls.ownUrl());
  return {
    account: user.id,
    madeAt: user.createdAt,
    device: [device.clientName, device.osName].filter(Boolean).join(', '),
    network: networkOf(ip),
    country: country ?? '',
    refusal: linkTo(page, { project: actor.project.id, token }),
  };
}

/**
 * Frees an address from the account that claims it, for the owner of the mailbox, and signs out everything that acts
 * as the account's user. Fails with `token_invalid`, also when the account no longer has the address.
 */
export async function refuseClaim(core: Core, actor: Actor, token: string): Promise<void> {
  const claimed = await verify(core, actor.project.id, token);
  if (!claimed) throw new Failure('token_invalid');
  await core.write(
    actor,
    (acts: readonly Act[]) => acts,
    async (tx) => {
      const user = await lockUser(tx, actor.project.id, claimed.user as UserId);
      if (!user || user.sequence !== claimed.sequence || user.email !== claimed.email)
        throw new Failure('token_invalid');
      await endOwned(core, tx, 'endSessions', { project: actor.project, user: user.id });
      return releaseClaim(core, actor, tx, { user, kind: 'email', way: 'refusal' });
    },
  );
}

/** Returns the origin of an account that its user created; a server's origin reveals nothing about the user. */
async function makerOf(core: Core, actor: Actor, { id, sequence }: User) {
  const entry = await creationOf(core.read, { project: actor.project.id, user: id, since: sequence });
  if (entry === undefined || !/^(?:guest|user)$/.test(entry.actor_kind)) return undefined;
  return { ip: entry.ip ?? undefined, userAgent: entry.user_agent ?? undefined };
}

/** Returns the first three parts of an IPv4 address, enough to recognize one's own. Empty for others. */
function networkOf(ip: string | undefined): string {
  const [, network] = /^(?:::ffff:)?(\d+\.\d+\.\d+)\.\d+$/.exec(ip ?? '') ?? [];
  return network === undefined ? '' : `${network}.*`;
}

async function sign(
  core: Core,
  project: ProjectId,
  { seconds, ...claimed }: ClaimedBy & { readonly seconds: number },
): Promise<string> {
  const { SignJWT } = await import('jose');
  const now = core.clock.now();
  return new SignJWT({ ...claimed })
    .setProtectedHeader({ alg: ALGORITHM })
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(Math.floor(expiryOf(now, seconds * 1000) / 1000))
    .sign(core.seal.derive(purpose(project)));
}

async function verify(core: Core, project: ProjectId, token: string): Promise<ClaimedBy | undefined> {
  const { jwtVerify } = await import('jose');
  const now = core.clock.now();
  for (const key of core.seal.deriveEach(purpose(project))) {
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: [ALGORITHM],
        requiredClaims: ['exp', 'user', 'sequence', 'email'],
        currentDate: new Date(now),
      });
      if (isAhead((payload.iat ?? 0) * 1000, now, 0)) return undefined;
      // Cast: we signed it, with a key that signs nothing else.
      return payload as unknown as ClaimedBy;
    } catch {
      // Signed with another key, not by us, or expired.
    }
  }
  return undefined;
}

/** Each project has its own key. */
function purpose(project: ProjectId): string {
  return `address-refusals ${project}`;
}
