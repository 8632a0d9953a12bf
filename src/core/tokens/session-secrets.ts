import type { Project } from '../projects/project.ts';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

type SessionSecret = {
  /** The kind of token, if it is stored as one. */
  readonly token?: string;
  /**
   * The kind of address that it was sent to: it becomes void when the address changes. Null for a secret that the
   * requester gets.
   */
  readonly sentTo: 'email' | 'phone' | 'either' | null;
  /** Lifetime in seconds: a constant, the project's policy, or the value that the requesting server gives. */
  readonly lifetime: number | ((project: Project) => number) | 'asked';
};

/**
 * Every secret that opens a session, or leads to one that does. Each expires, and ends when its address changes, with
 * a new password, and when all sessions end. `core/owned.ts` ends those of a user, `moveAddress` those of an address.
 */
export const sessionSecrets = {
  'magic-url': { token: 'magic-url', sentTo: 'email', lifetime: HOUR },
  'email-otp': { token: 'email-otp', sentTo: 'email', lifetime: 10 * MINUTE },
  phone: { token: 'phone', sentTo: 'phone', lifetime: 10 * MINUTE },
  'email-verification': { token: 'email-verification', sentTo: 'email', lifetime: HOUR },
  'email-verification-code': { token: 'email-verification-code', sentTo: 'email', lifetime: 15 * MINUTE },
  'username-verification': { token: 'email-verification', sentTo: 'email', lifetime: DAY },
  recovery: { token: 'recovery', sentTo: 'email', lifetime: HOUR },
  'recovery-code': { token: 'recovery-code', sentTo: 'email', lifetime: 15 * MINUTE },
  // An operator gets it and passes it on, so that it proves no address.
  'recovery-link': { token: 'recovery-link', sentTo: null, lifetime: DAY },
  'username-recovery': { token: 'recovery', sentTo: 'email', lifetime: DAY },
  generic: { token: 'generic', sentTo: null, lifetime: 'asked' },
  oauth2: { token: 'oauth2', sentTo: null, lifetime: MINUTE },
  invitation: { sentTo: 'either', lifetime: ({ policies }) => policies.invitationSeconds },
  'device-code': { sentTo: null, lifetime: 10 * MINUTE },
} as const satisfies Readonly<Record<string, SessionSecret>>;

export type SecretKind = keyof typeof sessionSecrets;

/** The purpose of a token: every kind is listed above. */
export type TokenKind = Extract<(typeof sessionSecrets)[SecretKind], { readonly token: string }>['token'];

/** Returns the lifetime of a secret of the kind, in seconds. */
export function lifetimeSeconds(project: Project, kind: Exclude<SecretKind, 'generic'>): number {
  const { lifetime } = sessionSecrets[kind];
  return typeof lifetime === 'function' ? lifetime(project) : lifetime;
}

/** Returns the kinds of tokens that are sent to an email or a phone and become void when it changes. */
export function tokensSentTo(address: 'email' | 'phone'): readonly TokenKind[] {
  const sent = Object.values(sessionSecrets).flatMap((secret) =>
    'token' in secret && secret.sentTo === address ? [secret.token] : [],
  );
  return [...new Set(sent)];
}
