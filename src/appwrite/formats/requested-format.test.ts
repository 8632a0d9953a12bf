import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { elixirMistake } from './elixir.ts';
import { formats, stepsBelow } from './formats.ts';
import { requestedFormat } from './requested-format.ts';
import { isBelow } from './version.ts';

const WARNING = 'This server speaks format 2.3.0, which is older than what the client asks for.';
const elixir = { 'user-agent': 'hackney/1.18.0', 'content-type': 'application/json', 'x-appwrite-key': 'k' };

describe('the format of a request', () => {
  for (const [said, version, steps, warning] of [
    ['1.9.6', '1.9.6', 2],
    ['1.9.2', '1.9.2', 2],
    ['1.9.1', '1.9.1', 3],
    ['1.9', '1.9.0', 3],
    ['1.8.0', '1.8.0', 4],
    ['1.4.0-RC1', '1.4.0', 7],
    ['0.11.0', '0.11.0', 14],
    ['0.8.0', '0.9.0', 14],
    ['0.0.0', '0.9.0', 14],
    ['2.3.1', '2.3.0', 0, WARNING],
    ['2.4.0', '2.3.0', 0, WARNING],
    ['9999.0.0', '2.3.0', 0, WARNING],
    ...['latest', '1', 'v1.4.0', '-1.4.0', '1.4.0.0', ' ', '1.4.0\t', '01234567.1.1', '1.4.0,1.5.0'].map(
      (text) => [text, '2.3.0', 0] as const,
    ),
    ['1.4.'.repeat(10_000), '2.3.0', 0],
  ] as const) {
    it(`is that of ${version} where ${JSON.stringify(said.slice(0, 20))} is asked for`, () => {
      const asked = requestedFormat({ 'x-appwrite-response-format': said }, '/v1/users');
      assert.deepEqual([asked.version, asked.steps.length, asked.warning], [version, steps, warning]);
    });
  }

  for (const [who, headers, url] of [
    ['nothing that tells its age', {}, '/v1/users'],
    ['an empty version', { 'x-appwrite-response-format': '' }, '/v1/users'],
    ['curl and JSON', { ...elixir, 'user-agent': 'curl/8.14.1' }, '/v1/users'],
    ['hackney and no content type', { ...elixir, 'content-type': undefined }, '/v1/users'],
    [
      'hackney and another charset',
      { ...elixir, 'content-type': 'application/json; charset=utf-8' },
      '/v1/users',
    ],
    ['hackney and no key', { ...elixir, 'x-appwrite-key': undefined }, '/v1/users'],
    ['hackney elsewhere', elixir, '/v1/teams'],
    ['hackney near by', elixir, '/v1/usersx'],
    ['hackney and the name of an SDK', { ...elixir, 'x-sdk-name': 'Elixir' }, '/v1/users'],
    ['hackney and the version of an SDK', { ...elixir, 'x-sdk-version': '1.0.0' }, '/v1/users'],
    ['the version of a newer SDK', { 'x-sdk-version': '27.1.0' }, '/v1/users'],
  ] as const) {
    it(`is the newest for a client with ${who}, which is not told`, () => {
      assert.deepEqual(requestedFormat(headers, url), { steps: [] });
    });
  }

  for (const [who, headers, url, more] of [
    ['the Elixir client', elixir, '/v1/users', [elixirMistake]],
    ['the Elixir client', elixir, '/v1/users?limit=25', [elixirMistake]],
    [
      'the Elixir client',
      { ...elixir, 'user-agent': 'hackney/1.6.5' },
      '/v1/users/u1/prefs',
      [elixirMistake],
    ],
    ['the first clients for Node', { 'x-sdk-version': 'appwrite:nodejs:2.0.0' }, '/v1/teams', []],
  ] as const) {
    it(`is 0.11 for ${who} at ${url}, which says none`, () => {
      assert.deepEqual(requestedFormat(headers, url), { steps: [...formats, ...more], version: '0.11.0' });
    });
  }

  it('is what a client says, whatever it looks like', () => {
    const asked = requestedFormat({ ...elixir, 'x-appwrite-response-format': '2.3.0' }, '/v1/users');
    assert.deepEqual(asked, { steps: [], version: '2.3.0' });
  });
});

describe('the steps to a format', () => {
  it('stand from the newest to the oldest', () => {
    const versions = formats.map(({ below }) => below);
    const wrong = versions.filter((version, at) => at > 0 && !isBelow(version, versions[at - 1] ?? version));
    assert.deepEqual(wrong, []);
  });

  it('are those of the versions that are newer, chosen once', () => {
    const asked = formats.map(({ below }) => stepsBelow(below));
    const expected = formats.map(({ below }) => formats.filter((format) => isBelow(below, format.below)));
    assert.deepEqual(asked, expected);
    assert.equal(stepsBelow([1, 4, 0]), stepsBelow([1, 4, 3]));
  });
});
