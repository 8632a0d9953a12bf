import type { Core } from '../core/core.ts';
import type { Page } from '../core/listing/listing.ts';
import type { ResponseMemory } from '../core/response-memory.ts';
import { findUserText, keepUserText, type TextOf } from '../core/users/texts.ts';
import type { User } from '../core/users/user.ts';
import type { HttpReply } from '../http/exchange.ts';
import { sendEncoded, sendPieces } from '../http/large-response.ts';
import { JSON_TYPE, NO_STORE } from './refuse.ts';

const TEXT_TYPE = 'text/plain; charset=UTF-8';
/** Pages of more rows are encoded row by row. */
const ROWS_AT_ONCE = 25;

type Answer = {
  readonly reply: HttpReply;
  readonly status: number;
  /** What is answered; `undefined` for no body. */
  readonly value: unknown;
  /** Returns the wire shape of a value, in the format of the client. */
  readonly shapeOf: (value: unknown) => unknown;
  readonly memory: ResponseMemory;
  /** Of a user, or a page of users: where their texts may be remembered. */
  readonly texts?: UserTexts | undefined;
};

/** Texts of users as some callers see them. */
export type UserTexts = Pick<TextOf, 'project' | 'as'> & {
  readonly core: Core;
  /** Returns the wire shape of a user. */
  readonly viewOf: (user: User) => unknown;
};

/** Sends the response of a route. Fails with `unavailable` if it is large and the process has no memory for it. */
export async function sendAnswer(answer: Answer): Promise<HttpReply> {
  const { reply, status, value, shapeOf, memory, texts } = answer;
  reply.code(status).header('Cache-Control', NO_STORE);
  // Official Python clients read the type of every response and fail without one.
  if (value === undefined) return reply.type(TEXT_TYPE).send();
  if (isPage(value) && value.rows.length > ROWS_AT_ONCE)
    return sendPieces(reply.header('Content-Type', JSON_TYPE), piecesOf(value, shapeOf), memory);
  // Casts: only answers of users have their texts.
  if (texts && isPage(value)) {
    const page = textOfPage(value as Page<User>, shapeOf, texts);
    return sendEncoded(reply.header('Content-Type', JSON_TYPE), page, memory);
  }
  if (texts)
    return sendEncoded(reply.header('Content-Type', JSON_TYPE), textOfUser(value as User, texts), memory);
  const body = shapeOf(value);
  if (typeof body === 'string') return reply.type(TEXT_TYPE).send(body);
  return sendEncoded(reply.header('Content-Type', JSON_TYPE), JSON.stringify(body), memory);
}

function textOfUser(user: User, { core, project, as, viewOf }: UserTexts): string {
  const of = { project, user, as };
  const known = findUserText(core, of);
  if (known !== undefined) return known;
  const text = JSON.stringify(viewOf(user));
  keepUserText(core, of, text);
  return text;
}

/** The same JSON as that of the whole shape. Shapes of lists hold their rows in one field. */
function textOfPage(page: Page<User>, shapeOf: Answer['shapeOf'], texts: UserTexts): string {
  // Views of lists are objects.
  const { head, tail } = frameOf(shapeOf({ ...page, rows: [] }) as Shape);
  let text = head;
  for (const [at, user] of page.rows.entries()) text += (at === 0 ? '' : ',') + textOfUser(user, texts);
  return text + tail;
}

function isPage(value: unknown): value is Page<unknown> {
  return typeof value === 'object' && value !== null && 'rows' in value && Array.isArray(value.rows);
}

/** Yields the JSON of a page row by row. Shapes of lists hold their rows in one field. */
function* piecesOf(page: Page<unknown>, shapeOf: Answer['shapeOf']): Generator<string> {
  let frame: Frame | undefined;
  for (const row of page.rows) {
    // Views of lists are objects.
    const shape = shapeOf({ ...page, rows: [row] }) as Shape;
    if (frame) yield ',';
    else {
      frame = frameOf(shape);
      yield frame.head;
    }
    yield JSON.stringify(shape[frame.field]).slice(1, -1);
  }
  if (frame) yield frame.tail;
}

type Shape = Readonly<Record<string, unknown>>;
type Frame = { readonly field: string; readonly head: string; readonly tail: string };

/** Returns the JSON before and after the rows. */
function frameOf(shape: Shape): Frame {
  const fields = Object.keys(shape).filter((name) => shape[name] !== undefined);
  const at = fields.findIndex((name) => Array.isArray(shape[name]));
  const field = fields[at] ?? '';
  const written = (name: string) => `${JSON.stringify(name)}:${JSON.stringify(shape[name])}`;
  const before = fields.slice(0, at).map((name) => `${written(name)},`);
  const after = fields.slice(at + 1).map((name) => `,${written(name)}`);
  return { field, head: `{${before.join('')}${JSON.stringify(field)}:[`, tail: `]${after.join('')}}` };
}
