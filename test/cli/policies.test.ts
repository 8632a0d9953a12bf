import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { policies, policyNames } from '../../src/core/projects/policies.ts';
import { defaultPolicies } from '../../src/core/projects/project.ts';
import { onAnyEngine } from '../support/engines.ts';
import { folder, run } from '../support/program.ts';
import { call, PROJECT, serving, settingsFor } from '../support/server.ts';

type Shown = {
  readonly id: string;
  readonly name: string;
  readonly policies: Readonly<Record<string, { readonly value: unknown }>>;
};

const valuesIn = ({ policies: shown }: Shown) =>
  Object.fromEntries(Object.entries(shown).map(([name, { value }]) => [name, value]));

onAnyEngine('projects set and show', (database) => {
  const home = folder();
  const server = serving(database);

  const command = (words: readonly string[]) =>
    run(['projects', ...words], settingsFor(database.setting()), { folder: home() });

  /** What a command that succeeds says, beside nothing on standard error. */
  async function said(...words: readonly string[]): Promise<string> {
    const { code, output, errors } = await command(words);
    assert.deepEqual({ code, errors }, { code: 0, errors: '' });
    return output;
  }
  const shown = async () => JSON.parse(await said('show', PROJECT, '--json')) as Shown;

  async function createUser(person: Record<string, string>): Promise<readonly unknown[]> {
    const { status, body } = await call(server.get().endpoint, 'POST', '/users', {
      body: { userId: 'unique()', ...person },
    });
    const { type, message } = body as { type?: string; message?: string };
    return status === 201 ? [status] : [status, type, message];
  }

  it('a policy counts for the next request to a running server, and so does its end', async () => {
    const common = { password: 'iloveyou' };
    const before = await createUser(common);
    await said('set', PROJECT, 'passwordDictionary=on');
    const under = await createUser(common);
    await said('set', PROJECT, 'passwordDictionary=default');
    const after = await createUser(common);
    const message = 'Invalid `password` param: Value is one of the most common passwords. Choose another.';
    assert.deepEqual([before, under, after], [[201], [400, 'general_argument_invalid', message], [201]]);
  });

  it('length, personal data and history are refused as the protocol has it', async () => {
    await said('set', PROJECT, 'passwordMinLength=12', 'passwordPersonalData=on', 'passwordHistory=1');
    const found = [
      await createUser({ password: 'ten-bytes!' }),
      await createUser({ password: 'Ann Lee for ever', name: 'ann lee' }),
      await createUser({ password: 'with\0 a NUL in it' }),
      await createUser({ userId: 'bob-77', password: 'correct horse' }),
    ].map((answer) => answer.slice(0, 2));
    const path = '/users/bob-77/password';
    const again = await call(server.get().endpoint, 'PATCH', path, { body: { password: 'correct horse' } });
    assert.deepEqual(
      [...found, [again.status, (again.body as { type: string }).type]],
      [
        [400, 'general_argument_invalid'],
        [400, 'password_personal_data'],
        [400, 'general_argument_invalid'],
        [201],
        [400, 'password_recently_used'],
      ],
    );
    await said('set', PROJECT, ...policyNames.map((name) => `${name}=default`));
  });

  it('of commands that run at once each one’s policies stand', async () => {
    const changes = ['sessionsLimit=3', 'usersLimit=50', 'hosts=*.example.org', 'mfaFactors=totp,phone'];
    await Promise.all(changes.map((change) => said('set', PROJECT, change)));
    assert.deepEqual(valuesIn(await shown()), {
      ...defaultPolicies,
      sessionsLimit: 3,
      usersLimit: 50,
      hosts: ['*.example.org'],
      mfaFactors: ['totp', 'phone'],
    });
    await said('set', PROJECT, ...policyNames.map((name) => `${name}=default`));
  });

  it('a command that is refused changes nothing, and says what to do', async () => {
    const refused = [
      ['set', PROJECT, 'usersLimit=5', 'passwordMinLength=7'],
      ['set', PROJECT, 'usersLimit=5', 'nothing=7'],
      ['set', PROJECT, 'usersLimit=5', 'hosts=*'],
      ['set', 'nowhere', 'usersLimit=5'],
      ['set', '-', 'usersLimit=5'],
      ['show', 'nowhere'],
      ['set', PROJECT],
    ];
    const found = [];
    for (const words of refused) found.push(await command(words));
    assert.deepEqual(
      found.map(({ code, output, errors }) => [code, output, errors.split(/[.;\n]/)[0]]),
      [
        [1, '', 'passwordMinLength takes a whole number from 8 to 256'],
        [1, '', 'Unknown policy "nothing"'],
        [1, '', `hosts takes ${policies.hosts.takes.split('.')[0]}`],
        [1, '', 'Unknown project "nowhere"'],
        [
          1,
          '',
          'A project id has 1 to 36 characters out of a-z, 0-9, period, hyphen and underscore, and begins with a letter or a digit',
        ],
        [1, '', 'Unknown project "nowhere"'],
        [2, '', "error: missing required argument 'name=value'"],
      ],
    );
    assert.deepEqual(valuesIn(await shown()), defaultPolicies);
  });

  it('set says what is set, and show lists every policy with its value, default and sentence', async () => {
    const output = await said(
      'set',
      PROJECT,
      'hosts=',
      'disabledAuthMethods=jwt,anonymous',
      'sessionsLimit=3',
    );
    assert.equal(
      output,
      'sessionsLimit is 3.\nhosts is empty.\ndisabledAuthMethods is anonymous,jwt.\nRunning servers apply this from their next request on.\n',
    );
    const rows = (await said('show', PROJECT))
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    const expected = policyNames.map((name) => {
      const usual = { true: 'on', false: 'off', '': '-' }[String(defaultPolicies[name])];
      const otherwise = usual ?? String(defaultPolicies[name]);
      const value = { sessionsLimit: '3', disabledAuthMethods: 'anonymous,jwt' }[name as string] ?? otherwise;
      return [name, value, otherwise, policies[name].sentence];
    });
    assert.deepEqual(rows, [['POLICY', 'VALUE', 'DEFAULT', 'EFFECT'], ...expected]);
    const { id, name, policies: all } = await shown();
    assert.deepEqual(
      [id, name, all.sessionsLimit],
      [
        PROJECT,
        PROJECT,
        {
          value: 3,
          default: 10,
          sentence: policies.sessionsLimit.sentence,
          takes: policies.sessionsLimit.takes,
        },
      ],
    );
    assert.deepEqual(JSON.parse(await said('set', PROJECT, 'sessionsLimit=3', '--json')), await shown());
  });
});

describe('projects set', () => {
  it('refuses where there is no database, and makes none', async () => {
    const { code, output, errors } = await run('projects set shop usersLimit=5');
    assert.deepEqual([code, output], [1, '']);
    assert.match(errors, /^The database .* does not exist\. /);
  });
});
