import { z } from 'zod';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import type { Key } from '../core/keys/key.ts';
import { keyLastUsedTracker } from '../core/keys/last-used.ts';
import { requireContract } from '../core/old-systems/contracts.ts';
import type { Fields } from '../http/body.ts';
import { inputParser } from '../http/input.ts';
import { limiterOf, limitsText } from '../http/limits.ts';
import { type OpenApi, openApi } from '../http/openapi.ts';
import { type Handler, serveEndpoints } from '../http/router.ts';
import type { Protocol } from '../http/server.ts';
import { VERSION } from '../version.ts';
import { admitKey } from './callers.ts';
import { endpoints } from './contracts.ts';
import { failures, refuse } from './failures.ts';
import type { MigrateEndpoint, Reply } from './route.ts';

type Track = (actor: Actor, key: Key) => void;

/** Returns the protocol of systems that take users over as they sign in there, served under `/migrate`. */
export function migrate(core: Core): Protocol {
  return {
    prefix: '/migrate',
    refuse,
    document: migrateDocument,
    register: (app) => {
      const track = keyLastUsedTracker(core, (error) =>
        app.log.warn({ error: String(error) }, 'the use of a key was not noted'),
      );
      serveEndpoints(app, endpoints, { handlerOf: (each) => handlerOf(core, each, track) });
    },
  };
}

/** Compiles the handler of an endpoint, once at the start. */
function handlerOf(core: Core, endpoint: MigrateEndpoint, track: Track): Handler {
  const { input: rules, limits, meta, operation, output, run } = endpoint;
  const parse = inputParser(rules, { stopsAtFirst: true });
  const limit = limiterOf(`migrate ${operation}`, limits);
  return async ({ request, reply }) => {
    const { actor, key } = await admitKey(core, request);
    if (!actor.scopes.has(meta.scope)) {
      const missing = { caller: 'key', project: actor.project.id, scopes: [meta.scope] } as const;
      throw new Failure({ code: 'scope_missing', missing });
    }
    track(actor, key);
    await requireContract(core, actor, meta.contract);
    const fields = (request.body ?? {}) as Fields;
    await limit?.(core, actor.project.id, { ip: actor.ip, user: actor.id, fields }, reply);
    const { input, issues } = parse(fields, request.params as Fields);
    const [first] = issues;
    if (first) throw new Failure({ code: 'argument_invalid', field: first.name, rule: 'required' });
    // Casts: parsed by the rules of the endpoint, whose types a list of endpoints cannot carry.
    const answer = (await run(core, { actor }, input as never)) as Reply;
    reply.code(answer.status).header('Cache-Control', 'no-store');
    if (answer.body === undefined) return reply.send();
    const body = answer.status === output.status ? output.model?.view(answer, { actor }) : answer.body;
    return reply.header('Content-Type', 'application/json; charset=utf-8').send(JSON.stringify(body));
  };
}

const errorModel = {
  name: 'error',
  schema: z.object({ error: z.string().describe('What went wrong, for programs.'), message: z.string() }),
};

/** Returns the OpenAPI document of the protocol. */
function migrateDocument(): OpenApi {
  return openApi(endpoints, {
    ...{ title: 'Denizen for other systems', version: VERSION, prefix: '/migrate', parts: [] },
    description:
      'What Auth0, Okta, Cognito, Kratos and FusionAuth ask when their users sign in there for the first time. A project serves a contract once it is switched on.',
    error: errorModel,
    errorKinds: Object.entries(failures).map(([type, { status, message }]) => ({ type, status, message })),
    securitySchemes: {
      key: {
        ...{ type: 'apiKey', in: 'header', name: 'Authorization' },
        description: 'The secret of an API key: alone, after `Bearer`, or as the password after `Basic`.',
      },
    },
    termsOf: ({ meta, limits }) => ({
      description: `Needs \`${meta.scope}\`; ${limitsText(limits)}. Guesses at a user are limited as those of a sign-in.`,
      security: [{ key: [] }],
    }),
  });
}
