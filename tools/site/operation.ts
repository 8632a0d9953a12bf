import { type Html, html, prose } from '../../src/http/html.ts';
import type { OpenApi, Operation, Response } from '../../src/http/openapi.ts';
import { curlExample } from './curl.ts';
import { codeBlock } from './markdown.ts';
import { sampleOf } from './samples.ts';
import { type Row, rowsTable, typeOf } from './schema.ts';

/** An operation with its place, as the page goes through them. */
export type Call = { readonly method: string; readonly path: string; readonly operation: Operation };

/** A language of examples, and its example of an operation. */
export type Example = { readonly language: string; readonly code: string };

/** Every operation, in the order of the routes. */
export function callsOf(document: OpenApi): readonly Call[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );
}

export function addressOf(document: OpenApi, { path }: Call): string {
  return `${document.servers[0]?.url ?? ''}${path}`;
}

export function methodBadge(method: string): Html {
  return html`<b class="method ${method}">${method.toUpperCase()}</b>`;
}

/** A section that opens: parameters, answers and examples of one operation. */
export function operationSection(document: OpenApi, call: Call, more: readonly Example[]): Html {
  const { method, operation } = call;
  const rows = [...parameterRows(operation), ...bodyRows(operation)];
  const examples = [{ language: 'curl', code: curlExample(document, call) }, ...more];
  return html`
<details class="operation" id="${operation.operationId}">
<summary><h2>${operation.summary}</h2> <span class="address">${methodBadge(method)} <code>${addressOf(document, call)}</code></span></summary>
<p>${prose(operation.description)}</p>
<p class="quiet"><a href="#${operation.operationId}">Link to this operation</a></p>
${rows.length > 0 ? rowsTable('Parameters', rows) : ''}
<h3>Example</h3>
${examples.length > 1 ? languageButtons(examples) : ''}
${examples.map(({ language, code }) => html`<div class="example" data-language="${language}"><p class="language">${language}</p>${codeBlock(code)}</div>`)}
<h3>Response</h3>
<ul class="responses">${Object.entries(operation.responses).map(([status, response]) => responseLine(status, response))}</ul>
${sampleBlock(document, operation)}
</details>`;
}

function languageButtons(examples: readonly Example[]): Html {
  return html`<div class="languages script-only" role="group" aria-label="Language of the examples">${examples.map(
    ({ language }) =>
      html`<button type="button" data-language="${language}" aria-pressed="false">${language}</button>`,
  )}</div>`;
}

function sampleBlock({ components }: OpenApi, { responses }: Operation): Html {
  for (const response of Object.values(responses)) {
    if ('$ref' in response) continue;
    const schema = response.content?.['application/json']?.schema;
    if (schema) return codeBlock(JSON.stringify(sampleOf(schema, components.schemas), null, 2));
  }
  return html``;
}

function parameterRows({ parameters = [] }: Operation): readonly Row[] {
  return parameters.map(({ name, in: place, required, schema, description }) => ({
    name,
    note: required ? place : `${place}, optional`,
    schema,
    text: description,
  }));
}

function bodyRows({ requestBody }: Operation): readonly Row[] {
  const schema = requestBody?.content['application/json']?.schema;
  return Object.entries(schema?.properties ?? {}).map(([name, field]) => ({
    name,
    note: schema?.required?.includes(name) ? 'body' : 'body, optional',
    schema: field,
    text: field.description ?? '',
  }));
}

function responseLine(status: string, response: Response | { readonly $ref: string }): Html {
  if ('$ref' in response) return html`<li><b>otherwise</b> <a href="errors.html">an error</a></li>`;
  const [answer] = Object.entries(response.content ?? {});
  if (!answer) return html`<li><b>${status}</b> no body</li>`;
  const [media, { schema }] = answer;
  return html`<li><b>${status}</b> ${typeOf(schema)} <small>${media}</small></li>`;
}
