import {
  html,
  nameIn,
  prose
} from "./chunk-3GYBAN44.js";
import "./chunk-QDFT3GVT.js";
import {
  require_node_crypto
} from "./chunk-LJ2TMMZ3.js";
import {
  __toESM
} from "./chunk-57FZXIKZ.js";

// src/http/docs-page.ts
var import_node_crypto = __toESM(require_node_crypto(), 1);

// src/http/docs/example.ts
function curlExample(document, call) {
  let { method, path, operation } = call, query = (operation.parameters ?? []).filter(
    (parameter) => parameter.in === "query" && isShown(parameter)
  ), address = path.replace(/\{(\w+)\}/g, (_, name) => shellName(name));
  return [
    ...method === "get" ? [query.length > 0 ? "curl -G" : "curl"] : [`curl -X ${method.toUpperCase()}`],
    `"$ENDPOINT${address}"`,
    ...credentials(document, operation),
    ...query.flatMap(queryValues),
    ...body(operation)
  ].join(` \\
  `).replace(` \\
 `, "");
}
function shellName(name) {
  return name.replace(/[A-Z]/g, "_$&").toUpperCase();
}
function isShown({ required, schema }) {
  return required || schema.examples !== void 0;
}
function credentials(document, { security }) {
  return Object.keys(security[0] ?? {}).map((scheme) => `-H "${document.components.securitySchemes[scheme]?.name ?? scheme}: $${shellName(scheme)}"`);
}
function queryValues({ name, schema }) {
  let example = exampleOf(schema);
  return (Array.isArray(example) ? example : [example]).map((value) => `--data-urlencode ${quoted(`${name}=${value}`)}`);
}
function body({ requestBody }) {
  let schema = requestBody?.content["application/json"]?.schema;
  if (!schema) return [];
  let visible = Object.entries(schema.properties ?? {}).filter(
    ([name, field]) => schema.required?.includes(name) || field.examples !== void 0
  ), example = Object.fromEntries(visible.map(([name, field]) => [name, exampleOf(field)]));
  return ['-H "Content-Type: application/json"', `-d ${quoted(JSON.stringify(example))}`];
}
var plainExamples = {
  boolean: !0,
  integer: 1,
  number: 1,
  array: [],
  object: {}
};
function exampleOf({ examples, enum: values, type }) {
  return examples?.[0] ?? values?.[0] ?? plainExamples[String(type)] ?? "text";
}
function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

// src/http/docs/schema.ts
function modelAnchor(name) {
  return `model-${name}`;
}
function typeOf(schema) {
  return schema.$ref ? modelLink(nameIn(schema.$ref)) : schema.anyOf ? either(schema.anyOf.map(typeOf)) : schema.enum ? either(schema.enum.map((value) => html`<code>${JSON.stringify(value)}</code>`)) : schema.const !== void 0 ? html`<code>${JSON.stringify(schema.const)}</code>` : schema.items ? html`list of ${typeOf(schema.items)}` : html`${[schema.type ?? "any"].flat().join(" or ")}`;
}
function either(choices) {
  return html`${choices.map((choice, at) => at === 0 ? choice : html` or ${choice}`)}`;
}
function modelLink(name) {
  return html`<a href="#${modelAnchor(name)}">${name}</a>`;
}
function rowsTable(caption, rows) {
  return html`
<div class="scroll"><table>
<caption>${caption}</caption>
<thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Description</th></tr></thead>
<tbody>${rows.map(
    ({ name, note, schema, text }) => html`
<tr><th scope="row"><code>${name}</code>${note === void 0 ? "" : html` <small>${note}</small>`}</th><td>${typeOf(schema)}</td><td>${prose(text)}</td></tr>`
  )}
</tbody></table></div>`;
}
function modelSection(name, schema) {
  let rows = Object.entries(schema.properties ?? {}).map(([field, inner]) => ({
    name: field,
    note: schema.required?.includes(field) ? void 0 : "optional",
    schema: inner,
    text: inner.description ?? ""
  }));
  return html`
<article id="${modelAnchor(name)}">
<h3>${name}</h3>
${schema.description === void 0 ? "" : html`<p>${prose(schema.description)}</p>`}
${rows.length > 0 ? rowsTable("Fields", rows) : html`<p>${freeForm(schema)}</p>`}
</article>`;
}
function freeForm(schema) {
  return schema.type === "object" ? html`An object with any fields.` : html`Just ${typeOf(schema)}, without fields.`;
}

// src/http/docs/operation.ts
function callsOf(document) {
  return Object.entries(document.paths).flatMap(
    ([path, item]) => Object.entries(item).map(([method, operation]) => ({ method, path, operation }))
  );
}
function methodBadge(method) {
  return html`<b class="method ${method}">${method.toUpperCase()}</b>`;
}
function operationSection(document, call) {
  let { method, path, operation } = call, address = `${document.servers[0]?.url ?? ""}${path}`, rows = [...parameterRows(operation), ...bodyRows(operation)];
  return html`
<article id="${operation.operationId}">
<h3><a href="#${operation.operationId}">${operation.summary}</a></h3>
<p class="address">${methodBadge(method)} <code>${address}</code></p>
<p>${prose(operation.description)}</p>
${rows.length > 0 ? rowsTable("Parameters", rows) : ""}
<h4>Response</h4>
<ul class="responses">${Object.entries(operation.responses).map(([status, response]) => responseLine(status, response))}</ul>
<h4>Example</h4>
<pre tabindex="0"><code>${curlExample(document, call)}</code></pre>
</article>`;
}
function parameterRows({ parameters = [] }) {
  return parameters.map(({ name, in: place, required, schema, description }) => ({
    name,
    note: required ? place : `${place}, optional`,
    schema,
    text: description
  }));
}
function bodyRows({ requestBody }) {
  let schema = requestBody?.content["application/json"]?.schema;
  return Object.entries(schema?.properties ?? {}).map(([name, field]) => ({
    name,
    note: schema?.required?.includes(name) ? "body" : "body, optional",
    schema: field,
    text: field.description ?? ""
  }));
}
function responseLine(status, response) {
  if ("$ref" in response) return html`<li><b>otherwise</b> <a href="#errors">an error</a></li>`;
  let [answer] = Object.entries(response.content ?? {});
  if (!answer) return html`<li><b>${status}</b> no body</li>`;
  let [media, { schema }] = answer;
  return html`<li><b>${status}</b> ${typeOf(schema)} <small>${media}</small></li>`;
}

// src/http/docs/style.ts
var style = html`
:root {
  --text: #1c2128; --quiet: #57606a; --line: #d8dee4; --paper: #ffffff; --raised: #f6f8fa; --link: #0550ae;
  --get: #0550ae; --post: #116329; --put: #7d4e00; --patch: #6639ba; --delete: #a40e26;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6edf3; --quiet: #9da7b3; --line: #30363d; --paper: #0d1117; --raised: #161b22; --link: #79c0ff;
    --get: #79c0ff; --post: #7ee787; --put: #f2cc60; --patch: #d2a8ff; --delete: #ffa198;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body {
  margin: 0; display: grid; grid-template-columns: 18rem minmax(0, 1fr);
  background: var(--paper); color: var(--text); font: 1rem/1.6 system-ui, sans-serif;
}
a { color: var(--link); text-underline-offset: 0.15em; }
a:focus-visible, pre:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
code, pre, .method { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { font-size: 0.875em; overflow-wrap: anywhere; }
small { color: var(--quiet); font-size: 0.8125rem; font-weight: 400; }
.skip { position: absolute; left: -100vw; background: var(--paper); padding: 0.5rem 1rem; z-index: 1; }
.skip:focus { left: 0; }

nav {
  position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem 2rem 1.5rem;
  background: var(--raised); border-right: 1px solid var(--line); font-size: 0.875rem; line-height: 1.4;
}
nav ul { list-style: none; margin: 0; padding: 0; }
nav > ul > li { margin-top: 1.25rem; }
nav > ul > li > a { font-weight: 600; }
nav li li { margin-top: 0.25rem; }
nav a { display: block; padding: 0.125rem 0; color: inherit; text-decoration: none; }
nav a:hover { color: var(--link); text-decoration: underline; }
nav li li a { display: flex; gap: 0.5rem; align-items: baseline; }
nav .name { margin: 0; font-size: 1.125rem; font-weight: 700; }
nav .name a { display: inline; }
nav .method { flex: 0 0 3rem; font-size: 0.625rem; }

main { width: 100%; max-width: 60rem; margin: 0 auto; padding: 2.5rem 2rem 6rem; }
h1 { margin: 0 0 1rem; font-size: 2rem; line-height: 1.2; letter-spacing: -0.015em; }
h2 { margin: 4rem 0 0; padding-bottom: 0.5rem; border-bottom: 1px solid var(--line); font-size: 1.5rem; line-height: 1.3; }
h3 { margin: 0 0 0.5rem; font-size: 1.1875rem; line-height: 1.3; }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
h4, caption { margin: 1.5rem 0 0.5rem; font-size: 0.875rem; font-weight: 600; color: var(--quiet); text-align: left; }
p, dl, ul { margin: 0.75rem 0; }
header p, article > p { max-width: 44rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1.25rem; }
dd { margin: 0; }
article { padding: 2.25rem 0; border-bottom: 1px solid var(--line); }
article:last-child { border-bottom: 0; }
article:target h3 { text-decoration: underline; text-decoration-color: var(--link); text-decoration-thickness: 3px; text-underline-offset: 0.3em; }

.method { font-size: 0.75rem; font-weight: 700; }
.get { color: var(--get); } .post { color: var(--post); } .put { color: var(--put); }
.patch { color: var(--patch); } .delete { color: var(--delete); }
.address .method { padding: 0.1875rem 0.5rem; border: 1px solid currentColor; border-radius: 0.25rem; }
.address code { margin-left: 0.25rem; font-size: 0.9375rem; }
.responses { list-style: none; padding: 0; }
.responses b { display: inline-block; min-width: 6rem; font-weight: 600; }
pre {
  margin: 0.5rem 0; padding: 0.875rem 1rem; overflow-x: auto; border: 1px solid var(--line); border-radius: 0.375rem;
  background: var(--raised); font-size: 0.875rem; line-height: 1.55;
}
pre code { overflow-wrap: normal; font-size: inherit; }

.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.9375rem; line-height: 1.5; }
th, td { padding: 0.5rem 1rem 0.5rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-top: 0; color: var(--quiet); font-size: 0.8125rem; font-weight: 500; }
tbody th { width: 28%; font-weight: 600; }
tbody th small { display: block; }
td:nth-child(2) { width: 18%; }

@media (max-width: 60rem) {
  body { display: block; }
  nav { position: static; height: auto; max-height: 22rem; padding: 1rem; border-right: 0; border-bottom: 1px solid var(--line); }
  nav li li { margin-top: 0; }
  nav a { padding: 0.25rem 0; }
  main { padding: 1.5rem 1rem 4rem; }
  h1 { font-size: 1.625rem; }
  h2 { margin-top: 3rem; }
}
@media (max-width: 36rem) {
  thead { position: absolute; left: -100vw; }
  table, tbody, tr, th[scope="row"], td, caption { display: block; width: auto; }
  tr { padding: 0.625rem 0; border-top: 1px solid var(--line); }
  th[scope="row"], td, td:nth-child(2) { width: auto; padding: 0; border: 0; }
  tbody th small { display: inline; }
  td:nth-child(2) { color: var(--quiet); font-size: 0.875rem; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 0.5rem; }
  pre { padding: 0.75rem; font-size: 0.8125rem; }
}
@media print {
  body { display: block; }
  nav { display: none; }
}
`;

// src/http/docs-page.ts
var contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${(0, import_node_crypto.createHash)("sha256").update(style.text).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join("; ");
function docsPage(document, origin) {
  let { info, tags } = document, calls = callsOf(document);
  return html`<!doctype html>
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
${contents(document, calls)}
<main id="content">
${introduction(document, origin)}
${tags.map(
    ({ name }) => html`
<section aria-labelledby="tag-${name}">
<h2 id="tag-${name}">${titled(name)}</h2>
${calls.filter((call) => call.operation.tags[0] === name).map((call) => operationSection(document, call))}
</section>`
  )}
<section aria-labelledby="models">
<h2 id="models">Models</h2>
${Object.entries(document.components.schemas).map(([name, schema]) => modelSection(name, schema))}
</section>
${errors(document["x-errors"])}
</main>
</body>
</html>
`.text;
}
function contents({ info, tags, components }, calls) {
  return html`<nav aria-label="Contents">
<p class="name"><a href="#content">${info.title}</a> <small>${info.version}</small></p>
<ul>
${tags.map(
    ({ name }) => html`<li><a href="#tag-${name}">${titled(name)}</a>
<ul>${calls.filter(({ operation }) => operation.tags[0] === name).map(
      ({ method, operation }) => html`<li><a href="#${operation.operationId}">${methodBadge(method)} ${operation.summary}</a></li>`
    )}</ul></li>`
  )}
<li><a href="#models">Models</a>
<ul>${Object.keys(components.schemas).map((name) => html`<li><a href="#${modelAnchor(name)}">${name}</a></li>`)}</ul></li>
<li><a href="#errors">Errors</a></li>
</ul>
</nav>`;
}
function introduction({ info, servers, components }, origin) {
  let prefix = servers[0]?.url ?? "", schemes = Object.entries(components.securitySchemes), headers = schemes.filter(([, scheme]) => scheme.in === "header"), variables = [`ENDPOINT=${origin}${prefix}`, ...headers.map(([name]) => `${shellName(name)}=\u2026`)];
  return html`
<header>
<h1>${info.title}: HTTP API</h1>
<p>${prose(info.description)}</p>
<dl>${schemes.map(([, { name, description }]) => html`<dt><code>${name}</code></dt><dd>${prose(description)}</dd>`)}</dl>
<p>The examples on this page need these variables in the shell:</p>
<pre tabindex="0"><code>${variables.join(`
`)}</code></pre>
<p>For programs, the same is in <a href="${prefix}/openapi.json">${prefix}/openapi.json</a>, as OpenAPI 3.1.</p>
</header>`;
}
function errors(kinds) {
  return html`
<section aria-labelledby="errors">
<h2 id="errors">Errors</h2>
<p>Every refusal has the model <a href="#${modelAnchor("error")}">error</a>. Tell one from another by <code>type</code>; the message may say more than it does here.</p>
<div class="scroll"><table>
<caption>Types</caption>
<thead><tr><th scope="col">Type</th><th scope="col">Status</th><th scope="col">Message</th></tr></thead>
<tbody>${kinds.map(
    ({ type, status, message }) => html`
<tr><th scope="row"><code>${type}</code></th><td>${status}</td><td>${message ?? ""}</td></tr>`
  )}
</tbody></table></div>
</section>`;
}
function titled(name) {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
export {
  contentSecurityPolicy,
  docsPage
};
