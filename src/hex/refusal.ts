/** What is wrong with each field: one sentence, or the same of the fields within. Never a list, which clients cannot print. */
export type Errors = string | { readonly [field: string]: Errors };

type RefusalOptions = {
  readonly challenge?: string;
  readonly errors?: Errors;
  /** Seconds after which the caller may try again. */
  readonly retryAfter?: number;
};

/** A refusal in the words of hex.pm, of what only this protocol asks for. */
export class HexRefusal extends Error {
  override readonly name = 'HexRefusal';
  readonly status: number;
  readonly text: string | null;
  readonly challenge: string | undefined;
  readonly errors: Errors | undefined;
  readonly retryAfter: number | undefined;

  constructor(status: number, text: string | null, { challenge, errors, retryAfter }: RefusalOptions = {}) {
    super(text ?? String(status));
    this.status = status;
    this.text = text;
    this.challenge = challenge;
    this.errors = errors;
    this.retryAfter = retryAfter;
  }
}

export const BASIC = 'Basic realm=hex';

export function badRequest(text = 'Bad request'): HexRefusal {
  return new HexRefusal(400, text);
}

export function unauthorized(text: string, challenge = BASIC): HexRefusal {
  return new HexRefusal(401, text, { challenge });
}

export function forbidden(text: string): HexRefusal {
  return new HexRefusal(403, text);
}

export function notFound(): HexRefusal {
  return new HexRefusal(404, 'Page not found');
}

export function unprocessable(errors: Errors): HexRefusal {
  return new HexRefusal(422, 'Validation error(s)', { errors });
}

/** Of calls with a token, whose clients ask their user for what `error` names. */
export function signInAgain(text: string, error: string): HexRefusal {
  return unauthorized(text, `Bearer realm="hex", error="${error}"`);
}
