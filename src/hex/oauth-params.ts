import { scopesIn } from '../core/device-grants/grant.ts';
import { findClient } from './clients.ts';
import { optional, required } from './params.ts';

const VALUE_AT_MOST = 1_000;

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
export const grantTypes = [DEVICE_GRANT, 'refresh_token', 'client_credentials'] as const;
export type GrantType = (typeof grantTypes)[number];

/** The error of a grant type that is present but unsupported. */
export const UNKNOWN_GRANT_TYPE = 'unknown';
const MISSING = { error: 'missing' };

/** A lenient text: other types and texts that are too long count as missing. */
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
  { rule: 'must be the id of a known client', description: 'Id of the client.' },
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
    description: 'Grant type.',
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
    description: 'Requested scopes.',
  },
);

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= VALUE_AT_MOST ? value : undefined;
}
