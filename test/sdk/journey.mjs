import { Account, bulk, Client, ID, Query, Teams, Users } from 'denizen-sdk';

/** What a project does with the installed package, in whatever runs it: the same everywhere. */
export async function journey({ endpoint, project, key }) {
  const client = new Client().setEndpoint(endpoint).setProject(project).setKey(key);
  const users = new Users(client);
  const prefix = ID.unique();
  const ids = [1, 2, 3, 4, 5].map((number) => `${prefix}-${number}`);
  const events = new Set();
  const stop = client.onRequest(({ method, template, status }) =>
    events.add(`${method} ${template} ${status}`),
  );
  const made = await bulk(ids, (userId) => users.create({ userId, name: 'Ann' }), { concurrency: 2 });
  await users.updatePrefs(ids[0], { theme: 'dark' });
  const listed = [];
  const queries = [Query.startsWith('$id', prefix), Query.orderDesc('$id')];
  for await (const { $id } of users.iterate({ queries, pageSize: 2 })) listed.push($id.slice(prefix.length));
  const prefs = await users.getPrefs({ userId: ids[0] });
  const refusals = [];
  for (const act of [
    () => users.get('nobody'),
    () => users.get(),
    () => users.get('a', { signal: AbortSignal.abort() }),
    () => new Users(new Client().setEndpoint(`${endpoint}/elsewhere`)).list(undefined, { retries: 0 }),
    () => new Account(new Client().setEndpoint(endpoint).setProject(project)).get(),
  ])
    refusals.push(
      await act().then(
        () => 'none',
        ({ name, type }) => `${name} ${type}`,
      ),
    );
  await users.delete(ids[4]);
  stop();
  const { teams } = await new Teams(client).list({ queries: [Query.equal('name', 'nothing')] });
  return { made: made.map(({ ok }) => ok), listed, prefs, refusals, events: [...events].sort(), teams };
}
