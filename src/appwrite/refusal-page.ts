import type { FastifyInstance } from 'fastify';
import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import { Failure } from '../core/failure.ts';
import { type ProjectId, projectIdOf } from '../core/projects/project.ts';
import { getProject } from '../core/projects/projects.ts';
import { REFUSAL_PATH, refuseClaim } from '../core/verifications/refusals.ts';
import { addressOf } from '../http/address.ts';
import type { Fields } from '../http/body.ts';
import type { HttpReply, HttpRequest } from '../http/exchange.ts';
import { type Html, html } from '../http/html.ts';

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem}' +
  'button{font:inherit;padding:.5rem 1.5rem}';
const TOKEN_AT_MOST = 2_000;
/** The page without the prefix under which the protocol is served. */
const PATH = REFUSAL_PATH.slice('/v1'.length);

type Link = { readonly project: string; readonly token: string };

/**
 * The page on which the owner of the mailbox frees an address from an account. Nothing happens before the button is
 * pressed.
 */
export function serveRefusalPage(app: FastifyInstance, core: Core): void {
  app.get(PATH, ({ query }, reply) => sendPage(reply, askingFor(linkIn(query as Fields))));
  app.post(PATH, async (request, reply) => {
    const link = linkIn((request.body ?? {}) as Fields);
    try {
      const id = projectIdOf(link.project);
      if (id === undefined) throw new Failure('token_invalid');
      await refuseClaim(core, await actorIn(core, id, request), link.token);
      return sendPage(reply, freedPage);
    } catch (error) {
      if (!(error instanceof Failure) || !/^(?:token_invalid|project_not_found)$/.test(error.code))
        throw error;
      return sendPage(reply.code(400), refusedPage);
    }
  });
}

async function actorIn(core: Core, id: ProjectId, request: HttpRequest): Promise<Actor> {
  const ip = addressOf(request);
  const userAgent = request.headers['user-agent'];
  return {
    kind: 'guest',
    project: await getProject(core, id),
    scopes: new Set(),
    requestId: request.id,
    ...(ip !== undefined && { ip }),
    ...(userAgent !== undefined && userAgent !== '' && { userAgent }),
  };
}

type Page = { readonly title: string; readonly body: Html };

function askingFor({ project, token }: Link): Page {
  return {
    title: 'This is not your account?',
    body: html`<p>The account loses your email address, and everything that is signed in to it is signed out.</p>
<form method="post" action="${REFUSAL_PATH}">
<input type="hidden" name="project" value="${project}">
<input type="hidden" name="token" value="${token}">
<button type="submit">Free my address</button>
</form>`,
  };
}

const freedPage: Page = {
  title: 'Your address is free',
  body: html`<p>The account does not have it any more. You can close this window.</p>`,
};

const refusedPage: Page = {
  title: 'The link is not good any more',
  body: html`<p>Such a link is good for as long as the one beside it, and for once. Perhaps your address is free already.</p>`,
};

function sendPage(reply: HttpReply, { title, body }: Page): HttpReply {
  const page = html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${STYLE}</style></head><body><h1>${title}</h1>${body}</body></html>`;
  return reply
    .headers({
      'Content-Security-Policy': POLICY,
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
    })
    .type('text/html; charset=UTF-8')
    .send(`<!doctype html>${page.text}`);
}

function linkIn(fields: Fields): Link {
  const text = (value: unknown) => (typeof value === 'string' && value.length <= TOKEN_AT_MOST ? value : '');
  return { project: text(fields.project), token: text(fields.token) };
}
