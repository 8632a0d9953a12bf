import {
  external_exports
} from "./chunk-QDFT3GVT.js";

// src/http/docs/html.ts
var Html = class {
  text;
  constructor(text) {
    this.text = text;
  }
};
function html(literals, ...pieces) {
  return new Html(literals.reduce((text, literal, at) => text + safe(pieces[at - 1]) + literal));
}
function safe(piece) {
  return piece === void 0 ? "" : piece instanceof Html ? piece.text : typeof piece == "object" ? piece.map(safe).join("") : String(piece).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
function prose(text) {
  let parts = text.split("`");
  return html`${parts.map((part, at) => at % 2 === 1 ? html`<code>${part}</code>` : part)}`;
}

// src/http/openapi-schemas.ts
var SCHEMAS = "#/components/schemas/", options = { io: "input", unrepresentable: "any" };
function refTo({ name }) {
  return { $ref: `${SCHEMAS}${name}` };
}
function nameIn(ref) {
  return ref.slice(SCHEMAS.length);
}
function paramSchema(param) {
  return plain(external_exports.toJSONSchema(param.schema, options));
}
function modelSchemas(shapes) {
  let registry = external_exports.registry();
  for (let { name, schema } of shapes) {
    let known = registry.get(schema)?.id;
    if (known !== void 0 && known !== name)
      throw new Error(`The models ${known} and ${name} share one schema.`);
    registry.add(schema, { id: name });
  }
  let { schemas } = external_exports.toJSONSchema(registry, { ...options, uri: (id) => `${SCHEMAS}${id}` }), sorted = Object.entries(schemas).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(sorted.map(([name, schema]) => [name, plain(schema)]));
}
function plain({ $schema, $id, ...schema }) {
  return schema;
}

export {
  html,
  prose,
  refTo,
  nameIn,
  paramSchema,
  modelSchemas
};
