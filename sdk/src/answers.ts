import { DenizenError, errorTypeOf } from './errors.ts';
import type { Answer } from './transport.ts';

/** Parses the JSON of a response; an empty object without a body. Throws if it is not JSON. */
export function messageOf(answer: Answer): unknown {
  if (answer.status === 204) return {};
  const read = jsonOf(answer);
  if (read !== undefined) return read;
  throw unreadable(answer);
}

/** Returns the error of a response with status 400 or above. */
export function refusal(answer: Answer): DenizenError {
  const said = jsonOf(answer);
  if (typeof said !== 'object' || said === null || !('type' in said)) return unreadable(answer);
  const { message, type } = said as { message?: unknown; type: unknown };
  return new DenizenError(`${message}`, {
    ...detailsOf(answer),
    type: errorTypeOf(`${type}`),
    rawType: `${type}`,
  });
}

function unreadable(answer: Answer): DenizenError {
  const kind = answer.headers.get('content-type') ?? 'nothing';
  return new DenizenError(`The answer should be JSON and is ${kind}, with status ${answer.status}.`, {
    ...detailsOf(answer),
    type: 'sdk_answer_unreadable',
  });
}

function detailsOf({ status, text, headers }: Answer) {
  return { code: status, response: text, requestId: headers.get('x-request-id') ?? undefined };
}

/** Returns the JSON value of a response, whatever its content type; `undefined` if it is not JSON. */
export function jsonOf({ text }: Pick<Answer, 'text'>): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
