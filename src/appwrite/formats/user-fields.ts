import { type UserField, userFields } from '../models/user.ts';
import type { Format, Json } from './format.ts';
import { without } from './shapes.ts';
import type { Version } from './version.ts';

/** Formats that leave out the user fields of newer versions, in no particular order. */
export function withUserFields(written: readonly Format[]): readonly Format[] {
  const formats = new Map(written.map((format) => [format.below.join('.'), format]));
  for (const { version, names } of addedFields()) {
    const key = version.join('.');
    formats.set(key, leavingOut(formats.get(key) ?? { below: version }, names));
  }
  return [...formats.values()];
}

function leavingOut(format: Format, names: readonly string[]): Format {
  const { user = asIs, account = asIs } = format.answers ?? {};
  const left = without(...names);
  return {
    ...format,
    answers: {
      ...format.answers,
      user: (answer, asked) => left(user(answer, asked)),
      account: (answer, asked) => left(account(answer, asked)),
    },
  };
}

const asIs = (answer: Json) => answer;

function addedFields(): readonly { readonly version: Version; readonly names: readonly string[] }[] {
  const added = new Map<string, { version: Version; names: string[] }>();
  for (const [name, { since }] of Object.entries<UserField>(userFields)) {
    if (!since) continue;
    const known = added.get(since.join('.'));
    if (known) known.names.push(name);
    else added.set(since.join('.'), { version: since, names: [name] });
  }
  return [...added.values()];
}
