import { createHash } from 'node:crypto';
import { shellName } from './docs/example.ts';
import { type Html, html, prose } from './docs/html.ts';
import { type Call, callsOf, methodBadge, operationSection } from './docs/operation.ts';
import { modelAnchor, modelSection } from './docs/schema.ts';
import { style } from './docs/style.ts';
import type { ErrorKind, OpenApi } from './openapi.ts';

/** The content security policy: the page's own style and nothing else. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style.text).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The document as one page for people. `origin` is where the reader reached the server: `https://users.example`.
 * `productVersion` is that of Denizen; that of the document is the protocol's.
 */
export function docsPage(document: OpenApi, origin: string, productVersion = ''): string {
  const { info, tags } = document;
  const calls = callsOf(document);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${info.title}: HTTP API</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
${contents(document, calls, productVersion)}
<main id="content">
${introduction(document, origin)}
${tags.map(
  ({ name }) => html`
<section aria-labelledby="tag-${name}">
<h2 id="tag-${name}">${titled(name)}</h2>
${calls.filter((call) => call.operation.tags[0] === name).map((call) => operationSection(document, call))}
</section>`,
)}
<section aria-labelledby="models">
<h2 id="models">Models</h2>
${Object.entries(document.components.schemas).map(([name, schema]) => modelSection(name, schema))}
</section>
${errors(document['x-errors'])}
</main>
</body>
</html>
`;
  return page.text;
}

function contents({ info, tags, components }: OpenApi, calls: readonly Call[], productVersion: string): Html {
  return html`<nav aria-label="Contents">
<p class="name"><a href="#content">${info.title}</a> <small>${productVersion}</small></p>
<p><small>Protocol ${info.version}</small></p>
<ul>
${tags.map(
  ({ name }) => html`<li><a href="#tag-${name}">${titled(name)}</a>
<ul>${calls
    .filter(({ operation }) => operation.tags[0] === name)
    .map(
      ({ method, operation }) =>
        html`<li><a href="#${operation.operationId}">${methodBadge(method)} ${operation.summary}</a></li>`,
    )}</ul></li>`,
)}
<li><a href="#models">Models</a>
<ul>${Object.keys(components.schemas).map((name) => html`<li><a href="#${modelAnchor(name)}">${name}</a></li>`)}</ul></li>
<li><a href="#errors">Errors</a></li>
</ul>
</nav>`;
}

function introduction({ info, servers, components }: OpenApi, origin: string): Html {
  const prefix = servers[0]?.url ?? '';
  const schemes = Object.entries(components.securitySchemes);
  const headers = schemes.filter(([, scheme]) => scheme.in === 'header');
  const variables = [`ENDPOINT=${origin}${prefix}`, ...headers.map(([name]) => `${shellName(name)}=…`)];
  return html`
<header>
<h1>${info.title}: HTTP API</h1>
<p>${prose(info.description)}</p>
<dl>${schemes.map(([, { name, description }]) => html`<dt><code>${name}</code></dt><dd>${prose(description)}</dd>`)}</dl>
<p>The examples on this page need these variables in the shell:</p>
<pre tabindex="0"><code>${variables.join('\n')}</code></pre>
<p>For programs, the same is in <a href="${prefix}/openapi.json">${prefix}/openapi.json</a>, as OpenAPI 3.1.</p>
</header>`;
}

function errors(kinds: readonly ErrorKind[]): Html {
  return html`
<section aria-labelledby="errors">
<h2 id="errors">Errors</h2>
<p>Every refusal has the model <a href="#${modelAnchor('error')}">error</a>. Tell one from another by <code>type</code>; the message may say more than it does here.</p>
<div class="scroll"><table>
<caption>Types</caption>
<thead><tr><th scope="col">Type</th><th scope="col">Status</th><th scope="col">Message</th></tr></thead>
<tbody>${kinds.map(
    ({ type, status, message }) => html`
<tr><th scope="row"><code>${type}</code></th><td>${status}</td><td>${message ?? ''}</td></tr>`,
  )}
</tbody></table></div>
</section>`;
}

function titled(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
