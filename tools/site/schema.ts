import { type Html, html, prose } from '../../src/http/html.ts';
import { nameIn, type Schema } from '../../src/http/openapi-schemas.ts';

/** The page of the models, beside all pages of a protocol. */
export const MODELS = 'models.html';

export function modelAnchor(name: string): string {
  return `model-${name}`;
}

/** A type in a few words: "string or null", "list of user". */
export function typeOf(schema: Schema): Html {
  if (schema.$ref) return modelLink(nameIn(schema.$ref));
  if (schema.anyOf) return either(schema.anyOf.map(typeOf));
  if (schema.enum) return either(schema.enum.map((value) => html`<code>${JSON.stringify(value)}</code>`));
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.items) return html`list of ${typeOf(schema.items)}`;
  return html`${[schema.type ?? 'any'].flat().join(' or ')}`;
}

function either(choices: readonly Html[]): Html {
  return html`${choices.map((choice, at) => (at === 0 ? choice : html` or ${choice}`))}`;
}

function modelLink(name: string): Html {
  return html`<a href="${MODELS}#${modelAnchor(name)}">${name}</a>`;
}

/** One line of a table of parameters or fields. */
export type Row = {
  readonly name: string;
  readonly note: string | undefined;
  readonly schema: Schema;
  readonly text: string;
};

export function rowsTable(caption: string, rows: readonly Row[]): Html {
  return html`
<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Description</th></tr></thead>
<tbody>${rows.map(
    ({ name, note, schema, text }) => html`
<tr><th scope="row"><code>${name}</code>${note === undefined ? '' : html` <small>${note}</small>`}</th><td>${typeOf(schema)}</td><td>${prose(text)}</td></tr>`,
  )}
</tbody></table></div>`;
}

export function modelSection(name: string, schema: Schema): Html {
  const fields = Object.entries(schema.properties ?? {});
  const rows = fields.map(([field, inner]) => ({
    name: field,
    note: schema.required?.includes(field) ? undefined : 'optional',
    schema: inner,
    text: inner.description ?? '',
  }));
  return html`
<article id="${modelAnchor(name)}">
<h2><a href="#${modelAnchor(name)}">${name}</a></h2>
${schema.description === undefined ? '' : html`<p>${prose(schema.description)}</p>`}
${rows.length > 0 ? rowsTable('Fields', rows) : html`<p>${freeForm(schema)}</p>`}
</article>`;
}

function freeForm(schema: Schema): Html {
  return schema.type === 'object'
    ? html`An object with any fields.`
    : html`Just ${typeOf(schema)}, without fields.`;
}
