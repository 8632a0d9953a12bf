import { scopesIn } from '../core/device-grants/grant.ts';
import { findClient } from './clients.ts';
import { optional, required } from './params.ts';

const VALUE_AT_MOST = 1_000;

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
export const grantTypes = [DEVICE_GRANT, 'refresh_token', 'client_credentials'] as const;
export type GrantType = (typeof grantTypes)[number];

/** What is wrong with a value that is there, where there is more than one way. */
export const UNKNOWN_GRANT_TYPE = 'unknown';
const MISSING = { error: 'missing' };

/** A text that nothing is refused for: what is no text, or longer than any that is good, counts as left out. */
export function oauthText(description: string) {
  return optional((value) => ({ value: textIn(value) }), {
    rule: `must be a text of 1 to ${VALUE_AT_MOST} characters to count`,
    description,
  });
}

export const clientId = required(
  (value) => {
    const id = textIn(value);
    return id === undefined || findClient(id) === undefined ? MISSING : { value: id };
  },
  { rule: 'must be the id of a known client', description: 'The program that calls.' },
);

export const grantType = required<GrantType>(
  (value) => {
    const text = textIn(value);
    if (text === undefined) return MISSING;
    const known = grantTypes.find((type) => type === text);
    return known ? { value: known } : { error: UNKNOWN_GRANT_TYPE };
  },
  {
    rule: `must be one of ${grantTypes.join(', ')}`,
    description: 'What is exchanged.',
    schema: { enum: grantTypes },
  },
);

export const deviceScope = required(
  (value) => {
    const scopes = scopesIn(textIn(value) ?? '');
    return scopes ? { value: scopes } : MISSING;
  },
  {
    rule: 'must be words out of api, api:read, api:write and repositories, with blanks between them',
    description: 'What the device asks for.',
  },
);

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= VALUE_AT_MOST ? value : undefined;
}
