import type { IncomingHttpHeaders } from 'node:http';
import { SPOKEN_VERSION } from '../version.ts';
import type { Format } from './format.ts';
import { stepsBelow } from './formats.ts';
import { isBelow, type Version, versionOf } from './version.ts';

/** The format in which a request is read and answered. */
export type RequestedFormat = {
  /** Newest first; none for the newest format. */
  readonly steps: readonly Format[];
  /** The version of the format, where the client said one or was known by its looks. */
  readonly version?: string;
  readonly warning?: string;
};

const NEWEST: RequestedFormat = { steps: [] };
const SPOKEN: Version = versionOf(SPOKEN_VERSION) ?? [0, 0, 0];
/** Of what was before it nothing is known. */
const OLDEST: Version = [0, 9, 0];
const SILENT: RequestedFormat = { steps: stepsBelow([0, 11, 0]), version: '0.11.0' };
const WARNING = `This server speaks format ${SPOKEN_VERSION}, which is older than what the client asks for.`;

/**
 * Which format a request wants: the version that it says; if it says none, that of the clients that are known to say
 * none; else the newest. One that cannot be read, or is newer than ours, gets the newest.
 */
export function requestedFormat(headers: IncomingHttpHeaders, url: string): RequestedFormat {
  const header = headers['x-appwrite-response-format'];
  if (header === undefined || header === '') return isSilent(headers, url) ? SILENT : NEWEST;
  const version = versionOf(String(header));
  if (!version) return { ...NEWEST, version: SPOKEN_VERSION };
  if (isBelow(SPOKEN, version)) return { ...NEWEST, version: SPOKEN_VERSION, warning: WARNING };
  const answered = isBelow(version, OLDEST) ? OLDEST : version;
  return { steps: stepsBelow(answered), version: answered.join('.') };
}

/** Whether a client that names no version is one of the two kinds that are older than the header. */
function isSilent(headers: IncomingHttpHeaders, url: string): boolean {
  const library = headers['x-sdk-version'];
  if (library !== undefined) return String(library).startsWith('appwrite:');
  if (!headers['user-agent']?.startsWith('hackney/') || headers['x-sdk-name'] !== undefined) return false;
  // The Elixir client serves users only, with a key, and says JSON also where it sends nothing.
  const isJson = headers['content-type'] === 'application/json';
  return isJson && headers['x-appwrite-key'] !== undefined && /^\/v1\/users(?:[/?]|$)/.test(url);
}
