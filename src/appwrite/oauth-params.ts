import { z } from 'zod';
import { type ProviderKey, providerKeys } from '../core/oauth/providers/table.ts';
import { type ProjectId, projectIdOf } from '../core/projects/project.ts';
import { ID_RULE, input, length, listAtMost, made, type Required, storable } from './param.ts';

const PAGE_LENGTH = 2_048;
const SCOPES = { most: 100, length: 4_096 };

export const providerInPath: Required<ProviderKey> = {
  ...input(
    z.enum(providerKeys) as z.ZodType<ProviderKey>,
    `must be one of ${providerKeys.join(', ')}`,
    'The provider.',
  ),
  place: 'path',
};

export const projectInPath: Required<ProjectId> = {
  ...input(made(projectIdOf), ID_RULE, 'Id of the project.'),
  place: 'path',
};

/** Which hosts are allowed is the project's matter. */
export function redirectPage(when: string): Required<string> {
  return input(
    storable
      .refine((text) => length(text) <= PAGE_LENGTH && /^[a-z][a-z0-9+._-]*:\/\//i.test(text))
      .meta({ maxLength: PAGE_LENGTH, examples: ['https://localhost/signed-in'] }),
    'must be a URL with a scheme',
    `Page to which the browser goes ${when}, on a host of the project; without it, one of this server.`,
  );
}

export const scopes: Required<readonly string[]> = input(
  listAtMost(
    SCOPES.most,
    storable.refine((text) => text !== '' && length(text) <= SCOPES.length),
  ).meta({ examples: [['openid']] }),
  `must be an array of at most ${SCOPES.most} texts, each of 1 to ${SCOPES.length.toLocaleString('en')} characters`,
  'Scopes to ask for beside those that are needed.',
);

/** What a provider sends back. */
export function callbackParam(description: string, most = 2_048): Required<string> {
  return input(
    storable.refine((text) => length(text) <= most).meta({ maxLength: most }),
    `must be a text of at most ${most.toLocaleString('en')} characters`,
    description,
  );
}
