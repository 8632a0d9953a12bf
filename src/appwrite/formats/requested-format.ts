import type { IncomingHttpHeaders } from 'node:http';
import { SPOKEN_VERSION } from '../version.ts';
import { elixirMistake } from './elixir.ts';
import type { Format } from './format.ts';
import { stepsBelow } from './formats.ts';
import { isBelow, type Version, versionOf } from './version.ts';

/** The format of a request and its response. */
export type RequestedFormat = {
  /** Newest first; none for the current format. */
  readonly steps: readonly Format[];
  /** The version, if the client named one or was recognized. */
  readonly version?: string;
  readonly warning?: string;
};

const NEWEST: RequestedFormat = { steps: [] };
const SPOKEN: Version = versionOf(SPOKEN_VERSION) ?? [0, 0, 0];
/** The oldest known version. */
const OLDEST: Version = [0, 9, 0];
const SILENT: RequestedFormat = { steps: stepsBelow([0, 11, 0]), version: '0.11.0' };
/** The first versions of the Elixir client send the address as `password`. */
const ELIXIR: RequestedFormat = { ...SILENT, steps: [...SILENT.steps, elixirMistake] };
const WARNING = `This server speaks format ${SPOKEN_VERSION}, which is older than what the client asks for.`;

/**
 * Returns the format of a request: the named version, else that of a recognized old client, else the current one. An
 * unreadable or newer version gets the current format.
 */
export function requestedFormat(headers: IncomingHttpHeaders, url: string): RequestedFormat {
  const header = headers['x-appwrite-response-format'];
  if (header === undefined || header === '') return unnamed(headers, url);
  const version = versionOf(String(header));
  if (!version) return { ...NEWEST, version: SPOKEN_VERSION };
  if (isBelow(SPOKEN, version)) return { ...NEWEST, version: SPOKEN_VERSION, warning: WARNING };
  const answered = isBelow(version, OLDEST) ? OLDEST : version;
  return { steps: stepsBelow(answered), version: answered.join('.') };
}

/** Recognizes the two clients that are older than the header. */
function unnamed(headers: IncomingHttpHeaders, url: string): RequestedFormat {
  const library = headers['x-sdk-version'];
  if (library !== undefined) return String(library).startsWith('appwrite:') ? SILENT : NEWEST;
  return isElixir(headers, url) ? ELIXIR : NEWEST;
}

function isElixir(headers: IncomingHttpHeaders, url: string): boolean {
  if (!headers['user-agent']?.startsWith('hackney/') || headers['x-sdk-name'] !== undefined) return false;
  // The Elixir client only calls /users, with a key, and sends a JSON content type even without a body.
  const isJson = headers['content-type'] === 'application/json';
  return isJson && headers['x-appwrite-key'] !== undefined && /^\/v1\/users(?:[/?]|$)/.test(url);
}
