import {
  __commonJS
} from "./chunk-57FZXIKZ.js";

// builtin:node:child_process
var require_node_child_process = __commonJS({
  "builtin:node:child_process"(exports, module) {
    module.exports = process.getBuiltinModule("node:child_process");
  }
});

export {
  require_node_child_process
};
