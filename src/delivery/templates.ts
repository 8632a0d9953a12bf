import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Purpose } from '../core/outbox/message.ts';
import { ConfigError } from '../setting-values.ts';
import { en } from './languages/en.ts';
import { isLanguageTag, type LanguageTag, languages } from './languages/languages.ts';
import { isPlaceholder, placeholders, placeholdersIn } from './values.ts';

/** The operator's templates, by file name. */
export type Templates = ReadonlyMap<string, string>;

type Part = 'subject' | 'txt' | 'html';

export const noTemplates: Templates = new Map();

const BYTES_AT_MOST = 256 * 1024;
export const purposes = Object.keys(en.texts) as readonly Purpose[];
const FILE = /^([a-z-]+)(?:\.([a-z]{2}))?\.(subject|txt|html)$/;

/** The placeholder that a template of each purpose must contain. */
const needed: Readonly<Record<Purpose, 'url' | 'code' | undefined>> = {
  'email-verification': 'url',
  'email-verification-code': 'code',
  'phone-verification': 'code',
  recovery: 'url',
  'recovery-code': 'code',
  'magic-url': 'url',
  'email-otp': 'code',
  'phone-otp': 'code',
  'mfa-email': 'code',
  'mfa-phone': 'code',
  'password-changed': undefined,
  'email-changed': undefined,
  'phone-changed': undefined,
  'mfa-changed': undefined,
  'session-alert': undefined,
  'team-invitation': 'url',
  'account-confirmation': 'url',
  'password-reset': 'url',
  test: undefined,
};

/** Returns the operator's template for a part of a message. One of the language takes precedence over one without. */
export function templateFor(
  templates: Templates,
  purpose: Purpose,
  language: LanguageTag,
  part: Part,
): string | undefined {
  return templates.get(`${purpose}.${language}.${part}`) ?? templates.get(`${purpose}.${part}`);
}

/**
 * Reads every template of the folder; none without a folder. Fails with `ConfigError` for one that cannot be used.
 */
export async function readTemplates(folder: string | undefined): Promise<Templates> {
  if (folder === undefined) return noTemplates;
  const names = await readdir(folder).catch((error: Error) => {
    throw new ConfigError(
      `The folder ${folder} of DENIZEN_MAIL_TEMPLATES cannot be read: ${error.message}. Name a folder that this user can read.`,
    );
  });
  // Skips hidden files of editors and systems.
  const seen = names.filter((name) => !name.startsWith('.')).toSorted();
  const texts = new Map<string, string>();
  for (const name of seen) texts.set(name, await readTemplate(folder, name));
  return texts;
}

async function readTemplate(folder: string, name: string): Promise<string> {
  const file = join(folder, name);
  const [, purpose = '', language, part = ''] = FILE.exec(name) ?? [];
  if (!isPurpose(purpose) || (language !== undefined && !isLanguageTag(language))) {
    refuse(
      file,
      `is not named after a message. Name it PURPOSE.LANGUAGE.html, .txt or .subject, or leave the language out. Purposes: ${purposes.join(', ')}. Languages: ${Object.keys(languages).join(', ')}`,
    );
  }
  const text = await textIn(file);
  const unknown = placeholdersIn(text).find((placeholder) => !isPlaceholder(placeholder));
  if (unknown !== undefined)
    refuse(file, `has the unknown placeholder {{${unknown}}}. Use: ${placeholders.join(', ')}`);
  // `}}` alone may be the end of a style sheet.
  if (/\{\{/.test(text.replace(/\{\{\s*\w+\s*\}\}/g, '')))
    refuse(file, 'has braces that are not a placeholder. Write them as in {{name}}');
  if (text.trim() === '') refuse(file, 'is empty. Fill or remove it');
  const must = needed[purpose];
  if (part !== 'subject' && must !== undefined && !placeholdersIn(text).includes(must))
    refuse(file, `lacks {{${must}}}, which the message needs. Add it`);
  return text;
}

async function textIn(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > BYTES_AT_MOST) refuse(file, `is larger than ${BYTES_AT_MOST / 1024} KiB. Make it shorter`);
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    return refuse(file, `cannot be read as UTF-8 text (${(error as Error).message}). Fix or remove it`);
  }
}

function isPurpose(text: string): text is Purpose {
  return (purposes as readonly string[]).includes(text);
}

function refuse(file: string, why: string): never {
  throw new ConfigError(`The template ${file} ${why}.`);
}
