import {
  __commonJS
} from "./chunk-57FZXIKZ.js";

// builtin:node:process
var require_node_process = __commonJS({
  "builtin:node:process"(exports, module) {
    module.exports = process.getBuiltinModule("node:process");
  }
});

export {
  require_node_process
};
