import { instantOf } from '../core/instant.ts';
import type { Message, Purpose } from '../core/outbox/message.ts';
import { isLanguageTag, type LanguageTag, languages } from './languages/languages.ts';
import type { Rendered } from './outgoing-message.ts';
import { render } from './render.ts';
import { purposes, type Templates, templateFor } from './templates.ts';

/** A template with example values. */
export type TemplatePreview = Rendered & {
  readonly purpose: Purpose;
  readonly kind: Message['kind'];
  /** The parts that come from the operator's folder instead of ours. */
  readonly own: readonly ('subject' | 'txt' | 'html')[];
};

export type TemplatePreviews = {
  readonly languages: readonly string[];
  /** Every template in a language; English for one that there is not. */
  readonly preview: (language: string, project: string) => readonly TemplatePreview[];
};

const EXAMPLE_AT = instantOf(Date.UTC(2026, 0, 15, 9, 30));
const PARTS = ['subject', 'txt', 'html'] as const;
const CLAIMED: ReadonlySet<Purpose> = new Set(['email-verification', 'email-verification-code']);

const example: Omit<Message, 'kind' | 'purpose' | 'locale' | 'project'> = {
  to: 'ann@example.com',
  name: 'Ann',
  username: 'ann',
  url: 'https://app.example.com/?secret=example',
  code: '123456',
  phrase: 'quiet river',
  team: 'Gardeners',
  inviter: 'Ben',
  minutes: 60,
};

/** Returns the previews of the templates that messages are rendered from. */
export function templatePreviews(templates: Templates): TemplatePreviews {
  return {
    languages: Object.keys(languages),
    preview: (language, project) => {
      const tag = isLanguageTag(language) ? language : 'en';
      return purposes.map((purpose) => previewOf(templates, { purpose, tag, project }));
    },
  };
}

function previewOf(
  templates: Templates,
  {
    purpose,
    tag,
    project,
  }: {
    readonly purpose: Purpose;
    readonly tag: LanguageTag;
    readonly project: string;
  },
): TemplatePreview {
  const kind = purpose.includes('phone') && purpose !== 'phone-changed' ? 'sms' : 'mail';
  const device = { device: 'Firefox, Linux', country: 'DE' };
  const message: Message = {
    ...example,
    ...{ kind, purpose, locale: tag, project },
    ...(CLAIMED.has(purpose) && {
      claim: {
        ...device,
        ...{ account: 'example', madeAt: EXAMPLE_AT, network: '203.0.113.*' },
        refusal: 'https://app.example.com/?refuse=example',
      },
    }),
    ...(purpose === 'session-alert' && { signIn: { ...device, at: EXAMPLE_AT, ip: '203.0.113.7' } }),
  };
  const own = PARTS.filter((part) => templateFor(templates, purpose, tag, part) !== undefined);
  return { purpose, kind, own, ...render(message, templates) };
}
