import { Failure, type FailureCode } from '../failure.ts';
import type { Policies } from '../projects/project.ts';
import type { Email } from './email.ts';
import { type EmailKind, emailKind } from './email-kind.ts';

type Rule = {
  readonly policy: {
    [Name in keyof Policies]: Policies[Name] extends boolean ? Name : never;
  }[keyof Policies];
  readonly refuses: (kind: EmailKind) => boolean;
  readonly code: Extract<FailureCode, `email_${string}`>;
};

/** In the order in which they are checked. */
const rules = [
  { policy: 'denyDisposableEmails', refuses: (kind) => kind.isDisposable, code: 'email_disposable' },
  { policy: 'denyAliasedEmails', refuses: (kind) => !kind.isCanonical, code: 'email_aliased' },
  { policy: 'denyFreeEmails', refuses: (kind) => kind.isFree, code: 'email_free' },
  { policy: 'corporateEmailsOnly', refuses: (kind) => !kind.isCorporate, code: 'email_not_corporate' },
] as const satisfies readonly Rule[];

/**
 * Returns the failure with which the project's policies refuse an address that a user is about to get: one of
 * `email_disposable`, `email_aliased`, `email_free` and `email_not_corporate`.
 */
export function emailRefusal(policies: Policies, email: Email): Failure | undefined {
  const active = rules.filter(({ policy }) => policies[policy]);
  if (active.length === 0) return undefined;
  const kind = emailKind(email);
  const broken = active.find(({ refuses }) => refuses(kind));
  return broken && new Failure(broken.code);
}

/** Fails as `emailRefusal` says. Addresses that users have stay valid, so sign-ins and proofs are not checked. */
export function refuseEmail(policies: Policies, email: Email): void {
  const refusal = emailRefusal(policies, email);
  if (refusal) throw refusal;
}
