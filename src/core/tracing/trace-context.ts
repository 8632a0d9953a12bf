import type { IncomingHttpHeaders } from 'node:http';

/** The place of a request in a trace, as W3C Trace Context says it. */
export type TraceContext = {
  /** 32 hex digits, lower case. */
  readonly traceId: string;
  /** 16 hex digits: what the next span is under. */
  readonly spanId: string;
  readonly isSampled: boolean;
  /** The header `tracestate`, which others have written and is passed on. */
  readonly state?: string;
};

/** Later versions may have more behind the flags; `ff` is none. */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/;
const LENGTH_AT_MOST = 200;
const NOTHING = /^0+$/;
const SAMPLED = 1;

/** What a `tracestate` must be shorter than is 512 characters, and it has 32 members at most. */
const STATE_LENGTH_AT_MOST = 512;
const STATE_MEMBERS_AT_MOST = 32;
const STATE_MEMBER =
  /^(?:[a-z0-9][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/** Returns the context of a request; `undefined` for one without, or with one that is malformed. */
export function traceOf({ traceparent, tracestate }: IncomingHttpHeaders): TraceContext | undefined {
  if (typeof traceparent !== 'string' || traceparent.length > LENGTH_AT_MOST) return undefined;
  const [whole, version, traceId = '', spanId = '', flags = ''] = TRACEPARENT.exec(traceparent) ?? [];
  if (whole === undefined || NOTHING.test(traceId) || NOTHING.test(spanId)) return undefined;
  // Of the first version, nothing comes behind the flags.
  if (version === '00' && traceparent.length > whole.length) return undefined;
  if (version === '00' && whole.endsWith('-')) return undefined;
  const isSampled = (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED;
  const state = stateIn(tracestate);
  return { traceId, spanId, isSampled, ...(state !== undefined && { state }) };
}

/** Returns the header `traceparent` of a request under the context. */
export function traceparentOf({ traceId, spanId, isSampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}

/** Returns the headers of a request to another server. */
export function traceHeaders(trace: TraceContext): Readonly<Record<string, string>> {
  return { traceparent: traceparentOf(trace), ...(trace.state !== undefined && { tracestate: trace.state }) };
}

/** Returns the list without what is too much; `undefined` if it is malformed or nothing is left. */
function stateIn(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header.join(',') : header;
  if (text === undefined || text.length > STATE_LENGTH_AT_MOST) return undefined;
  const members = text
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '');
  const isValid = members.length <= STATE_MEMBERS_AT_MOST && members.every((each) => STATE_MEMBER.test(each));
  const names = new Set(members.map((member) => member.slice(0, member.indexOf('='))));
  return isValid && members.length > 0 && names.size === members.length ? members.join(',') : undefined;
}
