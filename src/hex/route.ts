import type { Actor } from '../core/actor.ts';
import type { Core } from '../core/core.ts';
import type { Fields } from '../http/body.ts';
import type { Method } from '../http/endpoint.ts';
import type { Caller } from './callers.ts';
import type { Json } from './media.ts';

/** What a caller must hold, of those who hold less than everything. */
export type Need = 'read' | 'write';

/** Who may call: anybody; whoever is signed in, be the email verified or not; users whose email is verified. */
export type Access = 'open' | 'signed-in' | 'verified';

/** A call that passed the gates of its route. */
export type Call = {
  readonly actor: Actor;
  readonly caller: Caller;
  /** Names out of the path, as they were sent. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Fields;
  /** Query, then body, then path: what comes later stands. */
  readonly fields: Fields;
  /** Whether the caller is counted where calls are limited: not on this machine. */
  readonly isCounted: boolean;
  /** Where the caller reached `/hex`: `https://id.example.com/hex`. */
  readonly base: string;
};

export type HexAnswer = {
  readonly status: number;
  /** Nothing for an answer without body. */
  readonly body?: Json;
  readonly headers?: Readonly<Record<string, string>>;
  /** When what is shown was last changed, in microseconds since 1970; of what can be asked for by condition. */
  readonly changedAtMicros?: number;
};

/** An endpoint as a value. */
export type HexRoute = {
  readonly method: Method;
  /** Under `/hex/api`. */
  readonly path: string;
  /** Unique; what the document calls the operation. */
  readonly operation: string;
  readonly summary: string;
  readonly tag: string;
  readonly access: Access;
  readonly need?: Need;
  /** Whether answers may be kept for a minute. */
  readonly cached: boolean;
  readonly run: (core: Core, call: Call) => Promise<HexAnswer>;
};
