import assert from 'node:assert/strict';
import { it } from 'node:test';
import { everyFailure } from '../../test/support/failures.ts';
import type { FailureData } from '../core/failure.ts';
import { policies } from '../core/projects/policies.ts';
import { failureWords } from './failures.ts';

const policy = { code: 'policy_invalid', policy: 'hosts' } as const;
const setting = { code: 'provider_setting_invalid' } as const;

/** What operators are told of each. */
const sentences: readonly (readonly [FailureData, string])[] = [
  [
    { code: 'bootstrap_key_limited', key: 'k1' },
    'DENIZEN_API_KEY is the secret of the key "k1", which expires or lacks scopes. Choose another secret, or revoke that key.',
  ],
  [{ code: 'internal', reason: 'sealing_key_unknown' }, 'Another key is also in use.'],
  [{ code: 'internal' }, 'internal'],
  [
    { code: 'argument_invalid', field: 'labels', rule: 'malformed', expected: 'must be 1 to 100 labels' },
    'The value of labels must be 1 to 100 labels.',
  ],
  [{ code: 'argument_invalid', field: 'username', rule: 'malformed' }, 'The username is not valid.'],
  [{ code: 'key_not_found', key: 'k1' }, 'Unknown key "k1".'],
  [{ ...policy, rule: 'value' }, `hosts takes ${policies.hosts.takes}; or default.`],
  [
    { ...policy, rule: 'value', wrong: '*' },
    `hosts takes ${policies.hosts.takes}; "*" is invalid; or default.`,
  ],
  [{ ...policy, rule: 'repeated' }, 'hosts is given twice.'],
  [
    { ...policy, rule: 'unknown', policy: 'a\0\n' },
    `Unknown policy "a\\u0000\\n". Policies: ${Object.keys(policies).join(', ')}.`,
  ],
  [{ code: 'policy_invalid', rule: 'not_a_pair', text: 'hosts' }, 'Write "hosts" as name=value.'],
  [{ code: 'project_exists', project: 'shop' }, 'The project "shop" already exists.'],
  [{ code: 'project_not_found', project: 'shop' }, 'Unknown project "shop".'],
  [{ code: 'project_not_found' }, 'project_not_found'],
  [{ ...setting, rule: 'client_id' }, 'A client id is required.'],
  [
    { ...setting, rule: 'secret_missing' },
    'A secret is required: put it into a file and pass the file with --client-secret-file.',
  ],
  [
    { ...setting, rule: 'secret_needed_again' },
    'The provider would be at another address than before, to which the secret of before is not sent: pass a file with the secret, with --client-secret-file.',
  ],
  [{ ...setting, rule: 'secret_too_long' }, 'The secret is too long.'],
  [{ ...setting, rule: 'not_set_up', provider: 'x' }, 'The provider "x" is not configured.'],
  [
    { ...setting, rule: 'provider_unknown', provider: 'x', known: ['a', 'b'] },
    'Unknown provider "x". Providers: a, b.',
  ],
  [
    { ...setting, rule: 'option_unknown', provider: 'GitHub', option: 'x', known: [] },
    'GitHub has no option "x". Options: none.',
  ],
  [
    { ...setting, rule: 'option_unknown', provider: 'Okta', option: 'x', known: ['a', 'b'] },
    'Okta has no option "x". Options: a, b.',
  ],
  [
    { ...setting, rule: 'options_missing', provider: 'Okta', options: ['a', 'b'] },
    'Okta needs --option a=… --option b=….',
  ],
  [{ ...setting, rule: 'option_value', option: 'a', form: 'switch' }, 'a takes on or off.'],
  [{ ...setting, rule: 'option_value', option: 'a', form: 'host' }, 'a takes a host such as id.example.com.'],
  [
    { ...setting, rule: 'option_value', option: 'a', form: 'url' },
    'a takes a URL that begins with https://.',
  ],
  [
    { ...setting, rule: 'option_value', option: 'a', form: 'url', mayBePrivate: true },
    'a takes a URL that begins with https://, or with --option allowPrivate=on also http:// and private hosts.',
  ],
  [{ ...setting, rule: 'option_value', option: 'a', form: 'seconds' }, 'a takes a number of seconds.'],
  [{ ...setting, rule: 'option_value', option: 'a', form: 'word' }, 'a takes a word.'],
  [{ ...setting, rule: 'option_prompts', option: 'a', known: ['x', 'y'] }, 'a takes some of x, y.'],
  [
    { code: 'unavailable', reason: 'earlier_sealing_key_in_use' },
    'Servers still seal with an earlier key. Restart all of them with the new one, then run this again.',
  ],
  [
    { code: 'unavailable', reason: 'outcome_unknown' },
    'The database connection broke during the commit, so the change may or may not be stored. Check before you try again.',
  ],
  [{ code: 'unavailable', reason: 'damaged' }, 'The database is damaged: restore a backup.'],
  [{ code: 'unavailable' }, 'unavailable'],
  [{ code: 'team_not_found' }, 'team_not_found'],
];

it('operators read a sentence for the data of a refusal', () => {
  assert.deepEqual(
    sentences.map(([data]) => failureWords(data)),
    sentences.map(([, sentence]) => sentence),
  );
});

it('a refusal without a sentence is told by its code', () => {
  const told = everyFailure.map(({ data }) => failureWords(data));
  assert.deepEqual(
    told.filter((words) => words === '' || words.includes('undefined')),
    [],
  );
});
