import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { Failure, type PolicyProblem } from '../failure.ts';
import { authenticateKey } from '../keys/keys.ts';
import { formatPolicy, type PolicyName, parsePolicies, policies, policyNames } from './policies.ts';
import { defaultPolicies, type Policies, type ProjectId } from './project.ts';
import { createProject, getProject, setPolicies } from './projects.ts';
import { policiesOf, storedAfter } from './stored-policies.ts';

/** Returns the parsed value of a policy, or the error. */
function said(name: PolicyName, text: string): unknown {
  try {
    return parsePolicies([`${name}=${text}`])[name];
  } catch (error) {
    if (error instanceof Failure && error.code === 'policy_invalid') return error.data;
    throw error;
  }
}

const refusal = (policy: PolicyName, wrong?: string) => ({
  ...{ code: 'policy_invalid', rule: 'value', policy },
  ...(wrong !== undefined && { wrong }),
});

const numbers: readonly [PolicyName, taken: readonly number[], refused: readonly (number | string)[]][] = [
  ['passwordMinLength', [8, 256], [0, 7, 257]],
  ['passwordHistory', [0, 20], [21, '-1']],
  ['sessionSeconds', [60, 31_536_000], [0, 59, 31_536_001]],
  ['sessionIdleSeconds', [0, 60, 31_536_000], [1, 59, 31_536_001]],
  ['sessionsLimit', [0, 100], [101]],
  ['usersLimit', [0, 10_000], [10_001]],
  ['failedSignInsLimit', [0, 1_000_000], [1_000_001]],
  ['mockPhonesLimit', [0, 5_000], [5_001]],
  ['historyDays', [0, 36_500], [36_501]],
];
const NO_NUMBER = [
  '',
  ' ',
  '8.5',
  '1e1',
  '0x10',
  '+9',
  '９',
  'NaN',
  '9 ',
  '9\n',
  '9'.repeat(400),
  'on',
  '\0',
];
const switches = policyNames.filter((name) => typeof defaultPolicies[name] === 'boolean');

describe('the values of a policy', () => {
  for (const [name, taken, refused] of numbers) {
    it(`${name}: ${policies[name].takes}`, () => {
      assert.deepEqual(
        taken.map((number) => said(name, String(number))),
        taken,
      );
      const wrong = [...refused, ...NO_NUMBER];
      assert.deepEqual(
        wrong.map((text) => said(name, String(text))),
        wrong.map(() => refusal(name)),
      );
    });
  }

  for (const name of switches) {
    it(`${name}: on or off`, () => {
      const texts = ['on', 'true', 'off', 'false', '', 'ON', '1', 'yes', 'constructor', '__proto__'];
      const expected = [true, true, false, false, ...Array(6).fill(refusal(name))];
      assert.deepEqual(
        texts.map((text) => said(name, text)),
        expected,
      );
    });
  }

  it('hosts: distinct names in canonical form', () => {
    const taken: Readonly<Record<string, readonly string[]>> = {
      '': [],
      ' , ': [],
      'Shop.Example.COM, shop.example.com': ['shop.example.com'],
      'example.com:8443,*.example.org:65535': ['example.com:8443', '*.example.org:65535'],
      '*.example.org,localhost,10.0.0.7': ['*.example.org', 'localhost', '10.0.0.7'],
      'münchen.de,*.XN--MNCHEN-3YA.de': ['xn--mnchen-3ya.de', '*.xn--mnchen-3ya.de'],
      [`${'a'.repeat(63)}.de`]: [`${'a'.repeat(63)}.de`],
    };
    const found = Object.keys(taken).map((text) => [text, said('hosts', text)]);
    assert.deepEqual(Object.fromEntries(found), taken);
  });

  it('hosts: no star for all, URL, default port, path or blank', () => {
    const wrong = [
      '*',
      '*.',
      '*.*',
      '*.com',
      '*.10.0.0.7',
      'a.*.example',
      '**.example.org',
      'https://example.com',
      'example.com:443',
      'example.com:80',
      'example.com:0',
      'example.com:65536',
      'example.com:',
      'example.com:08443',
      ':8443',
      'example.com/a',
      'example.com?a',
      'example.com#a',
      'example.com\\a',
      'ann@example.com',
      'exa%6dple.com',
      'a b.example',
      'a\tb.example',
      'a\0.example',
      'a\ud800.example',
      '[::1]',
      '1.2.3',
      '0x7f.0.0.1',
      '-a.example',
      'a-.example',
      'a_b.example',
      'a..example',
      '.example.com',
      'example.com.',
      `${'a'.repeat(64)}.de`,
      `${'a.'.repeat(126)}de`,
      `${'ü.'.repeat(60)}de`,
      'a'.repeat(100_000),
    ];
    assert.deepEqual(
      wrong.map((host) => said('hosts', `good.example,${host}`)),
      wrong.map((host) => refusal('hosts', host)),
    );
  });

  it('hosts: a hundred and no more', () => {
    const many = Array.from({ length: 101 }, (_, at) => `h${at}.example`);
    const [hundred, more] = [said('hosts', many.slice(1).join(',')), said('hosts', many.join(','))];
    assert.deepEqual([hundred, more], [many.slice(1), refusal('hosts')]);
  });

  it('disabledAuthMethods: methods in a fixed order', () => {
    const found = ['', 'token, anonymous,token', 'token,oauth', 'Token', '*'].map((text) =>
      said('disabledAuthMethods', text),
    );
    const wrong = refusal('disabledAuthMethods');
    assert.deepEqual(found, [[], ['anonymous', 'token'], wrong, wrong, wrong]);
  });

  it('rateLimits: none, or those of operations', () => {
    const taken = ['', 'off', 'accountCreate:100', 'accountCreate:off, accountCreateJWT:1000000'];
    const wrong = [
      'accountCreate',
      'accountCreate:0',
      'accountCreate:1000001',
      'off,accountCreate:1',
      'a-b:1',
    ];
    assert.deepEqual(
      taken.map((text) => said('rateLimits', text)),
      [[], ['off'], ['accountCreate:100'], ['accountCreate:off', 'accountCreateJWT:1000000']],
    );
    for (const text of [...wrong, 'accountCreate:1,accountCreate:2'])
      assert.match(JSON.stringify(said('rateLimits', text)), /policy_invalid/);
  });

  it('mfaFactors and passwordCharacters: some of their names, or none', () => {
    const found = ['', 'custom,totp', 'sms'].map((text) => said('mfaFactors', text));
    assert.deepEqual(found, [[], ['totp', 'custom'], refusal('mfaFactors')]);
    const kinds = ['', 'symbol,uppercase', 'emoji'].map((text) => said('passwordCharacters', text));
    assert.deepEqual(kinds, [[], ['uppercase', 'symbol'], refusal('passwordCharacters')]);
  });

  it('hiddenMemberFields: parts of a membership, or none', () => {
    const found = ['', 'mfa,userName', 'name'].map((text) => said('hiddenMemberFields', text));
    assert.deepEqual(found, [[], ['userName', 'mfa'], refusal('hiddenMemberFields')]);
  });

  it('any policy: its formatted value, and the word default', () => {
    const shown = policyNames.map((name) => `${name}=${formatPolicy(defaultPolicies[name])}`);
    assert.deepEqual(parsePolicies(shown), defaultPolicies);
    assert.deepEqual(parsePolicies(policyNames.map((name) => `${name}=default`)), defaultPolicies);
  });

  it('refuses names that are unknown, repeated, or without a value', () => {
    const cases: readonly [pairs: readonly string[], problem: PolicyProblem][] = [
      [['usersLimit'], { rule: 'not_a_pair', text: 'usersLimit' }],
      [['=5'], { rule: 'unknown', policy: '' }],
      [['userslimit=5'], { rule: 'unknown', policy: 'userslimit' }],
      [['__proto__=5'], { rule: 'unknown', policy: '__proto__' }],
      [['a\0\n=5'], { rule: 'unknown', policy: 'a\0\n' }],
      [['usersLimit=5', 'usersLimit=6'], { rule: 'repeated', policy: 'usersLimit' }],
    ];
    for (const [pairs, problem] of cases)
      assert.throws(() => parsePolicies(pairs), { data: { code: 'policy_invalid', ...problem } });
  });
});

describe('stored policies', () => {
  it('contain only what differs from the defaults', () => {
    const first = storedAfter('{}', { sessionsLimit: 3, passwordHistory: 0, hosts: ['a.example'] });
    assert.equal(first, '{"sessionsLimit":3,"hosts":["a.example"]}');
    assert.equal(storedAfter(first, { sessionsLimit: 10 }), '{"hosts":["a.example"]}');
    assert.equal(storedAfter(first, { sessionsLimit: 10, hosts: [] }), '{}');
  });

  it('keep unknown policies and ignore them', () => {
    const stored = '{"later":{"a":1},"__proto__":{"x":1},"sessionsLimit":"many","usersLimit":5,"hosts":{}}';
    assert.deepEqual(policiesOf(stored), { ...defaultPolicies, usersLimit: 5 });
    assert.equal(
      storedAfter(stored, { usersLimit: 0, passwordHistory: 2 }),
      '{"later":{"a":1},"__proto__":{"x":1},"sessionsLimit":"many","hosts":{},"passwordHistory":2}',
    );
  });
});

onEachEngine('setPolicies', (database) => {
  const here = directory(database);

  async function projectNamed(id: string) {
    const project = await createProject(here.core, here.actor, { id: id as ProjectId, name: id });
    return { ...here.actor, project };
  }

  it('returns the updated project, and leaves other policies and projects alone', async () => {
    const [actor, other] = [await projectNamed('one'), await projectNamed('other')];
    await setPolicies(here.core, actor, { passwordHistory: 3 });
    const answer = await setPolicies(here.core, actor, { hosts: ['*.example.org'], passwordHistory: 4 });
    const expected = {
      id: 'one',
      name: 'one',
      policies: { ...defaultPolicies, passwordHistory: 4, hosts: ['*.example.org'] },
    };
    assert.deepEqual([answer, await getProject(here.core, actor.project.id)], [expected, expected]);
    assert.deepEqual(await getProject(here.core, other.project.id), other.project);
  });

  it('takes effect with the next request', async () => {
    const actor = await projectNamed('seen');
    await setPolicies(here.core, actor, { disabledAuthMethods: ['anonymous'] });
    const { project } = await authenticateKey(here.core, actor.project.id, undefined);
    assert.deepEqual(project.policies, { ...defaultPolicies, disabledAuthMethods: ['anonymous'] });
  });

  it('loses no concurrent change', async () => {
    const actor = await projectNamed('many');
    const changes: Policies = {
      passwordMinLength: 9,
      passwordCharacters: ['number'],
      passwordHistory: 2,
      passwordDictionary: true,
      passwordPersonalData: true,
      invalidateSessions: false,
      sessionSeconds: 60,
      sessionIdleSeconds: 60,
      invitationSeconds: 60,
      sessionsLimit: 1,
      usersLimit: 1,
      failedSignInsLimit: 1,
      historyDays: 30,
      rateLimits: ['accountCreate:off'],
      fallbackCookies: true,
      revealUnknownEmail: true,
      sessionAlert: true,
      mfaFactors: ['totp', 'phone'],
      denyDisposableEmails: true,
      denyAliasedEmails: true,
      denyFreeEmails: true,
      corporateEmailsOnly: true,
      canonicalEmails: true,
      mockPhonesLimit: 1,
      hosts: ['a.example'],
      hiddenMemberFields: [],
      disabledAuthMethods: ['jwt'],
    };
    await Promise.all(policyNames.map((name) => setPolicies(here.core, actor, { [name]: changes[name] })));
    assert.deepEqual((await getProject(here.core, actor.project.id)).policies, changes);
  });

  it('refuses an unknown project, and leaves no trace of it', async () => {
    const actor = { ...here.actor, project: { ...here.actor.project, id: 'nowhere' as ProjectId } };
    await assert.rejects(setPolicies(here.core, actor, { usersLimit: 1 }), { code: 'project_not_found' });
    const rows = await here.core.read.db
      .selectFrom('audit')
      .selectAll()
      .where('project_id', '=', 'nowhere')
      .execute();
    assert.deepEqual(rows, []);
  });
});
