import { setImmediate } from 'node:timers/promises';
import { sealedBy } from '../../crypto/seal.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { codeHash } from '../factors/recovery-codes.ts';
import { Failure } from '../failure.ts';
import { resignHistory } from '../history/checkpoints.ts';
import { resignCuts } from '../history/cuts.ts';
import { SEALED } from '../users/sealed-password.ts';
import { opensAll, PROVEN } from './sealing.ts';
import {
  lockProofs,
  replaceProofs,
  replaceText,
  rowsBehind,
  type SealedColumn,
  type SealedRow,
} from './store.ts';

/** Rows per statement, read or written. */
const ROWS_AT_ONCE = 500;
/** Further passes find something only if servers still seal with an earlier key. */
const PASSES_AT_MOST = 10;

type Place = SealedColumn & {
  /** Precedes the sealed text, in columns that also hold other texts. */
  readonly prefix: string;
  /** Other columns that depend on the key. */
  readonly follows: (core: Core, text: string) => Readonly<Record<string, string>>;
};

const nothing = () => ({});

/** Every column that holds sealed texts. */
const places: readonly Place[] = [
  { table: 'users', key: ['project_id', 'id'], column: 'password', prefix: SEALED, follows: nothing },
  {
    table: 'password_history',
    key: ['project_id', 'user_id', 'sequence'],
    column: 'password',
    prefix: SEALED,
    follows: nothing,
  },
  {
    table: 'recovery_codes',
    key: ['project_id', 'user_id', 'code_hash'],
    column: 'sealed',
    prefix: '',
    follows: (core, code) => ({ code_hash: codeHash(core, code) }),
  },
  {
    table: 'authenticators',
    key: ['project_id', 'user_id', 'kind'],
    column: 'sealed',
    prefix: '',
    follows: nothing,
  },
  { table: 'outbox', key: ['project_id', 'id'], column: 'payload', prefix: '', follows: nothing },
  { table: 'webhooks', key: ['project_id', 'id'], column: 'sealed', prefix: '', follows: nothing },
  { table: 'webhook_deliveries', key: ['project_id', 'id'], column: 'payload', prefix: '', follows: nothing },
  { table: 'mock_phones', key: ['project_id', 'phone'], column: 'sealed', prefix: '', follows: nothing },
  { table: 'import_secrets', key: ['project_id', 'id'], column: 'sealed', prefix: '', follows: nothing },
  { table: 'old_systems', key: ['project_id', 'system'], column: 'sealed', prefix: '', follows: nothing },
  {
    table: 'identities',
    key: ['project_id', 'user_id', 'id'],
    column: 'tokens',
    prefix: '',
    follows: nothing,
  },
  {
    table: 'sessions',
    key: ['project_id', 'user_id', 'id'],
    column: 'provider_tokens',
    prefix: '',
    follows: nothing,
  },
  { table: 'providers', key: ['project_id', 'key'], column: 'secret', prefix: '', follows: nothing },
  { table: 'oauth_states', key: ['project_id', 'id'], column: 'payload', prefix: '', follows: nothing },
];

export type Rotated = {
  /** How many texts were resealed. */
  readonly resealed: number;
  /** How many were skipped because no known key opens them. */
  readonly unreadable: number;
};

/**
 * Reseals everything with the core's newest key, so that earlier keys can be retired. Resealed texts are skipped, so
 * an interrupted rotation resumes. Fails with `unavailable` while servers keep sealing with an earlier key, and with
 * `internal` when a needed key is unknown.
 */
export async function rotateSeal(core: Core, actor: Actor): Promise<Rotated> {
  let resealed = 0;
  for (let pass = 0; pass < PASSES_AT_MOST; pass++) {
    const found = { resealed: 0, unreadable: 0 };
    for (const place of places) await resealAll(core, actor, place, found);
    resealed += found.resealed;
    if (found.resealed > 0) continue;
    await resignHistory(core, actor);
    await resignCuts(core, actor);
    await leaveEarlier(core, actor);
    return { resealed, unreadable: found.unreadable };
  }
  throw new Failure({ code: 'unavailable', reason: 'earlier_sealing_key_in_use' });
}

async function resealAll(
  core: Core,
  actor: Actor,
  place: Place,
  found: { resealed: number; unreadable: number },
): Promise<void> {
  let last: SealedRow['key'] | undefined;
  for (;;) {
    const rows = await rowsBehind(core.read, place, last, ROWS_AT_ONCE);
    const changes = rows.flatMap((row) => {
      const text = sealedIn(place, row);
      if (text === undefined || sealedBy(text) === core.seal.keyId) return [];
      const opened = core.seal.open(text);
      if (opened === undefined) found.unreadable++;
      return opened === undefined ? [] : [{ row, opened }];
    });
    if (changes.length > 0) {
      await core.write(actor, rotation(core), async (tx) => {
        for (const { row, opened } of changes) await replaceText(tx, place, row, anew(core, place, opened));
      });
    }
    found.resealed += changes.length;
    last = rows.at(-1)?.key;
    if (rows.length < ROWS_AT_ONCE) return;
    // Reads on SQLite are synchronous: yield, so that signals are handled.
    await setImmediate();
  }
}

function sealedIn({ prefix }: Place, { text }: SealedRow): string | undefined {
  if (!text?.startsWith(prefix) || text === prefix) return undefined;
  return text.slice(prefix.length);
}

function anew(core: Core, place: Place, text: string): Readonly<Record<string, string>> {
  return { [place.column]: place.prefix + core.seal.seal(text), ...place.follows(core, text) };
}

/** The last step: servers that know only an earlier key no longer start. */
async function leaveEarlier(core: Core, actor: Actor): Promise<void> {
  await core.write(actor, rotation(core), async (tx) => {
    // A server may have started with yet another key, which must not be dropped here.
    if (!opensAll(core.seal, await lockProofs(tx)))
      throw new Failure({ code: 'internal', reason: 'sealing_key_unknown' });
    await replaceProofs(tx, core.seal.seal(PROVEN), core.clock.now());
  });
}

function rotation({ seal }: Core) {
  return { act: 'seal.rotate', details: { keyId: seal.keyId } } as const;
}
