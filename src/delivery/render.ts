import type { Claim, Message } from '../core/outbox/message.ts';
import type { Language, Text } from './languages/language.ts';
import { type LanguageTag, languageFor, languages } from './languages/languages.ts';
import { htmlPage, type MailPage, type Part, textPage } from './mail-page.ts';
import type { Rendered } from './outgoing-message.ts';
import { chosenName, escapeHtml, oneLine } from './plain-text.ts';
import { noTemplates, type Templates, templateFor } from './templates.ts';
import { fill, hasValues, type Values } from './values.ts';

const SUBJECT_AT_MOST = 150;
/** Replaces the name of a project without one. */
const NAMELESS = 'Denizen';
const STANDS_OUT = new Set(['{{url}}', '{{code}}']);

/** Renders a message in its language, from the operator's templates where they exist, else from ours. */
export function render(message: Message, templates: Templates = noTemplates): Rendered {
  const tag = languageFor(message.locale);
  const language: Language = languages[tag];
  const ours: Text = language.texts[message.purpose];
  const values = valuesOf(message, tag, language);
  const own = (part: 'subject' | 'txt' | 'html') => templateFor(templates, message.purpose, tag, part);
  if (message.kind === 'sms')
    return { subject: '', text: fill(own('txt') ?? smsText(ours, values), values), html: '' };
  const subject = oneLine(fill(own('subject') ?? ours.subject, values), SUBJECT_AT_MOST);
  const page = mailPageOf({ language, tag, text: ours, subject, values });
  const [text, html] = [own('txt'), own('html')];
  return {
    subject,
    text: text === undefined ? textPage(page) : fill(text, values),
    html: html === undefined ? htmlPage(page) : fill(html, values, escapeHtml),
  };
}

function valuesOf(message: Message, tag: LanguageTag, language: Language): Values {
  const { minutes, code = '', url = '', phrase = '', username = '', claim, signIn } = message;
  const madeAt = claim?.madeAt ?? signIn?.at;
  const origin = claim ?? (signIn && { ...signIn, network: signIn.ip });
  return {
    account: claim ? accountOf(message, claim.account) : '',
    made: madeAt === undefined ? '' : momentOf(madeAt, tag),
    origin: origin ? originOf(origin, tag) : '',
    refusal: claim?.refusal ?? '',
    url,
    code,
    phrase,
    username: chosenName(username),
    name: chosenName(message.name),
    // Not filtered for links, since operators choose it: a project may be named after its site.
    project: oneLine(message.project) || NAMELESS,
    team: chosenName(message.team ?? ''),
    inviter: chosenName(message.inviter ?? '') || language.somebody,
    minutes: minutes === undefined ? '' : String(minutes),
    duration: minutes === undefined ? '' : durationOf(minutes, tag),
  };
}

/** Returns the chosen name of the account, with its id, which cannot be chosen freely. */
function accountOf({ name, username = '' }: Message, id: string): string {
  const names = [chosenName(username) || chosenName(name), id].filter(Boolean);
  return names.length > 1 ? `${names[0]} (${id})` : id;
}

function momentOf(at: number, tag: LanguageTag): string {
  const form = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const;
  return `${new Intl.DateTimeFormat(tag, form).format(at)} UTC`;
}

function originOf(
  { device, network, country }: Pick<Claim, 'device' | 'network' | 'country'>,
  tag: LanguageTag,
): string {
  const land = country === '' ? '' : (new Intl.DisplayNames(tag, { type: 'region' }).of(country) ?? '');
  return [chosenName(device), land, network].filter(Boolean).join(', ');
}

function durationOf(minutes: number, tag: LanguageTag): string {
  const [unit, many] = minutes > 60 && minutes % 60 === 0 ? ['hour', minutes / 60] : ['minute', minutes];
  return new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' }).format(many);
}

type MailInput = {
  readonly language: Language;
  readonly tag: LanguageTag;
  readonly text: Text;
  readonly subject: string;
  readonly values: Values;
};

function mailPageOf({ language, tag, text, subject, values }: MailInput): MailPage {
  const hello = values.name === '' ? language.hello : language.helloName;
  // The words of the screen stand beside the link or code.
  const withPhrase = text.lines.flatMap((line) => (STANDS_OUT.has(line) ? [line, language.phrase] : [line]));
  const lines = [hello, ...withPhrase].filter((line) => hasValues(line, values));
  const parts = lines.map((line) => partOf(line, text, values));
  return { language: tag, subject, parts, from: values.project };
}

function partOf(line: string, { button = '' }: Text, values: Values): Part {
  if (line === '{{url}}') return { kind: 'link', url: values.url, button };
  if (line === '{{refusal}}') return { kind: 'address', url: values.refusal };
  if (line === '{{code}}') return { kind: 'code', code: values.code };
  return { kind: 'line', text: fill(line, values) };
}

function smsText({ sms, lines }: Text, values: Values): string {
  return sms ?? lines.filter((line) => hasValues(line, values)).join(' ');
}
