import type { FailureData } from '../../core/failure.ts';
import type { Fields } from '../../http/body.ts';
import type { Params } from '../../http/endpoint.ts';
import type { Words } from '../failure-words.ts';
import type { Version } from './version.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A refusal as its body says it; `code` is the status. */
export type RefusalBody = {
  readonly message: string;
  readonly code: number;
  readonly type?: string;
  readonly version: string;
};

/** What was refused, in the newest words, and in which operation, if it came that far. */
export type RefusalContext = {
  readonly type: string;
  readonly words: Words;
  readonly data: FailureData;
  readonly operation: string | undefined;
};

/** What one version of the protocol changed, undone for the clients that ask for an older one. Pure. */
export type Format = {
  /** Applies when the client asks for a format older than this. */
  readonly below: Version;
  /** Turns the parameters of every request into what this version says. */
  readonly everyRequest?: (fields: Fields) => Fields;
  /** The same for an operation. */
  readonly requests?: Readonly<Record<string, (fields: Fields) => Fields>>;
  /** Turns the rules for the parameters of an operation into those that held before. */
  readonly params?: Readonly<Record<string, Params>>;
  /** Turns an answer of the named model into the older shape; `asked` is what the request said. */
  readonly answers?: Readonly<Record<string, (answer: Json, request: Fields) => Json>>;
  readonly refusals?: (refused: RefusalBody, refusing: RefusalContext) => RefusalBody;
};
