/** Why somebody is written to. Each has a text in every language. */
export type Purpose =
  | 'email-verification'
  | 'phone-verification'
  | 'recovery'
  | 'magic-url'
  | 'email-otp'
  | 'phone-otp'
  | 'mfa-email'
  | 'mfa-phone'
  | 'password-changed'
  | 'email-changed'
  | 'phone-changed'
  | 'mfa-changed'
  | 'team-invitation'
  | 'account-confirmation'
  | 'password-reset';

/** What waits in the outbox. */
export type Message = {
  readonly kind: 'mail' | 'sms';
  /** An email address, or a phone number in E.164 form. */
  readonly to: string;
  readonly purpose: Purpose;
  /** Language tag as the caller gave it; what is not known is spoken to in English. */
  readonly locale: string;
  /** Name of the project. */
  readonly project: string;
  /** Name of the user, or empty. */
  readonly name: string;
  /** What the user signs in with, of messages to those who have one. */
  readonly username?: string;
  /** Where to go, of messages that have a link. */
  readonly url?: string;
  /** What to type, of messages that have a code. */
  readonly code?: string;
  /** Two words by which a person knows that the message belongs to what they see on the screen. */
  readonly phrase?: string;
  /** Names of a team, and of who asks somebody to join it. */
  readonly team?: string;
  readonly inviter?: string;
  /** How long link or code are good for. */
  readonly minutes?: number;
};
