import type { ReadablePassword } from '../../crypto/passwords/readable.ts';
import type { Instant } from '../instant.ts';
import type { Email } from '../users/email.ts';
import type { MetadataObject } from '../users/metadata.ts';
import type { Phone } from '../users/phone.ts';
import type { Prefs, UserId } from '../users/user.ts';

/** A row that Denizen's rules accept. */
export type Candidate = {
  readonly position: number;
  readonly file: string;
  readonly row: number;
  readonly sourceId: string;
  readonly id: UserId;
  readonly email: Email | null;
  readonly emailVerifiedAt: Instant | null;
  /** The mailbox of the email, where the project claims mailboxes. */
  readonly mailbox: string | null;
  readonly phone: Phone | null;
  readonly phoneVerifiedAt: Instant | null;
  /** Addresses that become targets beside the email. */
  readonly extraEmails: readonly Email[];
  /** Undefined: not said by the source. */
  readonly name: string | undefined;
  readonly username: string | null;
  /**
   * A stored string, not yet sealed. Undefined: not said by the source. One in clear text is hashed before the batch of
   * its row is written.
   */
  readonly password: string | ReadablePassword | null | undefined;
  readonly passwordUpdatedAt: Instant | null;
  /** Only an old system knows the password. */
  readonly isPending: boolean;
  readonly blocked: boolean | undefined;
  /** Null: the moment of the import. */
  readonly createdAt: Instant | null;
  readonly accessedAt: Instant | null;
  readonly totp: string | null;
  readonly recoveryCodes: readonly string[];
  readonly identities: readonly CandidateIdentity[];
  readonly labels: readonly string[] | undefined;
  readonly teams: readonly { readonly team: string; readonly roles: readonly string[] }[];
  readonly prefs: Prefs | undefined;
  readonly readOnly: MetadataObject | undefined;
  readonly private: MetadataObject | undefined;
  /** The bytes of preferences and metadata as JSON. */
  readonly freeBytes: number;
};

export type CandidateIdentity = {
  readonly provider: string;
  readonly issuer: string;
  readonly providerUid: string;
  readonly providerEmail: string;
};

/** What was noticed of a row beside what became of it. */
export type Notes = {
  /** Fields without a place by name, kept or dropped as the plan says. */
  readonly fields: readonly string[];
  /** Parts that were left out or cut, each as a short text without values. */
  readonly leftOut: readonly string[];
  /** The family of the hash; nothing without one. */
  readonly family?: string;
  /** Why the hash cannot be used. */
  readonly hashRefused?: string;
  /** Whether the source has its password in clear text. */
  readonly hasPlainPassword?: true;
  /** Names of providers that are not known. */
  readonly unknownProviders: readonly string[];
  /** What is wrong with the row, beside the reason of its refusal: for counts. */
  readonly malformed?: 'email' | 'phone';
  /** What another row of the files has too. */
  readonly duplicate?: 'id' | 'email' | 'phone';
};

export type Judged =
  | { readonly candidate: Candidate; readonly notes: Notes }
  | { readonly refused: string; readonly notes: Notes };

/** A row of a batch: one that the rules accept, or what became of it already. */
export type BatchRow =
  | { readonly candidate: Candidate }
  | {
      readonly position: number;
      readonly file: string;
      readonly row: number;
      readonly sourceId: string | null;
      readonly outcome: 'refused' | 'skipped';
      readonly reason: string;
    };
