import { identifierOf } from '../identities/identity.ts';
import type { Candidate } from './candidate.ts';
import { KeySet } from './key-set.ts';

/** What several rows of the files claim. Filled by a first pass over all rows. */
export type Duplicates = {
  readonly add: (candidate: Candidate) => void;
  readonly seal: () => void;
  /** Returns the row without what another row claims too, or why all such rows are refused. */
  readonly resolve: (candidate: Candidate) => Resolved;
};

type Resolved =
  | { readonly candidate: Candidate; readonly leftOut: readonly string[] }
  | { readonly refused: string; readonly duplicate: 'id' | 'email' | 'phone' };

/** With `mergesEmails`, rows of one email may become one user where it is verified in each of them. */
export function findDuplicates({ mergesEmails }: { readonly mergesEmails: boolean }): Duplicates {
  const claimed = new KeySet();
  const unverified = new KeySet();
  return {
    add: (candidate) => {
      for (const key of keysOf(candidate)) claimed.add(key);
      if (!mergesEmails || candidate.email === null || candidate.emailVerifiedAt !== null) return;
      // Twice, so that one such row counts as a repeat.
      unverified.add(candidate.email);
      unverified.add(candidate.email);
    },
    seal: () => {
      claimed.seal();
      unverified.seal();
    },
    resolve: (candidate) => {
      const { id, sourceId, email, phone } = candidate;
      if (claimed.isRepeated(`id ${id}`) || claimed.isRepeated(`source ${sourceId}`))
        return { refused: 'another row has its id', duplicate: 'id' };
      const isShared = email !== null && claimed.isRepeated(`email ${email}`);
      if (isShared && !(mergesEmails && !unverified.isRepeated(email)))
        return { refused: 'another row has its email address', duplicate: 'email' };
      if (phone !== null && !isShared && claimed.isRepeated(`phone ${phone}`))
        return { refused: 'another row has its phone number', duplicate: 'phone' };
      return withoutShared(candidate, claimed, isShared);
    },
  };
}

function keysOf(candidate: Candidate): readonly string[] {
  const { id, sourceId, email, phone, username, extraEmails, identities } = candidate;
  return [
    `id ${id}`,
    // Eight bytes less for most rows.
    ...(sourceId === id ? [] : [`source ${sourceId}`]),
    ...(email === null ? [] : [`email ${email}`]),
    ...(phone === null ? [] : [`phone ${phone}`]),
    ...(username === null ? [] : [`username ${username}`]),
    ...extraEmails.map((extra) => `email ${extra}`),
    ...identities.map((identity) => `identity ${identifierOf(identity)}`),
  ];
}

/** Leaves out what several rows claim and a user can live without. Rows that become one user keep all. */
function withoutShared(candidate: Candidate, claimed: KeySet, isMerged: boolean): Resolved {
  if (isMerged) return { candidate, leftOut: [] };
  const { username, extraEmails, identities } = candidate;
  const isNamed = username === null || !claimed.isRepeated(`username ${username}`);
  const extra = extraEmails.filter((email) => !claimed.isRepeated(`email ${email}`));
  const own = identities.filter((identity) => !claimed.isRepeated(`identity ${identifierOf(identity)}`));
  const leftOut = [
    ...(isNamed ? [] : ['username (another row has it)']),
    ...(extra.length < extraEmails.length ? ['further email (another row has it)'] : []),
    ...(own.length < identities.length ? ['identity (another row has it)'] : []),
  ];
  if (leftOut.length === 0) return { candidate, leftOut };
  const kept = { ...candidate, username: isNamed ? username : null, extraEmails: extra, identities: own };
  return { candidate: kept, leftOut };
}
