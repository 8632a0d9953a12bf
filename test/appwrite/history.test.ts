import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { routes } from '../../src/appwrite/routes.ts';
import { setPolicies } from '../../src/core/projects/projects.ts';
import type { Engine } from '../../src/db/engine.ts';
import { openEngine } from '../../src/open.ts';
import { externalProvider } from '../oauth/external-provider.ts';
import { coreBeside } from '../security/core-beside.ts';
import { targetOf } from '../security/matrix-requests.ts';
import { CHROME } from '../support/browser-client.ts';
import { type EmptyDatabase, onAnyEngine } from '../support/engines.ts';
import { accountChanges, unchanging } from './history-account-rows.ts';
import {
  type Change,
  type HistoryFixture,
  historyFixture,
  type PreparedRequest,
  type Sent,
} from './history-fixtures.ts';
import { projectChanges, refused } from './history-project-rows.ts';
import { refusedSignIns } from './history-refusals.ts';
import { making, teamChanges } from './history-team-rows.ts';
import { userChanges } from './history-user-rows.ts';

const usersChanges: Readonly<Record<string, Change>> = { ...userChanges, ...accountChanges, ...teamChanges };

onAnyEngine('the history', (database) => {
  const here = historyFixture(externalProvider(database));
  const entries = reading(database);
  const beside = coreBeside(database);
  const changes = { ...usersChanges, ...projectChanges(beside) };
  before(() => setPolicies(beside.core, beside.actor, { mockPhonesLimit: 100 }));
  // That a key is used again after a while is an entry of its own, in the request that is the first.
  before(() => here.manage('GET', '/users'));

  it('has a row here for each operation that changes something', () => {
    const changing = routes
      .filter(({ method, meta }) => method !== 'GET' || meta.redirects)
      .map(({ operation }) => operation);
    const known = [...Object.keys(changes), ...Object.keys(unchanging), ...refused];
    assert.deepEqual(known.toSorted(), changing.toSorted());
  });

  for (const [operation, { acts, ask }] of Object.entries({ ...changes, ...making })) {
    it(`says once who did what to whom and from where: ${operation}`, async () => {
      const asked = await ask(here);
      const sent = await here.send(asked);
      assert.ok(sent.status < 400, JSON.stringify(sent.body));
      assert.deepEqual(
        await entries.of(sent),
        await Promise.all(acts.map((act) => entryOf(asked, sent, act))),
      );
    });
  }

  for (const [operation, ask] of Object.entries(unchanging)) {
    it(`says nothing where nothing changes: ${operation}`, async () => {
      const sent = await here.send(await ask(here));
      assert.ok(sent.status < 400, JSON.stringify(sent.body));
      assert.deepEqual(await entries.of(sent), []);
    });
  }

  for (const [what, { act, details, ask }] of Object.entries(refusedSignIns)) {
    it(`says once that somebody was not let in: ${what}`, async () => {
      const asked = await ask(here);
      const sent = await here.send(asked);
      assert.ok(sent.status >= 300, JSON.stringify(sent.body));
      assert.deepEqual(await entries.of(sent), [{ ...(await entryOf(asked, sent, act)), details }]);
    });
  }

  plainRefusals(here, entries);

  it('shows the device and the country that an entry came from', async () => {
    const { id } = await here.somebody();
    const asked = here.byKey(['PATCH', `/users/${id}/name`, { name: 'Anna' }], id);
    await here.send({ ...asked, headers: { ...asked.headers, 'X-Forwarded-For': '8.8.8.8' } });
    const { body } = await here.send(here.byKey(['GET', `/users/${id}/logs`], null));
    const [{ event, ip, clientName, osName, countryCode } = {}] = body.logs as Record<string, unknown>[];
    assert.deepEqual(
      { event, ip, clientName, osName, countryCode },
      { event: 'user.update', ip: '8.8.8.8', clientName: 'Chrome', osName: 'GNU/Linux', countryCode: 'us' },
    );
  });

  it('names whoever acts as somebody else, and as whom', async () => {
    const [who, other] = [await here.somebody(), await here.somebody()];
    await here.manage('PATCH', `/users/${who.id}/impersonator`, { impersonator: true });
    const asked = who.asks('PATCH', '/account/name', { name: 'Anna' });
    const headers = { ...asked.headers, 'X-Appwrite-Impersonate-User-Id': other.id };
    const sent = await here.send({ ...asked, headers });
    const expected = await entryOf({ ...asked, user: other.id }, sent, 'user.name.update');
    assert.deepEqual(await entries.of(sent), [{ ...expected, acting_as: other.id }]);
  });

  it('holds nothing of a request that does not say which', async () => {
    assert.deepEqual(await entries.unnamed(), []);
  });
});

/** Refusals that are about the request, and not about who may come in. */
function plainRefusals(here: HistoryFixture, entries: ReturnType<typeof reading>): void {
  describe('says nothing of', () => {
    it('requests that do not fit, whatever they ask for', async () => {
      for (const endpoint of routes) {
        const { method } = endpoint;
        const body = method === 'GET' ? undefined : { userId: '-', email: '-' };
        const sent = await here.send(here.byKey([method, targetOf(endpoint), body], null));
        if (sent.status >= 400) assert.deepEqual(await entries.of(sent), [], endpoint.operation);
      }
    });

    const ofUsers = routes.filter(({ path }) => path.startsWith('/users/:userId'));
    for (const { operation } of ofUsers.filter(({ method }) => method !== 'GET')) {
      it(`${operation} for a user who is not there`, async () => {
        const { request, ...asked } = await asking(operation)(here);
        const [method, path, body] = request;
        const toNobody = path.replace(/^\/users\/[^/]+/, '/users/nobody');
        const sent = await here.send({ ...asked, request: [method, toNobody, body] });
        assert.deepEqual([sent.status, await entries.of(sent)], [404, []]);
      });
    }

    it('a user whose id is taken', async () => {
      const { id } = await here.somebody();
      const sent = await here.send(here.byKey(['POST', '/users', { userId: id }], id));
      assert.deepEqual([sent.status, await entries.of(sent)], [409, []]);
    });
  });
}

function asking(operation: string): Change['ask'] {
  return usersChanges[operation]?.ask ?? unchanging[operation] ?? assert.fail(`${operation} has no row`);
}

/** What is written of an act, but for id and moment. */
async function entryOf({ by, user }: PreparedRequest, { requestId, ip, body }: Sent, act: string) {
  return {
    act,
    actor_kind: by.kind,
    actor_id: by.id,
    acting_as: null,
    user_id: typeof user === 'function' ? await user(body) : user,
    ip,
    user_agent: CHROME,
    request_id: requestId,
  };
}

/** The entries that a request has left; `details` of refusals only, which have no ids in them. */
function reading(database: EmptyDatabase) {
  let engine: Engine | undefined;
  before(async () => {
    engine = await openEngine(database.config(), database.secrets());
  });
  after(() => engine?.close());
  const rows = () => (engine ?? assert.fail('opened before')).read.db.selectFrom('audit');
  return {
    of: async ({ requestId }: Sent) => {
      const found = await rows()
        .select(['act', 'actor_kind', 'actor_id', 'acting_as', 'user_id', 'ip', 'user_agent', 'request_id'])
        .select('details')
        .where('request_id', '=', requestId)
        .orderBy('id')
        .execute();
      return found.map(({ details, ...entry }) =>
        entry.act.endsWith('.refuse') ? { ...entry, details: JSON.parse(details) as unknown } : entry,
      );
    },
    /** Acts of others than the program itself of which nobody knows the request. */
    unnamed: () =>
      rows()
        .select(['act', 'actor_kind'])
        .where('request_id', 'is', null)
        .where('actor_kind', 'not in', ['cli', 'system'])
        .execute(),
  };
}
