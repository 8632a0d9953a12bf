import type { OpenApi, Operation, Response } from '../openapi.ts';
import { curlExample } from './example.ts';
import { type Html, html, prose } from './html.ts';
import { type Row, rowsTable, typeOf } from './schema.ts';

/** An operation with its place, as the page goes through them. */
export type Call = { readonly method: string; readonly path: string; readonly operation: Operation };

/** Every operation, in the order of the routes. */
export function callsOf(document: OpenApi): readonly Call[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );
}

export function methodBadge(method: string): Html {
  return html`<b class="method ${method}">${method.toUpperCase()}</b>`;
}

export function operationSection(document: OpenApi, call: Call): Html {
  const { method, path, operation } = call;
  const address = `${document.servers[0]?.url ?? ''}${path}`;
  const rows = [...parameterRows(operation), ...bodyRows(operation)];
  return html`
<article id="${operation.operationId}">
<h3><a href="#${operation.operationId}">${operation.summary}</a></h3>
<p class="address">${methodBadge(method)} <code>${address}</code></p>
<p>${prose(operation.description)}</p>
${rows.length > 0 ? rowsTable('Parameters', rows) : ''}
<h4>Response</h4>
<ul class="responses">${Object.entries(operation.responses).map(([status, response]) => responseLine(status, response))}</ul>
<h4>Example</h4>
<pre tabindex="0"><code>${curlExample(document, call)}</code></pre>
</article>`;
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
  if ('$ref' in response) return html`<li><b>otherwise</b> <a href="#errors">an error</a></li>`;
  const [answer] = Object.entries(response.content ?? {});
  if (!answer) return html`<li><b>${status}</b> no body</li>`;
  const [media, { schema }] = answer;
  return html`<li><b>${status}</b> ${typeOf(schema)} <small>${media}</small></li>`;
}
