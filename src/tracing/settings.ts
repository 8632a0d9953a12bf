import { ConfigError } from '../setting-values.ts';

export const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
export type SamplerName = (typeof SAMPLERS)[number];

/** Where spans are exported to, and which. */
export type TracingSettings = {
  /** The address of the receiver, to which `/v1/traces` is added. */
  readonly endpoint: string;
  readonly serviceName: string;
  readonly resource: Readonly<Record<string, string>>;
  readonly sampler: SamplerName;
  /** Share of the traces that are sampled, 0 to 1. */
  readonly ratio: number;
};

const ATTRIBUTES_AT_MOST = 64;
const LENGTH_AT_MOST = 256;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

type Texts = {
  readonly endpoint: string | undefined;
  readonly serviceName: string;
  readonly attributes: string | undefined;
  readonly sampler: string;
  readonly ratio: string | undefined;
};

/** Reads the variables of OpenTelemetry. Without an endpoint, the others mean nothing to this program. */
export function tracingOf({
  endpoint,
  serviceName,
  attributes,
  sampler,
  ratio,
}: Texts): TracingSettings | undefined {
  if (endpoint === undefined) return undefined;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== '' ||
    url.password !== '' ||
    url.search !== ''
  )
    throw new ConfigError(
      'OTEL_EXPORTER_OTLP_ENDPOINT must be the http or https address of a receiver, such as http://localhost:4318. Credentials go to OTEL_EXPORTER_OTLP_HEADERS.',
    );
  const name = SAMPLERS.find((candidate) => candidate === sampler);
  if (!name) throw new ConfigError(`OTEL_TRACES_SAMPLER must be one of ${SAMPLERS.join(', ')}.`);
  const share = ratio === undefined ? 1 : Number(ratio);
  if (!(share >= 0 && share <= 1))
    throw new ConfigError('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1.');
  return Object.freeze({
    endpoint: url.href.replace(/\/+$/, ''),
    serviceName: serviceName.slice(0, LENGTH_AT_MOST),
    resource: Object.freeze(Object.fromEntries(pairsOf('OTEL_RESOURCE_ATTRIBUTES', attributes))),
    sampler: name,
    ratio: share,
  });
}

/** Reads `name=value` pairs, percent-encoded and separated by commas. The error shows none of them. */
export function otlpHeadersOf(text: string | undefined): Readonly<Record<string, string>> | undefined {
  if (text === undefined) return undefined;
  const pairs = pairsOf('OTEL_EXPORTER_OTLP_HEADERS', text);
  if (!pairs.every(([name, value]) => HEADER_NAME.test(name) && HEADER_VALUE.test(value)))
    throw malformed('OTEL_EXPORTER_OTLP_HEADERS');
  return Object.freeze(Object.fromEntries(pairs));
}

function pairsOf(setting: string, text = ''): readonly (readonly [string, string])[] {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length > ATTRIBUTES_AT_MOST) throw malformed(setting);
  return parts.map((part) => {
    const at = part.indexOf('=');
    if (at < 1) throw malformed(setting);
    try {
      return [part.slice(0, at).trim(), decodeURIComponent(part.slice(at + 1).trim())];
    } catch {
      throw malformed(setting);
    }
  });
}

function malformed(setting: string): ConfigError {
  return new ConfigError(
    `${setting} must be pairs such as name=value, percent-encoded and separated by commas, ${ATTRIBUTES_AT_MOST} at most.`,
  );
}
