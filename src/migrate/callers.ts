import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import type { Key } from '../core/keys/key.ts';
import { authenticateKey } from '../core/keys/keys.ts';
import { projectIdOf } from '../core/projects/project.ts';
import { addressOf } from '../http/address.ts';
import type { HttpRequest } from '../http/exchange.ts';
import { originOf } from '../http/noted.ts';

const BEARER = /^bearer /i;
const BASIC = /^basic /i;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Authenticates the key of the project of the path. Fails with `scope_missing` for an unknown project, too, which a
 * caller without a key does not learn of, and with `key_expired`.
 */
export async function admitKey(
  core: Core,
  request: HttpRequest,
): Promise<{ readonly actor: Actor; readonly key: Key }> {
  const id = projectIdOf(String((request.params as { readonly project?: string }).project ?? ''));
  const secret = secretIn(request);
  if (id === undefined || secret === undefined) throw new Failure('scope_missing');
  const { project, key, scopes, isEphemeral } = await authenticateKey(core, id, secret).catch(
    (error: unknown) => {
      const isUnknown = error instanceof Failure && error.code === 'project_not_found';
      throw isUnknown ? new Failure('scope_missing') : error;
    },
  );
  if (!key) throw new Failure('scope_missing');
  const ip = addressOf(request);
  const userAgent = request.headers['user-agent'];
  const actor: Actor = {
    ...{ kind: 'key', id: key.id, project, scopes },
    ...originOf(request),
    ...(isEphemeral && { isEphemeral }),
    ...(ip !== undefined && { ip }),
    ...(userAgent !== undefined && userAgent !== '' && { userAgent }),
  };
  request.caller = actor;
  return { actor, key };
}

/**
 * The other systems let their operators choose different headers: Okta and Kratos send a text, FusionAuth a password of
 * HTTP basic authentication, and scripts a bearer token.
 */
function secretIn({ headers }: HttpRequest): string | undefined {
  const own = headers['x-denizen-key'];
  if (typeof own === 'string' && own !== '') return own;
  const { authorization = '' } = headers;
  if (BASIC.test(authorization)) return basicPassword(authorization.replace(BASIC, ''));
  const secret = authorization.replace(BEARER, '').trim();
  return secret === '' ? undefined : secret;
}

function basicPassword(encoded: string): string | undefined {
  const text = BASE64.test(encoded) ? Buffer.from(encoded, 'base64').toString() : '';
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : text.slice(colon + 1);
}
