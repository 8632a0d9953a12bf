import {
  __commonJS
} from "./chunk-57FZXIKZ.js";

// builtin:node:os
var require_node_os = __commonJS({
  "builtin:node:os"(exports, module) {
    module.exports = process.getBuiltinModule("node:os");
  }
});

export {
  require_node_os
};
