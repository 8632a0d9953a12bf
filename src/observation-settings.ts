import { ADDRESSES, type AddressLogging } from './http/log-addresses.ts';
import { ConfigError } from './setting-values.ts';
import { SAMPLERS, type TracingSettings, tracingOf } from './tracing/settings.ts';

const LOG_FORMATS = ['auto', 'json', 'text'] as const;
type LogFormat = (typeof LOG_FORMATS)[number];

/** Where the log goes: standard error, or a file that is rotated. */
export type LogTarget = {
  readonly path: string;
  /** Bytes after which a new file begins; `undefined` for never. */
  readonly rotateBytes: number | undefined;
  /** Files that are kept beside the current one. */
  readonly keep: number;
};

export type LogSettings = {
  /** Standard error without one. */
  readonly target: LogTarget | undefined;
  readonly format: LogFormat;
  readonly addresses: AddressLogging;
};

/** What the server says of its work: log and traces. */
export const observationSettings = [
  {
    name: 'DENIZEN_LOG',
    flag: 'log',
    value: 'target',
    fallback: 'stderr',
    text: 'Where the log goes: stderr, or a file, such as /var/log/denizen.log,rotate=100M,keep=5, which is begun anew after so many bytes. It is opened again on SIGUSR2, and when it was moved.',
  },
  {
    name: 'DENIZEN_LOG_FORMAT',
    flag: 'log-format',
    value: LOG_FORMATS.join('|'),
    fallback: 'auto',
    text: 'json has an object a line, text is for people; auto is text on a terminal and json otherwise. NO_COLOR switches colours off.',
  },
  {
    name: 'DENIZEN_LOG_ADDRESSES',
    flag: 'log-addresses',
    value: ADDRESSES.join('|'),
    fallback: 'full',
    text: 'What the lines of requests have of the address of the caller: full, its network (the first 64 bits of IPv6, 24 of IPv4), or off.',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    flag: 'otlp-endpoint',
    value: 'url',
    fallback: '',
    text: 'Receiver of spans by OTLP over HTTP, such as http://localhost:4318; without it, none are made.',
  },
  {
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    flag: 'otlp-headers',
    secret: 'whole',
    value: 'pairs',
    fallback: '',
    text: 'Headers for the receiver, such as authorization=Bearer%20KEY, separated by commas.',
  },
  {
    name: 'OTEL_SERVICE_NAME',
    flag: 'otel-service-name',
    value: 'name',
    fallback: 'denizen',
    text: 'Name of the service in spans.',
  },
  {
    name: 'OTEL_RESOURCE_ATTRIBUTES',
    flag: 'otel-resource-attributes',
    value: 'pairs',
    fallback: '',
    text: 'Further attributes of the service in spans, such as deployment.environment.name=production.',
  },
  {
    name: 'OTEL_TRACES_SAMPLER',
    flag: 'otel-traces-sampler',
    value: 'sampler',
    fallback: 'parentbased_always_on',
    text: `Which traces are exported: ${SAMPLERS.join(', ')}.`,
  },
  {
    name: 'OTEL_TRACES_SAMPLER_ARG',
    flag: 'otel-traces-sampler-arg',
    value: 'share',
    fallback: '1',
    text: 'Share of the traces that a traceidratio sampler exports, 0 to 1.',
  },
] as const;

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 1_024, M: 1_048_576, G: 1_073_741_824 };
const ROTATE_AT_LEAST = 1_024;
const KEPT = 5;
const KEPT_AT_MOST = 1_000;

/** Parses DENIZEN_LOG. Fails with `ConfigError`. */
function logTargetOf(text: string): LogTarget | undefined {
  if (text === 'stderr') return undefined;
  const [path = '', ...options] = text.split(',').map((part) => part.trim());
  const wrong = (what: string) =>
    new ConfigError(
      `DENIZEN_LOG ${what}. Write stderr, or a file as in /var/log/denizen.log,rotate=100M,keep=5.`,
    );
  if (path === '' || path.includes('=')) throw wrong('must begin with stderr or a file');
  let rotateBytes: number | undefined;
  let keep = KEPT;
  for (const option of options) {
    const [, name = '', value = ''] = /^(\w+)=(.+)$/.exec(option) ?? [];
    if (name === 'rotate') rotateBytes = bytesOf(value) ?? Number.NaN;
    else if (name === 'keep') keep = /^\d{1,4}$/.test(value) ? Number(value) : Number.NaN;
    else throw wrong(`does not know ${JSON.stringify(option)}`);
  }
  if (rotateBytes !== undefined && !(rotateBytes >= ROTATE_AT_LEAST))
    throw wrong('needs a size of 1K or more after rotate=');
  if (!(keep >= 1 && keep <= KEPT_AT_MOST))
    throw wrong(`needs a number from 1 to ${KEPT_AT_MOST} after keep=`);
  return Object.freeze({ path, rotateBytes, keep });
}

function bytesOf(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,12})\s*([KMG]?)i?B?$/i.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits) * (UNITS[unit.toUpperCase()] ?? Number.NaN);
}

export type Observation = {
  readonly log: LogSettings;
  /** Where spans are exported to, if they are. */
  readonly tracing: TracingSettings | undefined;
};

type Name = (typeof observationSettings)[number]['name'];

/** Reads the settings of this list. Fails with `ConfigError`. */
export function observationOf(
  given: (name: Name) => string | undefined,
  orDefault: (name: Name) => string,
): Observation {
  return {
    log: Object.freeze({
      target: logTargetOf(orDefault('DENIZEN_LOG')),
      format: oneOf('DENIZEN_LOG_FORMAT', LOG_FORMATS, orDefault('DENIZEN_LOG_FORMAT')),
      addresses: oneOf('DENIZEN_LOG_ADDRESSES', ADDRESSES, orDefault('DENIZEN_LOG_ADDRESSES')),
    }),
    tracing: tracingOf({
      endpoint: given('OTEL_EXPORTER_OTLP_ENDPOINT'),
      serviceName: orDefault('OTEL_SERVICE_NAME'),
      attributes: given('OTEL_RESOURCE_ATTRIBUTES'),
      sampler: orDefault('OTEL_TRACES_SAMPLER'),
      ratio: given('OTEL_TRACES_SAMPLER_ARG'),
    }),
  };
}

/** Returns the word if it is one of the list. Fails with `ConfigError`. */
function oneOf<const Word extends string>(name: string, words: readonly Word[], text: string): Word {
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  throw new ConfigError(`${name} must be one of ${words.join(', ')}, not ${JSON.stringify(text)}.`);
}
