import type { FastifyInstance } from 'fastify';
import type { Core } from '../core/core.ts';
import { projectIdOf } from '../core/projects/project.ts';
import type { HttpReply, HttpRequest } from '../http/exchange.ts';
import { takeHandover } from './session-cookies.ts';

/** Pages for sign-ins without a page of the client. */
export const SUCCESS_PATH = '/auth/oauth2/success';
export const FAILURE_PATH = '/auth/oauth2/failure';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";
const STYLE = 'body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem}';

type Page = {
  readonly title: string;
  readonly text: string;
  /** Target of an automatic redirect. */
  readonly next?: string;
};

/** Returns the URL scheme of the apps of a project. */
export function schemeOf(project: string): string {
  return `appwrite-callback-${project}`;
}

/** Whether the client accepts HTML. */
export function prefersPages(request: HttpRequest): boolean {
  return (request.headers.accept ?? '').includes('text/html');
}

/** Sends a page without scripts. Escapes its values. */
export function sendPage(reply: HttpReply, { title, text, next }: Page): HttpReply {
  const address = next === undefined ? undefined : escaped(next);
  const refresh = address === undefined ? '' : `<meta http-equiv="refresh" content="0;url=${address}">`;
  const link = address === undefined ? '' : `<p><a href="${address}">Go back to the app</a></p>`;
  return reply
    .header('Content-Security-Policy', POLICY)
    .header('Referrer-Policy', 'no-referrer')
    .type('text/html; charset=UTF-8')
    .send(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title>${refresh}<style>${STYLE}</style></head><body><h1>${escaped(title)}</h1><p>${escaped(text)}</p>${link}</body></html>`,
    );
}

/**
 * Final pages of a sign-in for apps without pages of their own. An app that belongs to the project learns the result.
 */
export function serveSignInPages(app: FastifyInstance, core: Core): void {
  app.get(SUCCESS_PATH, (request, reply) => {
    return sendPage(reply.header('Cache-Control', 'no-store'), {
      title: 'You are signed in',
      text: 'You can close this window.',
      ...backToApp(takeHandover(core, { request, reply })),
    });
  });
  app.get(FAILURE_PATH, (request, reply) => {
    return sendPage(reply.header('Cache-Control', 'no-store'), {
      title: 'Sign-in failed',
      text: `Please try again.${reasonIn(request)}`,
      ...backToApp(queryOf(request)),
    });
  });
}

function queryOf(request: HttpRequest): URLSearchParams {
  return new URLSearchParams(request.url.split('?').slice(1).join('?'));
}

function backToApp(query: URLSearchParams): Pick<Page, 'next'> {
  const project = projectIdOf(query.get('project') ?? '');
  return project ? { next: `${schemeOf(project)}://?${query}` } : {};
}

/** Returns only the error type: anyone could link here with a message of their own. */
function reasonIn(request: HttpRequest): string {
  try {
    const { type } = JSON.parse(queryOf(request).get('error') ?? '') as { readonly type?: unknown };
    return typeof type === 'string' && /^[a-z0-9_]{1,60}$/.test(type) ? ` (${type})` : '';
  } catch {
    return '';
  }
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
