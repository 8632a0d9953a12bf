import { setTimeout } from 'node:timers/promises';
import { identifierOf } from '../../src/core/identities/identity.ts';
import { wrongCounts } from '../../src/core/listing/kept-counts.ts';
import { joined, wordsOf } from '../../src/core/users/words.ts';
import type { Engine } from '../../src/db/engine.ts';
import { openEngine } from '../../src/open.ts';
import { deviceFlaws } from './consistency-devices.ts';
import { hexFlaws } from './consistency-hex.ts';
import { teamFlaws } from './consistency-teams.ts';
import type { EmptyDatabase } from './engines.ts';

const SETTLED_AFTER_MS = 500;

/**
 * Everything in the directory that does not fit together: what leads to a user without being the user's, what is a
 * user's and does not lead there, words, targets and records that are missing or left over. Empty is what every fault
 * has to leave behind.
 */
export async function flawsIn(
  database: Pick<EmptyDatabase, 'config' | 'secrets'>,
): Promise<readonly string[]> {
  const engine = await openEngine(database.config(), database.secrets());
  const look = async () => (await Promise.all(checks.map((check) => check(engine)))).flat();
  try {
    const first = await look();
    if (first.length === 0) return first;
    // The looks are not one snapshot: what a server is writing just now may stand in one and not yet in the other.
    await setTimeout(SETTLED_AFTER_MS);
    const again = new Set(await look());
    return first.filter((flaw) => again.has(flaw));
  } finally {
    await engine.close();
  }
}

const checks: readonly ((engine: Engine) => Promise<readonly string[]>)[] = [
  (engine) => teamFlaws(engine, difference),
  (engine) => deviceFlaws(engine, difference),
  (engine) => hexFlaws(engine, difference),
  async ({ read }) =>
    (await wrongCounts(read)).map(({ counted, kept, rows }) => `${rows} ${counted} and a count of ${kept}`),
  async ({ read: { db } }) => {
    const users = await db.selectFrom('users').select(['id', 'email', 'phone']).execute();
    const targets = await db
      .selectFrom('targets')
      .select(['id', 'user_id', 'identifier', 'provider_type'])
      .execute();
    const identifiers = await db
      .selectFrom('identifiers')
      .selectAll()
      .where('kind', 'not in', ['membership', 'membership-id', 'username', 'key', 'key-id'])
      .where('kind', 'not like', 'grant-%')
      .execute();
    const addresses = users.flatMap(({ id, email, phone }) => [
      ...(email === null ? [] : [{ kind: 'email', value: email, id }]),
      ...(phone === null ? [] : [{ kind: 'phone', value: phone, id }]),
    ]);
    const external = await db
      .selectFrom('identities')
      .select(['user_id', 'id', 'provider', 'issuer', 'provider_uid', 'provider_email'])
      .execute();
    const pushed = targets.filter(({ provider_type }) => provider_type === 'push');
    const byTarget = targets.map(({ user_id, identifier }) => `target ${identifier} of ${user_id}`);
    const emails = await db.selectFrom('lookups').selectAll().where('kind', '=', 'identity-email').execute();
    return [
      ...difference(
        'email of an identity',
        external
          .filter(({ provider_email }) => provider_email !== '')
          .map(({ provider_email, id, user_id }) => `${provider_email} in ${id} of ${user_id}`),
        emails.map(({ value, id, holder_id }) => `${value} in ${id} of ${holder_id}`),
      ),
      ...difference(
        'identifier',
        [
          ...addresses.map(({ kind, value, id }) => `${kind} ${value} of ${id}`),
          ...byTarget,
          ...pushed.map(({ id, user_id }) => `target-id ${id} of ${user_id}`),
          ...external.map(
            (each) =>
              `identity ${identifierOf({ ...each, providerUid: each.provider_uid })} of ${each.user_id}`,
          ),
          ...external.map(({ id, user_id }) => `identity-id ${id} of ${user_id}`),
        ],
        identifiers.map(({ kind, value, user_id }) => `${kind} ${value} of ${user_id}`),
      ),
      ...difference(
        'target',
        [
          ...addresses.map(({ value, id }) => `target ${value} of ${id}`),
          ...pushed.map(({ identifier, user_id }) => `target ${identifier} of ${user_id}`),
        ],
        byTarget,
      ),
    ];
  },
  async ({ read: { db } }) => {
    const users = await db
      .selectFrom('users')
      .select(['id', 'name', 'email', 'phone', 'labels', 'search'])
      .execute();
    const rows = await db.selectFrom('user_words').selectAll().execute();
    const found = users.map((user) => ({ ...user, labels: JSON.parse(user.labels) as string[] }));
    return [
      ...difference(
        'word',
        found.flatMap((user) => wordsOf(user).map((word) => `${word} of ${user.id}`)),
        rows.map(({ word, user_id }) => `${word} of ${user_id}`),
      ),
      ...found
        .filter((user) => user.search !== joined(wordsOf(user)))
        .map(({ id }) => `searched text of ${id} is stale`),
    ];
  },
  async ({ read: { db } }) => {
    const users = await db.selectFrom('users').select('id').execute();
    const acts = await db
      .selectFrom('audit')
      .select(['user_id', 'act'])
      .where('act', 'in', ['user.create', 'admin.create', 'user.delete'])
      .execute();
    const imported = await db
      .selectFrom('import_rows')
      .select('user_id')
      .where('kind', '=', 'user')
      .where('outcome', '=', 'new')
      .execute();
    const standing = new Map<string, number>();
    for (const { user_id, act } of acts) {
      standing.set(`${user_id}`, (standing.get(`${user_id}`) ?? 0) + (act === 'user.delete' ? -1 : 1));
    }
    // An import may record whom it created by the batch.
    for (const { user_id } of imported) if (!standing.has(`${user_id}`)) standing.set(`${user_id}`, 1);
    const recorded = [...standing].flatMap(([id, times]) =>
      Array.from({ length: Math.abs(times) }, () => id),
    );
    return difference(
      'record',
      users.map(({ id }) => id),
      recorded,
    );
  },
];

function difference(what: string, due: readonly string[], there: readonly string[]): readonly string[] {
  const [isDue, isThere] = [new Set(due), new Set(there)];
  return [
    ...due.filter((each) => !isThere.has(each)).map((each) => `no ${what}: ${each}`),
    ...there.filter((each) => !isDue.has(each)).map((each) => `left over ${what}: ${each}`),
    ...(isThere.size < there.length ? [`${what}: some stand twice`] : []),
  ];
}
