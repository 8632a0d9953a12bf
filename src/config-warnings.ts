import { type Config, keyFile, type Secrets } from './config.ts';
import { SECRET_STRONG } from './setting-values.ts';
import { FILE, type Flags, type Name, secretSettings } from './settings.ts';

const PASSWORD_IN_URL = /(?:^|,)\s*[a-z+]+:\/\/[^/@]*:[^/@]+@/i;

const NOTHING_SENT =
  'No mail and no text message is sent, and with DENIZEN_PUBLIC_URL there is no development mailbox. Set DENIZEN_SMTP_URL or DENIZEN_SMS_URL.';

/** Sentences about secrets that were given as flags, which everybody on the machine sees in the list of processes. */
export function warningsAboutFlags(flags: Flags): readonly string[] {
  return secretSettings.flatMap(({ name, flag, secret }) => {
    const value = flags[flag];
    if (value === undefined || (secret === 'password' && !hasPassword(value))) return [];
    return [
      `Others on this machine can read --${flag} in the list of processes: set ${name}${FILE} instead.`,
    ];
  });
}

/** Reports whether an address of a database contains a password. */
export function hasPassword(url: string): boolean {
  return PASSWORD_IN_URL.test(url);
}

/** Returns warnings about a valid configuration, one sentence each. */
export function warningsAbout(config: Config, secrets: Secrets): readonly string[] {
  const weak = (name: Name, text: string | undefined) =>
    text !== undefined && text.length < SECRET_STRONG
      ? [
          `${name} may be guessed: use ${SECRET_STRONG} random characters or more. Make one with: openssl rand -hex 32`,
        ]
      : [];
  return [
    ...weak('DENIZEN_SECRET', secrets.seal),
    ...weak('DENIZEN_API_KEY', secrets.apiKey),
    ...weak('DENIZEN_SMS_SECRET', secrets.smsSecret),
    ...(config.database.engine === 'postgres' && secrets.seal === undefined
      ? [`Without DENIZEN_SECRET the sealing key is in ${keyFile(config)}, which other servers do not have.`]
      : []),
    ...(config.publicUrl && !config.smtp && !config.smsHost ? [NOTHING_SENT] : []),
    ...(config.hexProject !== undefined && config.publicUrl === undefined
      ? ['Without DENIZEN_PUBLIC_URL, links in mails to users of DENIZEN_HEX_PROJECT point to this machine.']
      : []),
  ];
}
