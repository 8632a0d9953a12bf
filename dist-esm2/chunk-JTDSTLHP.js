import {
  __commonJS
} from "./chunk-57FZXIKZ.js";

// builtin:node:http
var require_node_http = __commonJS({
  "builtin:node:http"(exports, module) {
    module.exports = process.getBuiltinModule("node:http");
  }
});

// builtin:node:https
var require_node_https = __commonJS({
  "builtin:node:https"(exports, module) {
    module.exports = process.getBuiltinModule("node:https");
  }
});

export {
  require_node_http,
  require_node_https
};
