import { isJsonObject } from '../core/json.ts';
import type { Prefs } from '../core/users/user.ts';

/** A handle, or the address of the profile, which hex.pm takes too. */
const HANDLE =
  /^(?:https?:\/\/[a-z0-9.-]+\/(?:[a-z]+\/)?)?@?([A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?)\/?$/;
const URL_AT_MOST = 255;

type Service = { readonly name: string; readonly url: (text: string) => string | undefined };

const profileAt = (base: string) => (text: string) => {
  const [, handle] = HANDLE.exec(text) ?? [];
  return handle === undefined ? undefined : base + handle;
};

/** The services of hex.pm by field, in its order. Chats have one address for all. */
const services: Readonly<Record<string, Service>> = {
  url: { name: 'Website', url: webUrlOf },
  twitter: { name: 'X.com', url: profileAt('https://x.com/') },
  bluesky: { name: 'Bluesky', url: profileAt('https://bsky.app/profile/') },
  github: { name: 'GitHub', url: profileAt('https://github.com/') },
  elixirforum: { name: 'Elixir Forum', url: profileAt('https://elixirforum.com/u/') },
  freenode: { name: 'Libera', url: () => 'irc://irc.libera.chat/elixir' },
  slack: { name: 'Slack', url: () => 'https://elixir-slackin.herokuapp.com/' },
};

/** Returns the addresses of a user at other services by their names, from the field `handles` of the preferences. */
export function handlesOf({ handles }: Prefs): Readonly<Record<string, string>> {
  if (!isJsonObject(handles)) return {};
  const shown = Object.entries(services).map(([field, { name, url }]) => {
    const text = Object.hasOwn(handles, field) ? handles[field] : undefined;
    return [name, typeof text === 'string' && text !== '' ? url(text) : undefined] as const;
  });
  return Object.fromEntries(shown.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function webUrlOf(text: string): string | undefined {
  const url = text.length <= URL_AT_MOST && URL.canParse(text) ? new URL(text) : undefined;
  return url && /^https?:$/.test(url.protocol) && url.username === '' ? url.href : undefined;
}
