import { createHash } from 'node:crypto';
import type { StoredMessage } from './mailbox.ts';
import { escapeHtml } from './plain-text.ts';

const STYLE =
  ':root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}' +
  'article{border-top:1px solid #8886;padding:1rem 0}h2{font-size:1.1rem;margin:0}p{margin:.25rem 0}' +
  'pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:.75rem 0 0}';

/** The content security policy: the page's own style and nothing else. */
export const mailboxPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const LINK = /\bhttps?:\/\/[^\s<>"']+/g;

/** Returns the messages as a page for people, newest first. `messages` are oldest first. */
export function mailboxPage(messages: readonly StoredMessage[]): string {
  const count = messages.length === 1 ? '1 message' : `${messages.length} messages`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Development mailbox</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Development mailbox</h1>
<p>${count}, newest first. Nothing is sent while there is no mail server and no gateway for text messages. Programs that do not ask for HTML get JSON, newest last.</p>
<p><a href="/dev/mailbox">Reload</a></p>
${messages.map(articleOf).reverse().join('\n')}
</body>
</html>
`;
}

function articleOf({ kind, to, subject, text, at }: StoredMessage): string {
  const title = subject === '' ? 'Text message' : subject;
  const kindName = kind === 'sms' ? 'Text message' : 'Mail';
  return `<article>
<h2>${escapeHtml(title)}</h2>
<p>${kindName} to <strong>${escapeHtml(to)}</strong>, <time datetime="${escapeHtml(at)}">${escapeHtml(at.slice(0, 19).replace('T', ' '))} UTC</time></p>
<pre>${withLinks(text)}</pre>
</article>`;
}

function withLinks(text: string): string {
  let html = '';
  let end = 0;
  for (const { 0: link, index } of text.matchAll(LINK)) {
    const address = escapeHtml(link);
    html += `${escapeHtml(text.slice(end, index))}<a href="${address}" rel="noreferrer">${address}</a>`;
    end = index + link.length;
  }
  return html + escapeHtml(text.slice(end));
}
