import type { LanguageTag } from './languages/languages.ts';
import { escapeHtml } from './plain-text.ts';

const BODY =
  'margin:0;padding:24px;background:#f4f4f5;color:#18181b;font:16px/1.5 system-ui,-apple-system,Segoe UI,Roboto,sans-serif';
const PAPER = 'max-width:520px;margin:0 auto;padding:32px;background:#ffffff;border-radius:8px';
const BUTTON =
  'display:inline-block;padding:12px 24px;background:#1d4ed8;color:#ffffff;border-radius:6px;text-decoration:none;font-weight:600';
const ADDRESS = 'font-size:13px;color:#52525b;word-break:break-all';
const CODE = 'font:600 28px/1.4 ui-monospace,Menlo,Consolas,monospace;letter-spacing:4px';
const FROM = 'margin-top:32px;font-size:13px;color:#52525b';

/** The parts of a mail, in order. */
export type Part =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'link'; readonly url: string; readonly button: string }
  /** A link shown as its URL, without a button: the mail does not ask the recipient to follow it. */
  | { readonly kind: 'address'; readonly url: string }
  | { readonly kind: 'code'; readonly code: string };

export type MailPage = {
  readonly language: LanguageTag;
  readonly subject: string;
  readonly parts: readonly Part[];
  /** The sender's name at the end of the mail. */
  readonly from: string;
};

/** Returns the mail as an HTML page that loads no external resources. */
export function htmlPage({ language, subject, parts, from }: MailPage): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(subject)}</title>
</head>
<body style="${BODY}">
<div style="${PAPER}">
${parts.map(htmlOf).join('\n')}
<p style="${FROM}">${escapeHtml(from)}</p>
</div>
</body>
</html>
`;
}

/** Returns the same mail as text. */
export function textPage({ parts, from }: MailPage): string {
  const paragraphs = parts.map((part) => {
    if (part.kind === 'link' || part.kind === 'address') return part.url;
    return part.kind === 'code' ? part.code : part.text;
  });
  return `${[...paragraphs, `-- \n${from}`].join('\n\n')}\n`;
}

function htmlOf(part: Part): string {
  if (part.kind === 'line') return `<p>${escapeHtml(part.text)}</p>`;
  if (part.kind === 'code') return `<p style="${CODE}">${escapeHtml(part.code)}</p>`;
  const url = escapeHtml(part.url);
  if (part.kind === 'address') return `<p style="${ADDRESS}"><a href="${url}">${url}</a></p>`;
  return `<p><a href="${url}" style="${BUTTON}">${escapeHtml(part.button)}</a></p>\n<p style="${ADDRESS}">${url}</p>`;
}
