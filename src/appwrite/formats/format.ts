import type { Actor } from '../../core/actor.ts';
import type { Core } from '../../core/core.ts';
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

/** A response with a body where today's has none. */
export type OlderResult = {
  readonly status: number;
  /** Name of its model. */
  readonly model: string;
  /** Returns it in the current format, after the operation. */
  readonly body: (core: Core, actor: Actor, input: Fields) => Promise<unknown>;
};

/** Reverses the changes of one version for clients of an older one. Pure, except for `results`. */
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
  /** Responses that had a body, by operation. */
  readonly results?: Readonly<Record<string, OlderResult>>;
  /** Operations that keys could not call. */
  readonly withoutKeys?: readonly string[];
  readonly refusals?: (refused: RefusalBody, refusing: RefusalContext) => RefusalBody;
};
