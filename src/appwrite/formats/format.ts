import type { FailureData } from '../../core/failure.ts';
import type { Fields } from '../../http/body.ts';
import type { Params } from '../../http/endpoint.ts';
import type { Words } from '../failure-words.ts';
import type { Version } from './version.ts';

export type Json = Readonly<Record<string, unknown>>;

/** The body of an error; `code` is the status. */
export type RefusalBody = {
  readonly message: string;
  readonly code: number;
  readonly type?: string;
  readonly version: string;
};

/** The failure in the current format, and its operation if one was found. */
export type RefusalContext = {
  readonly type: string;
  readonly words: Words;
  readonly data: FailureData;
  readonly operation: string | undefined;
};

/** Reverses the changes of one version for clients of an older one. Pure. */
export type Format = {
  /** Applies to formats older than this version. */
  readonly below: Version;
  /** Upgrades the parameters of every request to this version. */
  readonly everyRequest?: (fields: Fields) => Fields;
  /** Upgrades the parameters by operation. */
  readonly requests?: Readonly<Record<string, (fields: Fields) => Fields>>;
  /** Older rules for parameters, by operation. */
  readonly params?: Readonly<Record<string, Params>>;
  /** Downgrades responses, by model. */
  readonly answers?: Readonly<Record<string, (answer: Json, request: Fields) => Json>>;
  readonly refusals?: (refused: RefusalBody, refusing: RefusalContext) => RefusalBody;
};
