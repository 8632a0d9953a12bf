import { z } from 'zod';
import { Failure } from '../core/failure.ts';
import {
  listMessages,
  type MessageState,
  type MessageView,
  messageStates,
  removeMessage,
  retryMessage,
  sendTestMail,
} from '../core/outbox/messages.ts';
import { displayNameOf } from '../core/projects/project.ts';
import { type Email, emailOf } from '../core/users/email.ts';
import type { Model } from '../http/endpoint.ts';
import { input, optional } from '../http/param.ts';
import { whole } from '../http/user-params.ts';
import { isoOrNull, moment, momentOrNull } from './models.ts';
import { email, idInPath, projectInPath, someText } from './params.ts';
import {
  type AdminEndpoint,
  adminOf,
  type Call,
  endpoint,
  type StoredMessage,
  type TemplatePreview,
} from './route.ts';

const tag = 'messages';
const mayRead = { access: { permission: 'messages.read' } } as const;
const mayWrite = { access: { permission: 'messages.write' } } as const;
const ROWS = 50;
const ROWS_AT_MOST = 500;
const SHOWN_AT_MOST = 200;
const LINK = /https?:\/\/[^\s<>"]+/g;
const CODE = /(?<![\w.:+-])\d{6}(?![\w:-]|\.\d)/g;

type MessageList = { readonly rows: readonly MessageView[]; readonly next: string | undefined };

const kind = z.enum(['mail', 'sms']);

const messageListModel: Model<MessageList, Call> = {
  name: 'messageList',
  schema: z.object({
    rows: z.array(
      z.object({
        id: z.string(),
        state: z.enum(messageStates).describe('`failed` is sent no more by itself.'),
        kind,
        purpose: z.string().nullable().describe('Null when no known key opens the message.'),
        to: z.string().nullable().describe('The recipient, without most of its characters.'),
        queuedAt: momentOrNull('When it was queued.'),
        expiresAt: momentOrNull('When its code or link expires; null without one.'),
        tries: z.int(),
        nextAt: momentOrNull('When it is tried next; null for a failed one.'),
        failedAt: momentOrNull('When it was given up.'),
        error: z.string().nullable().describe('What the last try met.'),
      }),
    ),
    next: z.string().nullable(),
  }),
  view: ({ rows, next = null }) => ({
    rows: rows.map(({ purpose = null, to = null, queuedAt, expiresAt, nextAt, failedAt, ...row }) => ({
      ...row,
      ...{ purpose, to },
      queuedAt: isoOrNull(queuedAt ?? null),
      expiresAt: isoOrNull(expiresAt ?? null),
      nextAt: isoOrNull(nextAt),
      failedAt: isoOrNull(failedAt),
    })),
    next,
  }),
};

const previews = z.array(
  z.object({
    purpose: z.string(),
    kind,
    own: z.array(z.string()).describe('The parts that come from DENIZEN_MAIL_TEMPLATES: subject, txt, html.'),
    subject: z.string(),
    text: z.string(),
    html: z.string(),
  }),
);

type TemplateList = { readonly rows: readonly TemplatePreview[]; readonly languages: readonly string[] };

const templateListModel: Model<TemplateList, Call> = {
  name: 'templateList',
  schema: z.object({ rows: previews, languages: z.array(z.string()) }),
  view: ({ rows, languages }) => ({
    rows: rows.map(({ purpose, kind: by, own, subject, text, html }) => ({
      ...{ purpose, kind: by, own, subject, text, html },
    })),
    languages,
  }),
};

const mailboxModel: Model<readonly StoredMessage[], Call> = {
  name: 'mailbox',
  schema: z.object({
    rows: z.array(
      z.object({
        at: moment('When it was stored.'),
        kind,
        to: z.string(),
        subject: z.string(),
        text: z.string(),
        html: z.string(),
        codes: z.array(z.string()).describe('The codes in it.'),
        links: z.array(z.string()).describe('The links in it.'),
      }),
    ),
  }),
  view: (messages) => ({
    rows: messages
      .slice(-SHOWN_AT_MOST)
      .toReversed()
      .map(({ at, kind: by, to, subject, text, html }) => ({
        ...{ at, kind: by, to, subject, text, html },
        codes: [...new Set(text.replace(LINK, ' ').match(CODE) ?? [])],
        links: [...new Set(text.match(LINK) ?? [])],
      })),
  }),
};

const state = input<MessageState>(
  z.enum(messageStates),
  'must be waiting or failed',
  'Messages that wait, or those that were given up. Default: waiting.',
);
const language = someText('Language of the templates, such as de. Default: en.', 16);
const message = idInPath('Id of the message.');

/** Endpoints of messages, their templates, and the development mailbox. */
export const messageRoutes: readonly AdminEndpoint[] = [
  endpoint({
    ...{ method: 'GET', path: '/projects/:project/messages' },
    ...{ operation: 'listMessages', summary: 'List the messages that are not delivered' },
    ...{ tag, meta: mayRead },
    input: {
      project: projectInPath,
      state: optional(state),
      cursor: optional(someText('`next` of the page before.', 64)),
      limit: optional(whole(1, ROWS_AT_MOST, `Rows of a page. Default: ${ROWS}.`)),
    },
    output: { status: 200, model: messageListModel },
    run: (core, { actor }, { state: of = 'waiting', cursor, limit = ROWS }) =>
      listMessages(core, actor, { state: of, cursor, limit }),
  }),
  endpoint({
    ...{ method: 'POST', path: '/projects/:project/messages/test' },
    ...{ operation: 'sendTestMessage', summary: 'Send a mail to see whether mail arrives' },
    ...{ tag, meta: mayWrite },
    limits: [{ most: 10, seconds: 60, by: ['user'] }],
    input: { project: projectInPath, to: optional(email) },
    output: { status: 202 },
    run: async (core, call, { to }) => {
      const own = emailOf(adminOf(call).user.email ?? '');
      await sendTestMail(core, call.actor, to ?? own ?? missing());
    },
  }),
  endpoint({
    ...{ method: 'POST', path: '/projects/:project/messages/:message/retry' },
    ...{ operation: 'retryMessage', summary: 'Send a failed message once more' },
    ...{ tag, meta: mayWrite, input: { project: projectInPath, message } },
    output: { status: 204 },
    run: (core, { actor }, input) => retryMessage(core, actor, input.message),
  }),
  endpoint({
    ...{ method: 'DELETE', path: '/projects/:project/messages/:message' },
    ...{ operation: 'deleteMessage', summary: 'Delete a message that is not delivered' },
    ...{ tag, meta: mayWrite, input: { project: projectInPath, message } },
    output: { status: 204 },
    run: (core, { actor }, input) => removeMessage(core, actor, input.message),
  }),
  endpoint({
    ...{ method: 'GET', path: '/projects/:project/templates' },
    ...{ operation: 'listTemplates', summary: 'Show the templates of messages with example values' },
    ...{ tag, meta: mayRead, input: { project: projectInPath, language: optional(language) } },
    output: { status: 200, model: templateListModel },
    run: async (_core, { actor, parts: { templates } }, { language: of = 'en' }): Promise<TemplateList> => ({
      rows: templates.preview(of, displayNameOf(actor.project)),
      languages: templates.languages,
    }),
  }),
  endpoint({
    ...{ method: 'GET', path: '/mailbox', operation: 'listMailbox' },
    summary: 'List the messages of the development mailbox, newest first',
    // They contain the codes and links of users.
    ...{ tag, meta: { access: { permission: 'messages.write' } }, input: {} },
    output: { status: 200, model: mailboxModel },
    run: async (_core, { parts }) => {
      if (!parts.mailbox) throw new Failure('route_not_found');
      return parts.mailbox();
    },
  }),
];

function missing(): Email {
  throw new Failure({ code: 'argument_invalid', field: 'to', rule: 'required' });
}
