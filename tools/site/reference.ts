import { adminDocument } from '../../src/admin/openapi.ts';
import { appwriteDocument } from '../../src/appwrite/openapi.ts';
import { hexDocument } from '../../src/hex/openapi.ts';
import { type Html, html, prose } from '../../src/http/html.ts';
import type { ErrorKind, OpenApi } from '../../src/http/openapi.ts';
import type { Found } from './browser/found.ts';
import { shellName } from './curl.ts';
import { codeBlock } from './markdown.ts';
import { addressOf, type Call, callsOf, methodBadge, operationSection } from './operation.ts';
import type { Entry, Page } from './page.ts';
import { MODELS, modelAnchor, modelSection } from './schema.ts';
import { sdkExamples } from './sdk-examples.ts';

const ERRORS = 'errors.html';
const FOLDER = 'reference';

type Protocol = { readonly name: string; readonly title: string; readonly document: () => OpenApi };

const protocols: readonly Protocol[] = [
  { name: 'appwrite', title: 'Appwrite protocol', document: appwriteDocument },
  { name: 'hex', title: 'hex.pm protocol', document: hexDocument },
  { name: 'admin', title: 'Administration', document: adminDocument },
];

export type Reference = {
  readonly pages: readonly Page[];
  readonly entries: readonly Entry[];
  readonly found: readonly Found[];
};

/** The reference of every protocol: a page a service, and one each for models and errors. */
export function writeReference(): Reference {
  const written = protocols.map(writeProtocol);
  return {
    pages: written.flatMap(({ pages }) => pages),
    entries: protocols.map(({ name, title }) => ({ title, page: `${FOLDER}/${name}/index.html` })),
    found: written.flatMap(({ found }) => found),
  };
}

function writeProtocol(protocol: Protocol): Omit<Reference, 'entries'> {
  const document = protocol.document();
  const index = `${FOLDER}/${protocol.name}/index.html`;
  const pageOf = (file: string, title: string, body: Html): Page => ({
    page: `${FOLDER}/${protocol.name}/${file}`,
    title: `${title} · ${protocol.title}`,
    body: html`<p class="trail"><a href="index.html">${protocol.title}</a></p>\n<h1>${title}</h1>${body}`,
    within: index,
  });
  const services = servicesOf(document);
  return {
    pages: [
      { page: index, title: protocol.title, body: overview(protocol.title, document, services) },
      ...services.map(({ tag, calls }) => pageOf(`${tag}.html`, titled(tag), serviceBody(document, calls))),
      pageOf(MODELS, 'Models', models(document)),
      pageOf(ERRORS, 'Errors', errors(document['x-errors'])),
    ],
    found: services.flatMap(({ tag, calls }) =>
      calls.map((call): Found => {
        const { operation, method } = call;
        const address = `${FOLDER}/${protocol.name}/${tag}.html#${operation.operationId}`;
        const text = `${method.toUpperCase()} ${addressOf(document, call)} ${operation.operationId} ${operation.description.replaceAll('`', '')}`;
        return [operation.summary, `${protocol.title}: ${titled(tag)}`, address, text];
      }),
    ),
  };
}

type Service = { readonly tag: string; readonly calls: readonly Call[] };

function servicesOf(document: OpenApi): readonly Service[] {
  const calls = callsOf(document);
  return document.tags.map(({ name }) => ({
    tag: name,
    calls: calls.filter(({ operation }) => operation.tags[0] === name),
  }));
}

function overview(title: string, document: OpenApi, services: readonly Service[]): Html {
  const { info, servers, components } = document;
  const prefix = servers[0]?.url ?? '';
  const schemes = Object.entries(components.securitySchemes);
  const headers = schemes.filter(([, scheme]) => scheme.in === 'header');
  const variables = [
    `ENDPOINT=http://localhost:4100${prefix}`,
    ...headers.map(([name]) => `${shellName(name)}=…`),
  ];
  return html`
<h1>${title}</h1>
<p>${prose(info.description)}</p>
<p>Protocol version ${info.version}. For programs, the same is in <code>${prefix}/openapi.json</code>, as OpenAPI 3.1.</p>
<h2 id="credentials">Credentials</h2>
<dl>${schemes.map(([, { name, description }]) => html`<dt><code>${name}</code></dt><dd>${prose(description)}</dd>`)}</dl>
<p>The examples need these variables in the shell:</p>
${codeBlock(variables.join('\n'))}
<h2 id="operations">Operations</h2>
<p>Press <kbd>/</kbd> to search them.</p>
${services.map(
  ({ tag, calls }) => html`
<h3 id="tag-${tag}"><a href="${tag}.html">${titled(tag)}</a></h3>
<ul class="operations">${calls.map(
    ({ method, operation }) =>
      html`<li>${methodBadge(method)} <a href="${tag}.html#${operation.operationId}">${operation.summary}</a></li>`,
  )}</ul>`,
)}
<h2 id="more">Models and errors</h2>
<p>The shapes of responses are in <a href="${MODELS}">models</a>, and what may be refused in <a href="${ERRORS}">errors</a>.</p>`;
}

function serviceBody(document: OpenApi, calls: readonly Call[]): Html {
  return html`
<p class="script-only"><button id="open-all" class="plain" type="button" aria-pressed="false">Open all</button></p>
${calls.map((call) => operationSection(document, call, sdkExamples(call.operation.operationId)))}`;
}

function models({ components }: OpenApi): Html {
  return html`${Object.entries(components.schemas).map(([name, schema]) => modelSection(name, schema))}`;
}

function errors(kinds: readonly ErrorKind[]): Html {
  return html`
<p>Every refusal has the model <a href="${MODELS}#${modelAnchor('error')}">error</a>. Tell one from another by its type or status; the message may say more than it does here.</p>
<div class="scroll" tabindex="0" role="group" aria-label="Errors"><table>
<thead><tr><th scope="col">Type</th><th scope="col">Status</th><th scope="col">Message</th></tr></thead>
<tbody>${kinds.map(
    ({ type, status, message }) => html`
<tr><td><code>${type ?? ''}</code></td><td>${status}</td><td>${message ?? ''}</td></tr>`,
  )}
</tbody></table></div>`;
}

function titled(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
