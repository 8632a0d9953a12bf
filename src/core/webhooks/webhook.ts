import type { Tx } from '../../db/database.ts';
import type { Actor } from '../actor.ts';
import type { Act } from '../audit/acts.ts';
import type { Challenge } from '../factors/challenges/challenge.ts';
import type { Identity } from '../identities/identity.ts';
import type { Instant, Sequence } from '../instant.ts';
import type { Member } from '../memberships/membership.ts';
import type { ProjectId } from '../projects/project.ts';
import type { Session } from '../sessions/session.ts';
import type { Target } from '../targets/target.ts';
import type { Team } from '../teams/team.ts';
import type { Token } from '../tokens/token.ts';
import type { Origin } from '../tracing/origin.ts';
import type { User } from '../users/user.ts';

/** A receiver of events of a project. */
export type Webhook = {
  readonly id: string;
  readonly sequence: Sequence;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly name: string;
  readonly url: string;
  /** The names or patterns of the events that it receives, as a protocol writes them. */
  readonly events: readonly string[];
  readonly authUsername: string;
  /** Whether the certificate of the receiver is verified. */
  readonly verifiesTls: boolean;
  /** Failed attempts in a row. */
  readonly failures: number;
  /** When the first of these failed. */
  readonly failingSince: Instant | null;
  readonly disabledAt: Instant | null;
  /** The outcome of the last attempt if it failed, or empty. */
  readonly error: string;
  /** The secrets, sealed. */
  readonly sealed: string;
};

export type WebhookSecrets = {
  /** Signs every delivery. */
  readonly secret: string;
  /** Password of HTTP basic authentication, or empty. */
  readonly authPassword: string;
};

export const WEBHOOKS_AT_MOST = 50;

/** Failed attempts in a row after which a webhook that has failed for `DISABLED_AFTER_MS` is disabled. */
export const FAILURES_AT_MOST = 10;
export const DISABLED_AFTER_MS = 24 * 3_600_000;

/** What an act was done to: as it is after the act, or as it was before for one that removes it. */
export type Subject =
  | { readonly kind: 'user'; readonly value: User }
  | { readonly kind: 'session'; readonly value: Session }
  | { readonly kind: 'token'; readonly value: Token }
  | { readonly kind: 'target'; readonly value: Target }
  | { readonly kind: 'identity'; readonly value: Identity }
  | { readonly kind: 'challenge'; readonly value: Challenge }
  | { readonly kind: 'team'; readonly value: Team }
  | { readonly kind: 'membership'; readonly value: Member };

/** How a protocol publishes what happens. Pure functions: they run within the write. */
export type EventFormat = {
  /** Returns the names of the event, concrete and as patterns; none for an act that is not published. */
  readonly namesOf: (act: Act) => readonly string[];
  /** Returns the body of the event, without secrets. */
  readonly bodyOf: (subject: Subject, actor: Actor) => unknown;
};

/** Adds events to the queue within the write that causes them. */
export type Publisher = {
  /** Reads what the acts are about to remove. */
  readonly before: (tx: Tx, actor: Actor, acts: readonly Act[]) => Promise<ReadonlyMap<Act, Subject>>;
  /** Returns whether anything was added. */
  readonly publish: (tx: Tx, actor: Actor, act: Act, removed: ReadonlyMap<Act, Subject>) => Promise<boolean>;
};

/** The stored content of a delivery. */
export type DeliveryPayload = {
  readonly names: readonly string[];
  /** JSON. The same for every attempt. */
  readonly body: string;
  /** The user who caused the event, or empty. */
  readonly causedBy: string;
  /** The request that caused it. */
  readonly origin?: Origin;
};

/** An event leased to this server. */
export type ClaimedDelivery = {
  readonly project: ProjectId;
  readonly id: string;
  readonly webhookId: string;
  /** Number of attempts, including this one. */
  readonly tries: number;
  /** Undefined when the webhook is gone. */
  readonly webhook: Webhook | undefined;
  /** Undefined when no known key opens them. */
  readonly content: (DeliveryPayload & WebhookSecrets) | undefined;
};
