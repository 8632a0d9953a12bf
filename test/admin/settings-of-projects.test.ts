import assert from 'node:assert/strict';
import { it } from 'node:test';
import { defaultPolicies } from '../../src/core/projects/project.ts';
import { adminServer, OTHER_PROJECT } from '../support/admin.ts';
import { onEachEngine } from '../support/engines.ts';

onEachEngine('policies, hosts and the project itself over /admin', (database) => {
  const server = adminServer(database);
  const owner = () => server.get().adminWith('owner');
  const of = '/projects/:project';

  it('lists every policy with its bounds or choices, out of the table', async () => {
    const { body } = await (await owner()).call('GET', `${of}/policies`);
    const rows = body.rows as unknown as { name: string; kind: string; choices?: string[] }[];
    const named = (name: string) => rows.find((row) => row.name === name) as unknown;
    assert.deepEqual(rows.map(({ name }) => name).toSorted(), Object.keys(defaultPolicies).toSorted());
    assert.deepEqual(named('sessionIdleSeconds'), {
      name: 'sessionIdleSeconds',
      description: 'Ends a session that is unused for this many seconds; 0 ends none.',
      takes: '0 or a whole number from 60 to 31,536,000',
      ...{ kind: 'number', least: 60, most: 31_536_000, also: 0 },
      ...{ value: 0, default: 0, isSet: false },
    });
    assert.deepEqual((named('mfaFactors') as { choices: unknown }).choices, [
      ...['totp', 'email', 'phone', 'custom'],
    ]);
    assert.ok(rows.find(({ kind }) => kind === 'rateLimits')?.choices?.includes('accountCreate'));
  });

  it('shows what a change would do, then does it, and null resets it', async () => {
    const { call } = await owner();
    const changes = { passwordMinLength: 12, passwordDictionary: true, mfaFactors: ['email', 'totp'] };
    const dry = await call('PATCH', `${of}/policies`, { changes, dryRun: true });
    const untouched = await call('PATCH', `${of}/policies`, { changes: {} });
    const done = await call('PATCH', `${of}/policies`, { changes });
    const again = await call('PATCH', `${of}/policies`, { changes });
    const reset = await call('PATCH', `${of}/policies`, { changes: { passwordMinLength: null } });
    assert.deepEqual(dry.body.changes, [
      { name: 'passwordMinLength', before: 8, after: 12 },
      { name: 'passwordDictionary', before: false, after: true },
      { name: 'mfaFactors', before: ['totp', 'email', 'phone'], after: ['totp', 'email'] },
    ]);
    assert.deepEqual([untouched.body.changes, again.body.changes], [[], []]);
    assert.deepEqual(done.body, dry.body);
    assert.deepEqual(reset.body.changes, [{ name: 'passwordMinLength', before: 12, after: 8 }]);
  });

  const refused: Readonly<Record<string, unknown>> = {
    passwordMinLength: 7,
    sessionIdleSeconds: '60',
    sessionsLimit: 1.5,
    passwordDictionary: 'on',
    mfaFactors: ['sms'],
    hosts: ['a.example.com,b.example.com'],
    rateLimits: ['nothingOfThisName:5'],
    disabledAuthMethods: 'jwt',
    nothing: 1,
  };
  for (const [name, value] of Object.entries(refused)) {
    it(`refuses ${JSON.stringify(value)} for ${name}, and names the policy`, async () => {
      const { call } = await owner();
      for (const dryRun of [true, false]) {
        const { status, body } = await call('PATCH', `${of}/policies`, {
          changes: { [name]: value },
          dryRun,
        });
        assert.deepEqual([status, body.code, body.field], [400, 'policy_invalid', name]);
      }
    });
  }

  it('adds and removes hosts', async () => {
    const { call } = await server.get().adminWith('operator');
    const added = await call('POST', `${of}/platforms`, { host: 'App.example.com' });
    const wrong = await call('POST', `${of}/platforms`, { host: 'https://app.example.com' });
    const removed = await call('DELETE', `${of}/platforms/app.example.com`);
    const gone = await call('DELETE', `${of}/platforms/app.example.com`);
    assert.ok(JSON.stringify(added.body).includes('"app.example.com"'));
    assert.deepEqual([added.status, wrong.status, wrong.body.code], [201, 400, 'policy_invalid']);
    assert.ok(!JSON.stringify(removed.body).includes('app.example.com"'));
    assert.deepEqual([gone.status, gone.body.code], [404, 'platform_not_found']);
  });

  it('renames a project, and deletes one whose id is typed', async () => {
    const { call } = await owner();
    const path = `/projects/${OTHER_PROJECT}`;
    const renamed = await call('PATCH', path, { name: 'Another' });
    const wrong = await call('DELETE', path, { confirm: 'another' });
    const deleted = await call('DELETE', path, { confirm: OTHER_PROJECT });
    const gone = await call('GET', path);
    assert.deepEqual([renamed.status, renamed.body.name], [200, 'Another']);
    assert.deepEqual([wrong.status, wrong.body.field], [400, 'confirm']);
    assert.deepEqual([deleted.status, gone.status], [204, 404]);
  });
});
