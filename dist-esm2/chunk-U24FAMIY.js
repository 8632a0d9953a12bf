import {
  __commonJS
} from "./chunk-57FZXIKZ.js";

// builtin:node:dns
var require_node_dns = __commonJS({
  "builtin:node:dns"(exports, module) {
    module.exports = process.getBuiltinModule("node:dns");
  }
});

export {
  require_node_dns
};
