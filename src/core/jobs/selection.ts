import { createHmac } from 'node:crypto';
import { sameText } from '../../crypto/tokens.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { isWithin } from '../expiry.ts';
import { Failure } from '../failure.ts';
import { type Instant, minutes, type Sequence } from '../instant.ts';
import { allowedPage } from '../links.ts';
import { type SessionTerms, sessionFilterOf } from '../sessions/search-terms.ts';
import { acts } from './act.ts';
import type { JobActName, JobParameters, JobTarget } from './job.ts';

export const IDS_AT_MOST = 10_000;
const LABELS_AT_MOST = 100;
const LABEL = /^[A-Za-z0-9]{1,36}$/;
const LABEL_LENGTH = 36;
const FILTER_BYTES = 65_536;
/** How long a preview may be looked at. */
const DIGEST_MS = minutes(15);
/** From so many users or sessions on, their number is typed. */
const CONFIRMED_FROM = 100;

/** An act, and what it is to meet. */
export type Selection = {
  readonly act: JobActName;
  readonly target: JobTarget;
  readonly parameters?: JobParameters;
};

/** What a preview has seen of a selection. */
export type Seen = {
  readonly count: number;
  /** False when there may be more. */
  readonly countIsExact: boolean;
  /** The moment of the preview: users and sessions that are created later are not met. */
  readonly upperSequence: Sequence;
  readonly at: Instant;
};

/** Returns a selection with the parameters that its act has, and each id once. Fails with `argument_invalid`. */
export function checkedSelection(core: Core, actor: Actor, selection: Selection): Required<Selection> {
  const { act, target } = selection;
  const parameters = checkedParameters(core, actor, act, selection.parameters ?? {});
  if (!('ids' in target)) {
    if ('sessions' in target) checkSessions(core, act, target.sessions);
    if (Buffer.byteLength(JSON.stringify(target)) > FILTER_BYTES)
      throw invalid('target', `must have at most ${FILTER_BYTES} bytes`);
    return { act, target, parameters };
  }
  const ids = [...new Set(target.ids)];
  if (ids.length === 0 || ids.length > IDS_AT_MOST)
    throw invalid('target', `must have 1 to ${IDS_AT_MOST} ids`);
  return { act, target: { ids }, parameters };
}

function checkSessions(core: Core, act: JobActName, terms: SessionTerms): void {
  if (act !== 'endSessions') throw invalid('target', 'can be sessions only if the act is endSessions');
  sessionFilterOf(terms, core.clock.now());
}

function checkedParameters(
  core: Core,
  actor: Actor,
  act: JobActName,
  { address, labels, url }: JobParameters,
): JobParameters {
  if (act === 'verify') return { address: address ?? 'email' };
  if (act === 'requireNewPassword') {
    if (url === undefined) return {};
    allowedPage(core, actor, url);
    return { url };
  }
  if (act !== 'label' && act !== 'unlabel') return {};
  const wanted = [...new Set(labels)];
  const isValid =
    wanted.length > 0 && wanted.length <= LABELS_AT_MOST && wanted.every((each) => LABEL.test(each));
  if (isValid) return { labels: wanted };
  throw invalid('labels', `must be 1 to ${LABELS_AT_MOST} labels of 1 to ${LABEL_LENGTH} letters and digits`);
}

function invalid(field: string, expected: string): Failure {
  return new Failure({ code: 'argument_invalid', field, rule: 'malformed', expected });
}

/** Reports whether the number of users or sessions must be typed: for many, and for what cannot be undone. */
export function needsConfirmation(act: JobActName, count: number): boolean {
  const { undo, changesNothing } = acts[act];
  return count >= CONFIRMED_FROM || (undo === undefined && !changesNothing);
}

/**
 * Returns the digest of a selection as a caller has seen it. It says what was seen, and that this server has said so to
 * this caller: nothing of a preview is stored.
 */
export function digestOf(core: Core, actor: Actor, selection: Required<Selection>, seen: Seen): string {
  return `${wordsOf(seen)}.${macOf(core.seal.derive(PURPOSE), actor, selection, seen)}`;
}

/** Returns what a digest says was seen. Fails with `job_digest_invalid`. */
export function seenIn(core: Core, actor: Actor, selection: Required<Selection>, digest: string): Seen {
  const [at = '', upper = '', count = '', mac = ''] = digest.split('.');
  const seen: Seen = {
    // Casts: the digest below shows that this program wrote them.
    at: Number.parseInt(at, 36) as Instant,
    upperSequence: Number.parseInt(upper, 36) as Sequence,
    count: Number.parseInt(count, 10),
    countIsExact: !count.endsWith('+'),
  };
  const isOurs = core.seal
    .deriveEach(PURPOSE)
    .some((key) => sameText(macOf(key, actor, selection, seen), mac));
  if (!isOurs || !isWithin(seen.at, core.clock.now(), DIGEST_MS)) throw new Failure('job_digest_invalid');
  return seen;
}

const PURPOSE = 'job-selections';

function wordsOf({ at, upperSequence, count, countIsExact }: Seen): string {
  return `${at.toString(36)}.${upperSequence.toString(36)}.${count}${countIsExact ? '' : '+'}`;
}

function macOf(
  key: Buffer,
  actor: Actor,
  { act, target, parameters }: Required<Selection>,
  seen: Seen,
): string {
  const who = [actor.project.id, actor.kind, actor.id ?? ''];
  const { address = null, labels = null, url = null } = parameters;
  const whom = canonical(target, seen);
  const text = JSON.stringify([who, act, [address, labels, url], whom, wordsOf(seen)]);
  return createHmac('sha256', key).update(text).digest('base64url');
}

function canonical(target: JobTarget, { at }: Seen): object {
  if ('ids' in target) return { ids: target.ids };
  // In the order of the filter, with its ages as moments: what the job stores.
  if ('sessions' in target) return { sessions: sessionFilterOf(target.sessions, at) };
  return { queries: target.filter.queries, search: target.filter.search ?? null };
}
