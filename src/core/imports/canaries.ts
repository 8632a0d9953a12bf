import { ReadablePassword } from '../../crypto/passwords/readable.ts';
import { withSecrets } from '../../crypto/passwords/sealed.ts';
import type { HashSecrets } from '../../crypto/passwords/source-hash.ts';
import { stepOf } from '../../crypto/totp.ts';
import type { Core } from '../core.ts';
import { usernameOf } from '../usernames/username.ts';
import { emailOf } from '../users/email.ts';
import type { Candidate } from './candidate.ts';
import type { CanaryResult } from './import.ts';

/** A sign-in that must succeed with the rows of an import before any is written. */
export type Canary = {
  /** Email address, phone number, username, or id at the source. */
  readonly name: string;
  readonly password?: string;
  /** A code that the authenticator app of the user shows now. */
  readonly code?: string;
};

export const CANARIES_AT_MOST = 100;

/** What the rows have of the users of canaries. Gathered while the rows are read. */
export class CanaryRows {
  readonly #canaries: readonly Canary[];
  readonly #secrets: HashSecrets;
  readonly #found = new Map<Canary, { readonly candidate: Candidate } | { readonly refused: string }>();
  /** By what a row may be called. */
  readonly #byName = new Map<string, Canary[]>();

  constructor(canaries: readonly Canary[], secrets: HashSecrets) {
    this.#canaries = canaries;
    this.#secrets = secrets;
    for (const canary of canaries) {
      const names = new Set([canary.name, emailOf(canary.name), usernameOf(canary.name)]);
      for (const name of names)
        if (name !== undefined) this.#byName.set(name, [...(this.#byName.get(name) ?? []), canary]);
    }
  }

  see(candidate: Candidate): void {
    if (this.#byName.size === 0) return;
    const { sourceId, email, phone, username } = candidate;
    for (const name of [sourceId, email, phone, username])
      for (const canary of (name !== null && this.#byName.get(name)) || [])
        this.#found.set(canary, { candidate });
  }

  /** A row that was refused; `email` is as the source has it. */
  seeRefused(names: readonly (string | undefined)[], reason: string): void {
    for (const name of names)
      for (const canary of (name !== undefined && this.#byName.get(name)) || [])
        this.#found.set(canary, { refused: reason });
  }

  /** Tries each password and code. */
  async results(core: Core): Promise<readonly CanaryResult[]> {
    const results: CanaryResult[] = [];
    for (const canary of this.#canaries)
      results.push({ name: canary.name, problem: await this.#problemOf(core, canary) });
    return results;
  }

  async #problemOf(core: Core, canary: Canary): Promise<string | null> {
    const found = this.#found.get(canary);
    if (!found) return 'no row has this name';
    if ('refused' in found) return `its row is refused: ${found.refused}`;
    const { password, totp } = found.candidate;
    if (canary.password !== undefined) {
      if (!password) return 'its row has no password';
      const stored =
        password instanceof ReadablePassword ? await core.passwords.hash(password.reveal()) : password;
      const whole = withSecrets(stored, this.#secrets);
      if (whole === undefined) return 'a secret that its hash needs is missing';
      if (!(await core.passwords.verify(canary.password, whole))) return 'the password does not match';
    }
    if (canary.code === undefined) return null;
    if (totp === null) return 'its row has no authenticator';
    const step = await stepOf(totp, canary.code, core.clock.now());
    return step === undefined ? 'the code does not match the authenticator' : null;
  }
}
