import {
  __commonJS
} from "./chunk-57FZXIKZ.js";

// builtin:node:tls
var require_node_tls = __commonJS({
  "builtin:node:tls"(exports, module) {
    module.exports = process.getBuiltinModule("node:tls");
  }
});

export {
  require_node_tls
};
