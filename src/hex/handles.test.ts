import assert from 'node:assert/strict';
import { it } from 'node:test';
import { handlesOf } from './handles.ts';

it('handles of the preferences lead to profiles', () => {
  const handles = {
    slack: 'ann',
    url: 'https://ann.example',
    github: 'ann-lee',
    twitter: 'https://twitter.com/ann_lee',
    bluesky: '@ann.bsky.social',
    elixirforum: 'https://elixirforum.com/u/ann',
    freenode: 'ann',
  };
  assert.deepEqual(Object.entries(handlesOf({ handles })), [
    ['Website', 'https://ann.example/'],
    ['X.com', 'https://x.com/ann_lee'],
    ['Bluesky', 'https://bsky.app/profile/ann.bsky.social'],
    ['GitHub', 'https://github.com/ann-lee'],
    ['Elixir Forum', 'https://elixirforum.com/u/ann'],
    ['Libera', 'irc://irc.libera.chat/elixir'],
    ['Slack', 'https://elixir-slackin.herokuapp.com/'],
  ]);
});

it('what is no handle leads nowhere', () => {
  const wrong = [
    {},
    { handles: null },
    { handles: 'ann' },
    { handles: ['ann'] },
    { handles: { github: '../evil', twitter: 7, url: 'javascript:alert(1)', bluesky: '', other: 'ann' } },
    { handles: { url: 'https://a@evil.example', github: 'a b', elixirforum: `a${'b'.repeat(200)}` } },
  ];
  assert.deepEqual(
    wrong.map((prefs) => handlesOf(prefs)),
    wrong.map(() => ({})),
  );
});
