import type { Project } from '../projects/project.ts';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

type SessionSecret = {
  /** The kind of token that it is kept as, of those that are. */
  readonly token?: string;
  /** To which address it was sent: it is void when that changes. Null for what is handed to whoever asked. */
  readonly sentTo: 'email' | 'phone' | 'either' | null;
  /** How long it lives in seconds: as long as listed here, as the project says, or as the server that asks for it says. */
  readonly lifetime: number | ((project: Project) => number) | 'asked';
};

/**
 * Every secret that opens a session, or leads to one that does: each ends by itself, with the address that it was sent
 * to, with a new password, and when all sessions are ended. `core/owned.ts` ends those of a user, `moveAddress` those of
 * an address.
 */
export const sessionSecrets = {
  'magic-url': { token: 'magic-url', sentTo: 'email', lifetime: HOUR },
  'email-otp': { token: 'email-otp', sentTo: 'email', lifetime: 10 * MINUTE },
  phone: { token: 'phone', sentTo: 'phone', lifetime: 10 * MINUTE },
  'email-verification': { token: 'email-verification', sentTo: 'email', lifetime: HOUR },
  'username-verification': { token: 'email-verification', sentTo: 'email', lifetime: DAY },
  recovery: { token: 'recovery', sentTo: 'email', lifetime: HOUR },
  'username-recovery': { token: 'recovery', sentTo: 'email', lifetime: DAY },
  generic: { token: 'generic', sentTo: null, lifetime: 'asked' },
  oauth2: { token: 'oauth2', sentTo: null, lifetime: MINUTE },
  invitation: { sentTo: 'either', lifetime: ({ policies }) => policies.invitationSeconds },
  'device-code': { sentTo: null, lifetime: 10 * MINUTE },
} as const satisfies Readonly<Record<string, SessionSecret>>;

export type SecretKind = keyof typeof sessionSecrets;

/** What a token is for: every kind is in the list of what opens sessions. */
export type TokenKind = Extract<(typeof sessionSecrets)[SecretKind], { readonly token: string }>['token'];

/** How long a secret of the kind lives. */
export function lifetimeSeconds(project: Project, kind: Exclude<SecretKind, 'generic'>): number {
  const { lifetime } = sessionSecrets[kind];
  return typeof lifetime === 'function' ? lifetime(project) : lifetime;
}

/** The kinds of tokens that were sent to an email or a phone, and are void when it changes. */
export function tokensSentTo(address: 'email' | 'phone'): readonly TokenKind[] {
  const sent = Object.values(sessionSecrets).flatMap((secret) =>
    'token' in secret && secret.sentTo === address ? [secret.token] : [],
  );
  return [...new Set(sent)];
}
