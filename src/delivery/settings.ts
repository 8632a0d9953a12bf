import { isIP } from 'node:net';
import { emailOf } from '../core/users/email.ts';
import { ConfigError, longEnough } from '../setting-values.ts';

export type SmtpServer = {
  readonly host: string;
  readonly port: number;
  /** Implicit TLS, or STARTTLS when the server offers it. */
  readonly tls: 'at once' | 'when offered';
};

export type SmtpLogin = { readonly user: string; readonly password: string };

/** The sender of mail. The name may be empty. */
export type MailAddress = { readonly name: string; readonly address: string };

const SMTP_PORTS = { 'smtp:': 587, 'smtps:': 465 } as const;
const NAME_AT_MOST = 100;
/** A name before an address, with or without quotes, and without characters that are special in a header. */
const NAMED = /^(?:"([^"<>\\]*)"|([^"<>\\]*?))\s*<([^<>]+)>$/;
const CONTROLS = /\p{C}/u;

/** Parses the settings. An invalid text fails with `ConfigError`. */
export function smtpOf(
  text: string | undefined,
): { readonly server: SmtpServer; readonly login: SmtpLogin | undefined } | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const port = url && SMTP_PORTS[url.protocol as keyof typeof SMTP_PORTS];
  const host = url?.hostname.replace(/^\[(.*)\]$/, '$1') ?? '';
  const isHost = isIP(host) !== 0 || /^[a-z0-9._-]+$/i.test(host);
  const hasMore = url && (url.search !== '' || url.hash !== '' || !['', '/'].includes(url.pathname));
  if (!url || !port || !isHost || hasMore || url.port === '0') {
    throw new ConfigError(
      'DENIZEN_SMTP_URL must be smtp:// or smtps://, then USER:PASSWORD@ if the server wants to know, and a host, as in smtp://ann:secret@mail.example.com:587. Percent-encode special characters in the password.',
    );
  }
  const server = Object.freeze({
    host,
    port: url.port === '' ? port : Number(url.port),
    tls: url.protocol === 'smtps:' ? 'at once' : 'when offered',
  } as const);
  return { server, login: loginOf(url) };
}

function loginOf(url: URL): SmtpLogin | undefined {
  if (url.username === '' && url.password === '') return undefined;
  const [user, password] = [decoded(url.username), decoded(url.password)];
  if (user && password) return Object.freeze({ user, password });
  throw new ConfigError(
    'DENIZEN_SMTP_URL must have both a user and a password, or neither, as in smtp://ann:secret@mail.example.com:587. Write % itself as %25.',
  );
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Parses the sender, which is required to send mail. */
export function mailFromOf(text: string | undefined, needed: boolean): MailAddress | undefined {
  if (text === undefined && !needed) return undefined;
  const [, quoted, bare, inBrackets] = NAMED.exec(text ?? '') ?? [];
  const address = emailOf(inBrackets ?? text ?? '');
  const name = (quoted ?? bare ?? '').trim();
  if (address && name.length <= NAME_AT_MOST && !CONTROLS.test(text ?? ''))
    return Object.freeze({ name, address });
  throw new ConfigError(
    text === undefined
      ? 'DENIZEN_MAIL_FROM must be the sender of mail when DENIZEN_SMTP_URL is set, as in id@example.com.'
      : 'DENIZEN_MAIL_FROM must be an address, or a name and an address as in Example <id@example.com>.',
  );
}

export function smsUrlOf(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.hash && !url.username && !url.password) return url;
  throw new ConfigError(
    'DENIZEN_SMS_URL must begin with https:// or http://, without user and password, as in https://sms.example.com/send: the signature authenticates the caller.',
  );
}

/** Parses the secret that signs text messages, which is required to send them. */
export function smsSecretOf(text: string | undefined, needed: boolean): string | undefined {
  if (text !== undefined || !needed) return longEnough('DENIZEN_SMS_SECRET', text);
  throw new ConfigError(
    'DENIZEN_SMS_SECRET must be set when DENIZEN_SMS_URL is: it signs the requests. Make one with: openssl rand -hex 32',
  );
}
