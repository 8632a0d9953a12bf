import type { Instant } from '../instant.ts';
import type { Origin } from '../tracing/origin.ts';

/** The reason for a message. Each has a template in every language. */
export type Purpose =
  | 'email-verification'
  | 'email-verification-code'
  | 'phone-verification'
  | 'recovery'
  | 'recovery-code'
  | 'magic-url'
  | 'email-otp'
  | 'phone-otp'
  | 'mfa-email'
  | 'mfa-phone'
  | 'password-changed'
  | 'email-changed'
  | 'phone-changed'
  | 'mfa-changed'
  | 'session-alert'
  | 'team-invitation'
  | 'account-confirmation'
  | 'password-reset'
  | 'test';

/** The account that claims an address, as a mail describes it to the owner of the mailbox. Unknown fields are empty. */
export type Claim = {
  readonly account: string;
  readonly madeAt: Instant;
  /** The program and the system from which the account was made. */
  readonly device: string;
  /** The first parts of the network address, as `203.0.113.*`. */
  readonly network: string;
  /** Two letters in upper case. */
  readonly country: string;
  /** The link that frees the address from the account. */
  readonly refusal: string;
};

/** A sign-in that its user is told of. Unknown fields are empty. */
export type SignInNotice = {
  readonly at: Instant;
  /** The program and the system, or the user agent. */
  readonly device: string;
  readonly ip: string;
  /** Two letters in upper case. */
  readonly country: string;
};

/** A message in the outbox. */
export type Message = {
  readonly kind: 'mail' | 'sms';
  /** An email address, or a phone number in E.164 form. */
  readonly to: string;
  readonly purpose: Purpose;
  /** Language tag from the request. An unknown language falls back to English. */
  readonly locale: string;
  /** Name of the project. */
  readonly project: string;
  /** Name of the user, or empty. */
  readonly name: string;
  /** The username, if the user has one. */
  readonly username?: string;
  /** The link, if the message has one. */
  readonly url?: string;
  /** The code, if the message has one. */
  readonly code?: string;
  /** Two words that match the message with the sign-in on the screen. */
  readonly phrase?: string;
  /** Names of the team and of the inviter. */
  readonly team?: string;
  readonly inviter?: string;
  /** Only for messages that ask to confirm an address. */
  readonly claim?: Claim;
  /** Only for messages about a new session. */
  readonly signIn?: SignInNotice;
  /** When it was queued, by the wall clock. Its lifetime begins there. */
  readonly queuedAt?: Instant;
  /** The request that caused it. */
  readonly origin?: Origin;
  /** Lifetime of the link or code. */
  readonly minutes?: number;
};
