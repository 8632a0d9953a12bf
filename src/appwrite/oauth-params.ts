import { z } from 'zod';
import { type ProviderKey, providerKeys, providers } from '../core/oauth/providers/table.ts';
import { type ProjectId, projectIdOf } from '../core/projects/project.ts';
import { withCommas } from '../core/text.ts';
import { ID_RULE, input, length, listAtMost, made, type Required, storable } from '../http/param.ts';

const PAGE_LENGTH = 2_048;
const ID_TOKEN_LENGTH = 8_192;
const SCOPES = { most: 100, length: 4_096 };

export const providerInPath: Required<ProviderKey> = {
  ...input(
    z.enum(providerKeys) as z.ZodType<ProviderKey>,
    `must be one of ${providerKeys.join(', ')}`,
    'Name of the provider.',
  ),
  place: 'path',
};

export const projectInPath: Required<ProjectId> = {
  ...input(made(projectIdOf), ID_RULE, 'Id of the project.'),
  place: 'path',
};

/** The project decides which hosts are allowed. */
export function redirectPage(when: string): Required<string> {
  return input(
    storable
      .refine((text) => length(text) <= PAGE_LENGTH && /^[a-z][a-z0-9+._-]*:\/\//i.test(text))
      .meta({ maxLength: PAGE_LENGTH, examples: ['https://localhost/signed-in'] }),
    'must be a URL with a scheme',
    `Page that the browser goes to ${when}, on a host of the project. Default: a page of this server.`,
  );
}

export const scopes: Required<readonly string[]> = input(
  listAtMost(
    SCOPES.most,
    storable.refine((text) => text !== '' && length(text) <= SCOPES.length),
  ).meta({ examples: [['openid']] }),
  `must be an array of at most ${SCOPES.most} texts, each of 1 to ${withCommas(SCOPES.length)} characters`,
  'Scopes to request in addition to the required ones.',
);

/** A parameter that comes from a provider. */
export function providerParam(description: string, most = 2_048): Required<string> {
  return input(
    storable.refine((text) => length(text) <= most).meta({ maxLength: most }),
    `must be a text of at most ${withCommas(most)} characters`,
    description,
  );
}

const nativeKeys = providerKeys.filter((key) => providers[key].native !== undefined);

export const nativeProvider: Required<ProviderKey> = input(
  z.enum(nativeKeys) as z.ZodType<ProviderKey>,
  `must be one of ${nativeKeys.join(', ')}`,
  'Name of the provider.',
);

export const idToken: Required<string> = input(
  storable
    .refine((text) => text !== '' && length(text) <= ID_TOKEN_LENGTH)
    .meta({
      minLength: 1,
      maxLength: ID_TOKEN_LENGTH,
      examples: ['eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl'],
    }),
  `must be a text of 1 to ${withCommas(ID_TOKEN_LENGTH)} characters`,
  'ID token that the app got from the provider.',
);
